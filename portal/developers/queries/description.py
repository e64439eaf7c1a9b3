"""FIND: the description of the API as the portal gives it (OpenAPI 3.1), made once in each process."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from portal.api.description import Generator
from portal.developers.rules import operations as rules

MAKERS = Path(__file__).resolve().parents[1]  # what turns the description into files
BY_HAND = MAKERS.parents[1] / "docs" / "client"


@cache
def description() -> dict[str, Any]:
    """The whole description. It is English, whoever reads: programs are made from it."""
    return Generator().get_schema(request=None, public=True)


@cache
def operations() -> list[rules.Operation]:
    """Every operation."""
    return rules.operations(description())


@cache
def state() -> str:
    """SHA-256 over the description and over what makes files of it: the same state gives the same files."""
    found = hashlib.sha256(json.dumps(description(), sort_keys=True, ensure_ascii=False).encode())
    for path in sorted([*(MAKERS / "rules").glob("*.py"), *(MAKERS / "services").glob("*.py"), *BY_HAND.glob("*")]):
        if path.is_file():
            found.update(path.read_bytes())
    return found.hexdigest()
