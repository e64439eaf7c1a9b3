"""`make run`: everything the portal needs, until Ctrl-C stops all that it started.

`--prepare` does the same without the demonstration and the start: what `make setup` ends with. An empty portal stays
empty, so that `make demo` may fill it at another scale, and `found_portal` for production.
"""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from portal import embedded  # noqa: E402
from portal.embedded.store import say  # noqa: E402
from portal.environment import switch  # noqa: E402
from portal.start import own_command  # noqa: E402
from tools.outside import check_outside_servers  # noqa: E402
from tools.session import environ, manage, servers, stop_on_signals  # noqa: E402

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
PRODUCTION = switch("PRODUCTION", default=False)
SANDBOX = switch("SANDBOX", default=False)
WITH_DEMO = switch("DEMO", default=True) and not PRODUCTION and not SANDBOX
READY_SECONDS = 60
STOPPED_BY_PERSON = {128 + signal.SIGINT, 128 + signal.SIGTERM}


def main(arguments: list[str]) -> int:
    """Prepare, and run unless told not to."""
    if "--announce" in arguments:
        announce()
        return 0
    only_prepare = "--prepare" in arguments
    stop_on_signals()
    if not only_prepare:
        check_port()
    check_outside_servers()
    with servers():
        prepare(with_demo=WITH_DEMO and not only_prepare)
        return 0 if only_prepare else run()


def check_port() -> None:
    """Say at once that somebody else has the port."""
    if not PORT.isdecimal() or not 0 < int(PORT) < 65536:
        sys.exit(f"PORT={PORT} is not a port number (1 to 65535).")
    try:
        family, _, _, _, address = socket.getaddrinfo(HOST, int(PORT), type=socket.SOCK_STREAM)[0]
    except OSError:
        sys.exit(f"HOST={HOST} is not an address of this machine.")
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            sys.exit(f"Port {PORT} is not for ordinary users: choose one above 1023, as in `PORT=8000 make run`.")
        except OSError as trouble:
            other = int(PORT) % 65535 + 1
            sys.exit(f"Port {PORT} on {HOST} cannot be used ({trouble.strerror}). Another: PORT={other} make run")


def prepare(*, with_demo: bool) -> None:
    """Messages, tables, in an empty portal the demo, and the files for developers."""
    try:
        (embedded.var_dir() / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise asks for it, empty or not
    except OSError as trouble:
        sys.exit(say(trouble, embedded.var_dir()))
    steps = [["messages", "--compile", "--verbosity=0"], ["migrate", "--noinput", "--verbosity=0"]]
    words = {
        "migrate": "Bringing the tables up to date",
        "developer_files": "Writing the files for developers",
    }
    if PRODUCTION:
        steps.append(["collectstatic", "--noinput", "--verbosity=0"])
    if with_demo:
        steps.append(["demo", "--if-empty"])
    if SANDBOX:
        steps.append(["sandbox_ground"])
    steps.append(["developer_files", "--verbosity=0"])
    for step in steps:
        if step[0] in words:
            print(f"  {words[step[0]]} …", flush=True)  # each may take long: nobody is to wonder what is waited for
        code = manage(*step, PYTHONUNBUFFERED="1")
        if code:
            raise SystemExit(code)


def run() -> int:
    """Web, worker and beat from the Procfile, until one of them ends or a signal comes."""
    from honcho.environ import parse_procfile
    from honcho.manager import Manager

    manager = Manager()
    for name, command in parse_procfile((ROOT / "Procfile").read_text()).processes.items():
        manager.add_process(name, command, cwd=str(ROOT), env=environ(HOST=HOST, PORT=PORT, PYTHONUNBUFFERED="1"))
    # Honcho itself answers SIGINT and SIGTERM; a closed terminal is to be the same.
    signal.signal(signal.SIGHUP, lambda number, frame: os.kill(os.getpid(), signal.SIGTERM))
    # A process of its own: a thread that starts programs while Honcho forks would wait for ever.
    command = [sys.executable, __file__, "--announce"]
    subprocess.Popen(command, cwd=ROOT, env=environ(), stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        manager.loop()
    finally:
        leave_nothing_behind()
    return 0 if manager.returncode in STOPPED_BY_PERSON else int(manager.returncode or 1)


def leave_nothing_behind() -> None:
    """Whatever way the loop ended: no process that it started goes on."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()


def announce() -> None:
    """As soon as the web process answers: where, and who may sign in."""
    accounts = ""
    if WITH_DEMO:
        command = [sys.executable, "manage.py", "demo", "--accounts"]
        accounts = subprocess.run(command, cwd=ROOT, env=environ(), capture_output=True, text=True).stdout
    if SANDBOX:
        accounts = f"  A sandbox: make a company at /sandbox/ or with {own_command('sandbox_company')}\n"
    here = "127.0.0.1" if HOST in {"0.0.0.0", "::"} else HOST  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + READY_SECONDS
    while not answers(here) and time.monotonic() < deadline:
        time.sleep(0.2)
    line = "-" * min(shutil.get_terminal_size().columns, 100)
    print(f"{line}\n  Together runs at http://{here}:{PORT}/ — Ctrl-C stops it\n{accounts}{line}", flush=True)


def answers(host: str) -> bool:
    """Whether the web process answers a request, whatever it says."""
    link = http.client.HTTPConnection(host, int(PORT), timeout=5)
    try:
        link.request("GET", "/healthz")
        link.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
