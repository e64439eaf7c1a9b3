"""The account that PostgreSQL runs under.

An ordinary user runs it as themselves. PostgreSQL refuses to run as root, so root runs it as the
owner of the data folder, at first a system account made for it. That account must be able to walk
down to the data and to the program, also in a checkout under ``/root``: where a folder on the way
is closed, it is opened to its *group* for passing through only, and the server gets that group.
No other user of the machine gains anything by it.
"""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.embedded.errors import EmbeddedError

SYSTEM_ACCOUNT = "together-db"


@dataclass
class Account:
    """Whom to run as: nothing to change for an ordinary user, an unprivileged account for root."""

    uid: int
    gid: int
    groups: set[int] = field(default_factory=set)

    @property
    def is_other(self) -> bool:
        """Whether it is another account than the one this process runs under."""
        return self.uid != os.geteuid()

    def popen_args(self) -> dict[str, Any]:
        """What ``subprocess`` must be told to run something under this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": sorted(self.groups)}

    def let_in(self, folder: Path) -> None:
        """Make sure that this account can pass through every folder above ``folder``, and ``folder``."""
        if not self.is_other:
            return
        for step in [*reversed(folder.parents), folder]:
            facts = step.stat()
            if facts.st_uid == self.uid or facts.st_mode & stat.S_IXOTH:
                continue
            if not facts.st_mode & stat.S_IXGRP:
                step.chmod(stat.S_IMODE(facts.st_mode) | stat.S_IXGRP)
            self.groups.add(facts.st_gid)

    def let_read(self, tree: Path) -> None:
        """Make sure that this account can read and run the program files below ``tree``."""
        if not self.is_other or not tree.exists():
            return
        for path in [tree, *tree.rglob("*")]:
            if path.is_symlink():
                continue
            mode = stat.S_IMODE(path.stat().st_mode)
            wanted = mode | (0o055 if mode & stat.S_IXUSR else 0o044)
            if wanted != mode:
                path.chmod(wanted)

    def give(self, path: Path) -> None:
        """Hand ``path`` over to this account."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def own(self, folder: Path) -> None:
        """Make ``folder`` this account's own and nobody else's."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self.give(folder)


def account_for(data: Path) -> Account:
    """The account that runs the server whose data lies in ``data``."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    entry = _system_account()
    return Account(entry.pw_uid, entry.pw_gid)


def _system_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        pass
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    try:
        subprocess.run([*command, SYSTEM_ACCOUNT], check=True, capture_output=True)  # noqa: S603 - fixed words only
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except (OSError, subprocess.CalledProcessError, KeyError):
        raise EmbeddedError(
            f"PostgreSQL does not run as root and the account {SYSTEM_ACCOUNT} could not be made: "
            "run as an ordinary user, or set DATABASE_URL."
        ) from None
