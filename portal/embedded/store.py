"""What the embedded servers remember between two starts, and the lock that lets one process start them."""

import contextlib
import errno
import fcntl
import importlib.util
import json
import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.embedded.errors import EmbeddedError

HOST = "127.0.0.1"
LEAST_FREE_BYTES = 300 * 1024 * 1024  # a fresh database, its log and room to breathe


class Store:
    """Ports and passwords in ``VAR_DIR/embedded.json``, readable by its owner alone."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.path = var_dir / "embedded.json"

    def read(self, server: str) -> dict[str, Any]:
        """What is known about ``server``; empty before its first start."""
        try:
            known = json.loads(self.path.read_text())
        except FileNotFoundError:
            return {}
        except PermissionError:
            raise EmbeddedError(
                f"{self.path} belongs to another user: run as that user, or set VAR_DIR to a folder of your own."
            ) from None
        except OSError as trouble:
            raise EmbeddedError(say(trouble, self.var_dir)) from None
        except ValueError:
            raise EmbeddedError(f"{self.path} is damaged: restore it, or remove the folder to start anew.") from None
        return dict(known.get(server, {}))

    def write(self, server: str, **facts: Any) -> dict[str, Any]:
        """Remember ``facts`` about ``server``, whole or not at all; what is known now."""
        known = json.loads(self.path.read_text()) if self.path.exists() else {}
        known[server] = {**known.get(server, {}), **facts}
        draft = self.path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(known, indent=2) + "\n")
        if self.path.exists() and os.geteuid() == 0:  # an administrator's run leaves the owner as it was
            before = self.path.stat()
            os.chown(draft, before.st_uid, before.st_gid)
        draft.replace(self.path)
        return dict(known[server])

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Let one process at a time start or stop servers; the others wait."""
        try:
            self.var_dir.mkdir(parents=True, exist_ok=True)
            handle = (self.var_dir / "embedded.lock").open("w")
        except OSError as trouble:
            raise EmbeddedError(say(trouble, self.var_dir)) from None
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def need_room(self) -> None:
        """Refuse to make a database on a disk that is nearly full."""
        free = shutil.disk_usage(self.var_dir).free
        if free < LEAST_FREE_BYTES:
            raise EmbeddedError(
                f"No disk space: {self.var_dir} has {free // 2**20} MB free and needs "
                f"{LEAST_FREE_BYTES // 2**20} MB. Free some, or set VAR_DIR to another disk."
            )


def say(trouble: OSError, where: Path) -> str:
    """An operating system's no, in one line with what to do."""
    if trouble.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"No disk space left in {where}: free some, or set VAR_DIR to another disk."
    return f"Cannot write to {where} ({trouble.strerror}): set VAR_DIR to a folder of your own."


def free_port(wanted: int | None = None) -> int:
    """``wanted`` when nobody listens there, else any free port of the loopback interface."""
    for port in (wanted, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise EmbeddedError("No free port on the loopback interface.")


def password() -> str:
    """Letters and digits only, so that it needs no quoting in an address or in SQL."""
    return secrets.token_hex(24)


def package_dir(name: str, setting: str) -> Path:
    """Where the package that carries a server lies; not imported, for its import has side effects."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"The package {name} is missing: run `make setup`, or set {setting}.")
    return Path(spec.submodule_search_locations[0])
