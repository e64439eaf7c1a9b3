"""The permission matrix: one row per door in ``docs/access.yaml``, every role at every door.

A row names a door, how it is knocked at (method, data), the state of the thing behind it (``stage``) and who gets in.
All others meet a 404 for what they may not see, a 403 for what they may not do, or the sign-in page.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.test import Client
from django.urls import reverse

from portal.people.models import User
from portal.tests.signin import sign_in

PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.yaml"


@dataclass
class World:
    """Who knocks (None is a visitor) and the thing behind the door."""

    people: dict[str, User | None]
    names: dict[str, Any] = field(default_factory=dict)  # what ``args`` and ``data`` of a row may refer to


Stage = Callable[[], World]
STAGES: dict[str, Stage] = {}


def stage(name: str) -> Callable[[Stage], Stage]:
    """Register how the world of the rows of that ``stage`` is made."""

    def register(make: Stage) -> Stage:
        STAGES[name] = make
        return make

    return register


@dataclass(frozen=True)
class Row:
    """One line of the page."""

    door: str
    method: str
    stage: str
    let_in: frozenset[str]
    args: dict[str, str]
    data: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.door} on {self.stage}"


def rows() -> Iterator[Row]:
    """All rows of ``docs/access.yaml``."""
    for door, entries in yaml.safe_load(PAGE.read_text())["doors"].items():
        for entry in entries:
            yield Row(
                door=door,
                method=entry.get("method", "GET"),
                stage=entry["stage"],
                let_in=frozenset(entry["in"]),
                args=entry.get("args", {}),
                data=entry.get("data", {}),
            )


def public_doors() -> set[str]:
    """Doors open to everybody, which need no rows."""
    return set(yaml.safe_load(PAGE.read_text())["public"])


def filled(template: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    """``$name`` in a value stands for the world's name; ``$new`` for a fresh key."""
    known = names | {"new": uuid.uuid4().hex}
    return {key: known[value[1:]] if str(value).startswith("$") else value for key, value in template.items()}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace, so that the next person meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def knock(row: Row, world: World, role: str) -> bool:
    """Whether ``role`` gets in; a fault (5xx) counts as neither and fails."""
    client = Client()
    user = world.people[role]
    url = reverse(row.door, kwargs=filled(row.args, world.names))
    with undone():
        if user is not None:
            sign_in(client, User.objects.get(pk=user.pk))
        response = client.generic(row.method, url) if row.method != "POST" else None
        if response is None:
            response = client.post(url, filled(row.data, world.names))
    assert response.status_code < 500, (row, role, response.status_code)
    if response.status_code in (301, 302, 303) and "/accounts/" in response["Location"]:
        return False
    return response.status_code not in (401, 403, 404)
