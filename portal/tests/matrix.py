"""The permission matrix: one row per door in ``docs/access.yaml``, every role at every door.

A row names a door, how it is knocked at (method, data), the state of the thing behind it (``stage``) and who gets in.
All others meet a 404 for what they may not see, a 403 for what they may not do, or the sign-in page.

The API has rows of its own under ``api``: an operation as its description names it, and every kind of program at it.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.cookies import SimpleCookie
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from portal.partners import services as partners
from portal.partners.models import ApiClient
from portal.partners.rules import SCOPES, opened_by
from portal.partners.tests.factories import make_client
from portal.people.models import Company, User
from portal.rights import page
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory
from portal.tests.signin import session_of

ENTRANCES = ("/accounts/", "/admin/login/")  # where who may not come in is sent


@dataclass
class World:
    """Who knocks (None is a visitor) and the thing behind the door."""

    people: dict[str, User | None]
    names: dict[str, Any] = field(default_factory=dict)  # what ``args`` and ``data`` of a row may refer to
    owner: Company | None = None  # whose thing it is, for the programs at the API
    own: ApiClient | None = None  # the program whose own thing it is, where it is not every program's of the company
    sessions: dict[str, str] = field(default_factory=dict)  # their keys, of those who have knocked before
    client: Client = field(default_factory=Client)

    def browser(self, role: str) -> Client:
        """That person's browser. Signed in once: what a knock does is undone, and its session with it."""
        client, user = self.client, self.people[role]
        client.cookies = SimpleCookie()
        if user is None:
            return client
        if role not in self.sessions:
            self.sessions[role] = session_of(User.objects.get(pk=user.pk))
        client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.sessions[role]})
        return client


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
    for door, entries in page()["doors"].items():
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
    return set(page()["public"])


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


def knock(row: Row, world: World, role: str, watch: "Watch | None" = None) -> bool:
    """Whether ``role`` gets in; a fault (5xx) counts as neither and fails. ``watch`` looks at what it is shown."""
    client = world.browser(role)
    url = reverse(row.door, kwargs=filled(row.args, world.names))
    with undone():
        response = client.generic(row.method, url) if row.method != "POST" else None
        if response is None:
            response = client.post(url, filled(row.data, world.names))
    assert response.status_code < 500, (row, role, response.status_code)
    if response.status_code in (301, 302, 303) and response["Location"].startswith(ENTRANCES):
        return False
    let_in = response.status_code not in (401, 403, 404)
    if watch and let_in and row.method == "GET":
        watch.look(response, role)
    return let_in


# Classes of fields ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """A value of a class of fields on a stage, and who reads it at any of the doors there."""

    field: str
    stage: str
    value: str
    persons: frozenset[str]
    programs: frozenset[str]


def proofs() -> Iterator[Proof]:
    """All under ``fields``."""
    for key, told in page()["fields"].items():
        for proof in told["proofs"]:
            readers = frozenset(proof["in"]), frozenset(proof.get("programs", ()))
            yield Proof(key, proof["stage"], proof["value"], *readers)


class Watch:
    """Who was shown which of the stage's values.

    ``$owner.email`` in a value is that of the person of the world, ``$key`` what the world knows by that name.
    """

    def __init__(self, stage: str, world: World):
        self.proofs = [proof for proof in proofs() if proof.stage == stage]
        self.values = [self._value(proof.value, world) for proof in self.proofs]
        self.readers: list[set[str]] = [set() for _proof in self.proofs]

    @classmethod
    def _value(cls, value: str, world: World) -> re.Pattern[str]:
        if value.startswith("$"):
            role, _dot, path = value[1:].partition(".")
            value = str(attrgetter(path)(world.people[role]) if path else world.names[role])
        return cls.pattern(value)

    @staticmethod
    def pattern(value: str) -> re.Pattern[str]:
        """An amount with commas or without, in pages and in JSON, not as a part of a longer one; else the text."""
        if value.isdigit():
            grouped = rf"(?<!\d)(?<!\d[.,]){int(value):,}(?:\.0+)?(?!\d|[.,]\d)"
            return re.compile(rf"{grouped}|(?<!\d)(?<!\d\.){value}(?:\.0+)?(?!\d|\.\d)")
        end = r"(?!\d)" if value[-1].isdigit() else ""  # “Garam Precision 1” is not “Garam Precision 12”
        return re.compile(re.escape(value) + end)

    def look(self, response: Any, reader: str) -> None:
        """Note what the answer shows."""
        if response.streaming or not self.values:
            return
        text = response.content.decode("utf-8", "replace")
        for value, readers in zip(self.values, self.readers, strict=True):
            if reader not in readers and value.search(text):
                readers.add(reader)

    def wrong(self, kind: str) -> list[str]:
        """Where others read than the table says; ``kind`` is ``persons`` or ``programs``."""
        found = zip(self.proofs, self.readers, strict=True)
        return [
            f"{proof.field} on {proof.stage}: read by {sorted(readers)}"
            for proof, readers in found
            if readers != getattr(proof, kind)
        ]


def standing(user: User | None, owner: Company | None) -> str:
    """How ``people`` tells of a person: side and roles."""
    if user is None:
        return "visitor"
    membership = User.objects.get(pk=user.pk).active_membership
    if membership is None:
        return "nobody"
    own = owner is not None and membership.company_id == owner.pk
    side = "buyer" if membership.company.is_buyer else "own" if own else "supplier"
    return " ".join([side, *sorted(membership.roles.values_list("code", flat=True))])


def people_of(stage: str) -> dict[str, str]:
    """What the page says of the persons of a stage."""
    return page()["people"].get(stage, {})


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
    for operation, entries in page()["api"].items():
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


def programs(owner: Company, scope: str, own: ApiClient | None = None) -> dict[str, Program]:
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
    if own is not None:
        found["own"] = Program(partners.issue_token(own), own.client_id)
    return found


def call(row: ApiRow, world: World, program: Program, watch: Watch | None = None, name: str = "") -> bool:
    """Whether the program gets in; a fault counts as neither and fails. ``watch`` looks at what it reads."""
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
    if watch and method == "GET" and response.status_code < 300:
        watch.look(response, name)
    return response.status_code < 300


def described_operations() -> dict[str, str]:
    """Every operation of the API's description, with the scope that it asks for."""
    described = json.loads(Client().get(reverse("openapi")).content)
    return {
        f"{method.upper()} {path}": "".join(scope for need in told.get("security", []) for scope in need["client"])
        for path, methods in described["paths"].items()
        for method, told in methods.items()
    }
