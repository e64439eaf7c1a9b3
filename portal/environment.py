"""What the environment says, read strictly: a value that means nothing stops the start in one line that names it.

No Django in here: set-up and start ask too, before anything else is tried.
"""

import json
import os
import re
import sys
from collections.abc import Callable
from datetime import date
from ipaddress import ip_network
from typing import Any, NoReturn
from urllib.parse import urlsplit

ON = {"true", "yes", "on", "1", "y", "t"}
OFF = {"false", "no", "off", "0", "n", "f"}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

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


def whole_number(name: str, *, default: int, least: int = 1) -> int:
    """A number of something."""
    word = os.environ.get(name, "").strip()
    if not word:
        return default
    if not word.isdecimal() or int(word) < least:
        refuse(name, f"write a whole number, {least} or more")
    return int(word)


def listed(name: str, read: Callable[[str], Any], example: str, *, default: list[str]) -> list[str]:
    """Words between commas, each of which ``read`` understands; set and empty means none."""
    if name not in os.environ:
        return default
    words = [word.strip() for word in os.environ[name].split(",") if word.strip()]
    for word in words:
        try:
            read(word)
        except ValueError:
            refuse(name, f"{word} is not understood, write it like {example}")
    return words


def networks(name: str, *, default: list[str]) -> list[str]:
    """Addresses and networks."""
    return listed(name, ip_network, "10.0.0.0/8", default=default)


def days(name: str) -> list[str]:
    """Days of the calendar; none unless told."""
    return listed(name, date.fromisoformat, "2027-04-30", default=[])


def log_level() -> str:
    """From which level on the log is written, ``LOG_LEVEL``."""
    word = os.environ.get("LOG_LEVEL", "").strip().upper() or "INFO"
    if word not in LEVELS:
        refuse("LOG_LEVEL", f"write one of {', '.join(LEVELS)}")
    return word


def web_address(name: str, *, default: str) -> str:
    """Where people find the portal, without the slash at the end."""
    address = os.environ.get(name, "").strip().rstrip("/")
    if not address:
        return default
    try:
        found = urlsplit(address)
        good = found.scheme in {"http", "https"} and found.hostname and (found.port or 1) > 0
    except ValueError:
        good = False
    if not good or set("@?#") & set(address):
        refuse(name, "write http://host:port or https://host", secret="@" in address)
    return address


def check_mail_server(name: str, schemes: tuple[str, ...]) -> None:
    """End the start unless ``name`` is empty or an address of one of these kinds with a host and a port that are."""
    try:
        address = urlsplit(os.environ.get(name) or "consolemail://")
        good = address.scheme in schemes and (address.hostname or "smtp" not in address.scheme)
        good = good and (address.port or 1) > 0
    except ValueError:
        good = False
    if not good:
        refuse(name, "write smtp+tls://user:password@host:587, or consolemail:// to print mail", secret=True)


def json_object(name: str) -> dict[str, Any]:
    """What an object of JSON says; empty unless told."""
    try:
        found = json.loads(os.environ.get(name) or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        refuse(name, 'write an object of JSON, as in {"API_KEY": "…"}', secret=True)
    return found
