"""The permission matrix: one row per door in ``docs/access.yaml``, every role at every door.

A row names a door, how it is knocked at (method, data), the state of the thing behind it (``stage``) and who gets in.
All others meet a 404 for what they may not see, a 403 for what they may not do, or the sign-in page.

The API has rows of its own under ``api``: an operation as its description names it, and every kind of program at it.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from portal.partners import services as partners
from portal.partners.rules import SCOPES, opened_by
from portal.partners.tests.factories import make_client
from portal.people.models import Company, User
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory
from portal.tests.signin import sign_in

ENTRANCES = ("/accounts/", "/admin/login/")  # where who may not come in is sent
PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.yaml"


@dataclass
class World:
    """Who knocks (None is a visitor) and the thing behind the door."""

    people: dict[str, User | None]
    names: dict[str, Any] = field(default_factory=dict)  # what ``args`` and ``data`` of a row may refer to
    owner: Company | None = None  # whose thing it is, for the programs at the API


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
    if response.status_code in (301, 302, 303) and response["Location"].startswith(ENTRANCES):
        return False
    return response.status_code not in (401, 403, 404)


# The API -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ApiRow:
    """One operation of the API on one stage; ``scope`` is what its description asks for, empty for public ones."""

    operation: str  # "POST /api/v1/tenders/{uid}/bids/"
    stage: str
    scope: str
    let_in: frozenset[str]
    args: dict[str, str]
    data: dict[str, Any]
    form: dict[str, str]  # instead of JSON

    def __str__(self) -> str:
        return f"{self.operation} on {self.stage}"


@dataclass(frozen=True)
class Program:
    """A program with its credentials; a visitor has none that are known here."""

    token: str = ""
    client_id: str = "nobody"
    client_secret: str = "none"


def api_rows() -> Iterator[ApiRow]:
    """All rows under ``api``."""
    for operation, entries in yaml.safe_load(PAGE.read_text())["api"].items():
        for entry in entries:
            yield ApiRow(
                operation=operation,
                stage=entry["stage"],
                scope=entry.get("scope", ""),
                let_in=frozenset(entry["in"]),
                args=entry.get("args", {}),
                data=entry.get("data", {}),
                form=entry.get("form", {}),
            )


def programs(owner: Company, scope: str) -> dict[str, Program]:
    """Each kind of program; ``scope`` is the right one, and the wrong one has all that do not open it."""
    right = [scope] if scope else ["catalog.read"]
    made = {
        "wrong_scope": (owner, [code for code in SCOPES if not opened_by([code]) & set(right)]),
        "own": (owner, right),
        "other_company": (CompanyFactory(), right),
        "revoked": (owner, right),
    }
    if not SCOPES[right[0]].supplier_only:
        made["buyer"] = (BuyerFactory(), right)
    found = {"visitor": Program()}
    for name, (company, scopes) in made.items():
        client, secret = make_client(company, *scopes)
        found[name] = Program(partners.issue_token(client), client.client_id, secret)
        if name == "revoked":
            partners.revoke_client(client, by=UserFactory(company=company, roles=("SA",)))
    return found


def call(row: ApiRow, world: World, program: Program) -> bool:
    """Whether the program gets in; a fault counts as neither and fails."""
    method, _space, path = row.operation.partition(" ")
    api = APIClient(raise_request_exception=False)
    names = world.names | asdict(program) | {"token": program.token or "unknown"}
    if row.form:
        sent = {"data": urlencode(filled(row.form, names)), "content_type": "application/x-www-form-urlencoded"}
    else:
        sent = {"data": filled(row.data, names)} | ({"format": "json"} if method in ("POST", "PUT") else {})
        if program.token:
            api.credentials(HTTP_AUTHORIZATION=f"Bearer {program.token}")
    headers = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
    with undone():
        response = getattr(api, method.lower())(path.format(**filled(row.args, names)), headers=headers, **sent)
    assert response.status_code < 500, (row, response.status_code)
    assert response.status_code != 400, (row, response.content)
    return response.status_code < 300


def described_operations() -> dict[str, str]:
    """Every operation of the API's description, with the scope that it asks for."""
    described = json.loads(Client().get(reverse("openapi")).content)
    return {
        f"{method.upper()} {path}": "".join(scope for need in told.get("security", []) for scope in need["client"])
        for path, methods in described["paths"].items()
        for method, told in methods.items()
    }
