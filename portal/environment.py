"""What the environment says, read strictly: a value that means nothing stops the start in one line that names it.

No Django in here: set-up and start ask too, before anything else is tried.
"""

import os
import re
import sys
from typing import NoReturn

ON = {"true", "yes", "on", "1", "y", "t"}
OFF = {"false", "no", "off", "0", "n", "f"}

HOST = r"(\[[^\]]*\]|[^@/?#\s:,]*)(:\d*)?"
DATABASE_ADDRESS = re.compile(rf"postgres(ql)?://([^@/?#\s]*@)?{HOST}(,{HOST})*(/[^@?#\s]*)?(\?[^#\s]*)?")


def refuse(name: str, wanted: str, *, secret: bool = False) -> NoReturn:
    """End the start: what ``name`` should be; what it is only where no password can stand in it."""
    given = "" if secret else f"={os.environ[name]}"
    sys.exit(f"{name}{given} cannot be used: {wanted}.")


def switch(name: str, *, default: bool) -> bool:
    """Whether ``name`` is on. What is neither on nor off is never guessed: ``PRODUCTION=ture`` would be a trial run."""
    word = os.environ.get(name, "").strip().lower()
    if not word:
        return default
    if word not in ON | OFF:
        refuse(name, "write true or false")
    return word in ON


def check_database_address(name: str) -> None:
    """End the start unless ``name`` is the address of a PostgreSQL server; its words are not shown again."""
    if not DATABASE_ADDRESS.fullmatch(os.environ[name]):
        wanted = "write postgresql://user:password@host:5432/name, and in the password %40 for @, %2F for /, %3A for :"
        refuse(name, wanted, secret=True)
