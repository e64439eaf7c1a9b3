"""Hostile queries and forms at every page that is open to everybody: an answer in HTML with words, never a fault."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import NoReverseMatch, reverse

from portal.tests import matrix_classes  # noqa: F401  has the stage
from portal.tests.matrix import STAGES, public_doors, undone

USUAL = {"q", "page", "sort", "order", "year", "month", "from", "to", "state", "format", "cursor", "next", "lang"}
VALUES = [
    "", " ", "0", "-1", "9" * 400, "1e400", "NaN", "Infinity", "٣", "0000-00-00", "10000-01-01", "2026-13",
    "x" * 300, "%", "\\", "'\"><script>", "${7*7}", "../../etc/passwd", "[", "(?:", "a\u202eb", "\U0001f600", "-",
    ",,,", "_", "//evil.example/", "javascript:alert(1)",
]  # fmt: skip
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
