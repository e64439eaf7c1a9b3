"""Hostile queries, forms and addresses at every page that is open to everybody: an answer with words, never a fault.

The worlds are those of the permission matrix.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import NoReverseMatch, reverse

from portal.people.roles import ROLES
from portal.tests.factories import BuyerFactory, UserFactory
from portal.tests.matrix import STAGES, Row, filled, public_doors, undone
from portal.tests.signin import sign_in
from portal.tests.test_guards import every_view
from portal.tests.test_matrix import ROWS, short_refusals  # noqa: F401  a fixture

USUAL = {"q", "page", "sort", "order", "year", "month", "from", "to", "state", "format", "cursor", "next", "lang"}
VALUES = [
    "", " ", "0", "-1", "9" * 400, "1e400", "NaN", "Infinity", "٣", "0000-00-00", "10000-01-01", "2026-13",
    "x" * 300, "%", "\\", "'\"><script>", "${7*7}", "../../etc/passwd", "[", "(?:", "a\u202eb", "\U0001f600", "-",
    ",,,", "_", "//evil.example/", "javascript:alert(1)",
]  # fmt: skip
ADDRESSED = [
    "0",
    "00000000",
    "9" * 400,
    "٣",
    "-1",
    "x" * 300,
    "'\"><script>",
    "%",
    "a\u202eb",
    "\U0001f600",
    ".",
    "a.b",
]
NAMED = re.compile(r"<(?:\w+:)?(\w+)>")
FIELD = re.compile(r"<(?:input|select|textarea|button)\b[^>]*\bname=\"([^\"]+)\"")
LINK = re.compile(r"(?:href|action)=\"[^\"?]*\?([^\"#]+)")


def pages() -> list[tuple[str, str]]:
    """The doors that need no name of a thing, and their addresses."""
    found = []
    for door in sorted(public_doors()):
        try:
            address = reverse(door)
        except NoReverseMatch:  # that of a thing
            continue
        if not address.startswith("/api/"):
            found.append((door, address))
    return found


def names_on(page: str) -> set[str]:
    """What the page's own forms and links send."""
    linked = {name for query in LINK.findall(page) for name, _value in parse_qsl(unescape(query))}
    return linked | set(FIELD.findall(page)) | USUAL


def wrong_with(response, *, asked: str) -> str:
    """A fault, a value that comes back as markup, or a way out of the house; nothing if the answer is a good one."""
    if response.status_code >= 500:
        return f"{response.status_code} {asked}"
    if urlsplit(response.get("Location", "")).netloc not in ("", "testserver"):
        return f"leads to {response['Location']}: {asked}"
    if not response.streaming and b"'\"><script>" in response.content:
        return f"unescaped: {asked}"
    return ""


def turns(names: list[str], every: int) -> list[dict[str, str]]:
    """Each name with a value of its own, and in the next turn with the next value; ``every``th turn."""
    count = len(VALUES)
    return [
        {name: VALUES[(turn + place) % count] for place, name in enumerate(names)} for turn in range(0, count, every)
    ]


@pytest.mark.django_db
def test_no_public_page_stumbles(client):
    STAGES["two products published"]()
    client.raise_request_exception = False
    found, count = [], 0
    for _door, address in pages():
        page = client.get(address)
        text = "" if page.streaming else page.content.decode("utf-8", "replace")
        names = sorted(names_on(text) - {"csrfmiddlewaretoken"})
        for asked in turns(names, 3 if set(names) - USUAL else 14):
            for ask in (client.get, client.post) if 'method="post"' in text else (client.get,):
                count += 1
                with undone():
                    found.append(wrong_with(ask(address, asked), asked=f"{ask.__name__} {address} {asked}"))
    assert count > 300
    assert [each for each in found if each] == []


def rows_of_visitors() -> dict[str, list[Row]]:
    """Pages of a thing, one row for each door at which a visitor gets in, by the stage."""
    doors: dict[str, Row] = {}
    for row in ROWS:
        if row.method == "GET" and "visitor" in row.let_in:
            doors.setdefault(row.door, row)
    found: dict[str, list[Row]] = {}
    for row in doors.values():
        found.setdefault(row.stage, []).append(row)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("stage", sorted(rows_of_visitors()))
def test_no_public_page_of_a_thing_stumbles(client, stage):
    world = STAGES[stage]()
    client.raise_request_exception = False
    found = []
    for row in rows_of_visitors()[stage]:
        address = reverse(row.door, kwargs=filled(row.args, world.names))
        given = filled(row.data, world.names)
        page = client.get(address, given)
        assert page.status_code < 400, address
        text = "" if page.streaming else page.content.decode("utf-8", "replace")
        names = sorted((names_on(text) | set(given)) - {"csrfmiddlewaretoken"})
        for asked in turns(names, 3 if set(names) - USUAL else 14):
            with undone():
                found.append(wrong_with(client.get(address, asked), asked=f"{address} {asked}"))
    assert [each for each in found if each] == []


def doors_of_things() -> dict[str, list[str]]:
    """Doors whose address names a thing, and by what."""
    named = {name: NAMED.findall(address) for name, address, _view in every_view()}
    return {door: named[door] for door in sorted(public_doors() | {row.door for row in ROWS}) if named.get(door)}


def addresses(door: str, names: list[str], values: list[str]) -> Iterator[str]:
    """With each value in the place of everything that the address names, where there is such an address."""
    for value in values:
        with suppress(NoReverseMatch):
            yield reverse(door, kwargs=dict.fromkeys(names, value))


@pytest.mark.django_db
def test_no_address_of_a_thing_stumbles(client):
    """Whatever stands in the place of a number, a code, a token or a year."""
    client.raise_request_exception = False
    found = []
    for door, names in doors_of_things().items():
        for address in addresses(door, names, ADDRESSED) if door in public_doors() else ():
            for ask in (client.get, client.post):
                with undone():
                    found.append(wrong_with(ask(address), asked=f"{ask.__name__} {address}"))
    assert len(found) > 500
    assert [each for each in found if each] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("short_refusals")
def test_no_address_of_a_thing_stumbles_for_who_may_read_the_most(client):
    client.raise_request_exception = False
    sign_in(client, UserFactory(company=BuyerFactory(), roles=[code for code, side, *_ in ROLES if side == "buyer"]))
    found = []
    for door, names in doors_of_things().items():
        for address in addresses(door, names, ADDRESSED[:3]) if door not in public_doors() else ():
            with undone():
                found.append(wrong_with(client.get(address), asked=address))
    assert len(found) > 500
    assert [each for each in found if each] == []
