"""Who may do what: ``docs/access.yaml`` read, so that it can be shown to people. The permission matrix proves it.

Each row there says who gets in at a door while the thing behind it stands in some state; ``people`` says which roles
those persons hold. From both follows, for each role, whether all who hold it get in, only those concerned with the
thing (the own company's, the one in charge, a member of the committee), or nobody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import get_language

from portal.text import address_template

PAGE = settings.BASE_DIR / "docs" / "access.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ALL, CONCERNED, TOGETHER = "all", "concerned", "together"
VISITOR, NOBODY = "visitor", "nobody"  # without an account; with an account but no company
PROGRAMS = ("visitor", "wrong_scope", "own", "other_company", "buyer", "revoked")


@dataclass(frozen=True)
class Right:
    """One door in one state of the thing behind it: what each role gets."""

    app: str
    door: str
    address: str
    method: str
    stage: str
    marks: dict[str, str]  # role code, VISITOR or NOBODY → ALL, CONCERNED or TOGETHER; who is not named gets nothing


@dataclass(frozen=True)
class ProgramRight:
    """One operation of the API: the scope it asks for, and which programs get in."""

    operation: str
    stage: str
    scope: str
    let_in: tuple[str, ...]


@dataclass(frozen=True)
class FieldClass:
    """A class of fields, and who was found to read one of them, by stage."""

    key: str
    ko: str
    en: str
    readers: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]  # stage, persons, programs

    @property
    def shown(self) -> str:
        """In the reader's language."""
        return self.en if get_language() == "en" else self.ko

    @property
    def roles(self) -> list[str]:
        """The columns of all who read it, each once."""
        people = page()["people"]
        told = {
            column: None
            for stage, persons, _programs in self.readers
            for person in persons
            for column in holds(people[stage][person])
        }
        return list(told)

    @property
    def by_own_program(self) -> bool:
        """Whether a program of the company concerned reads it."""
        return any("own" in programs for _stage, _persons, programs in self.readers)


@cache
def page() -> dict[str, Any]:
    """The whole table."""
    return yaml.load(PAGE.read_text(), LOADER)  # noqa: S506 (a safe loader, the quicker one where it is built)


def holds(person: str) -> tuple[str, ...]:
    """The columns a person of a stage stands for: ``"supplier BD SA"`` are two roles; ``own`` is whose thing it is.

    >>> holds("own BD SA"), holds("visitor"), holds("nobody"), holds("buyer")
    (('BD', 'SA'), ('visitor',), ('nobody',), ())
    """
    side, *codes = person.split()
    return (side,) if side in (VISITOR, NOBODY) else tuple(codes)


def marks(people: dict[str, str], let_in: Iterable[str]) -> dict[str, str]:
    """For each role whether all of its holders get in, or only some.

    Who holds that role alone decides. Where everybody who was tried holds others too, and none of those explains it,
    it stays open which of them opens the door: TOGETHER.

    >>> marks({"owner": "own SA SU", "member": "own SU", "admin": "own SA", "rival": "supplier SA"}, ["owner", "admin"])
    {'SA': 'concerned'}
    >>> marks({"officer": "buyer PO", "other": "buyer PO", "auditor": "buyer AU"}, ["officer", "auditor"])
    {'PO': 'concerned', 'AU': 'all'}
    >>> marks({"owner": "own SA BD SU", "member": "own SU"}, ["owner"])
    {'SA': 'together', 'BD': 'together'}
    """
    inside = set(let_in)
    sides: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, told in people.items():
        sides.setdefault(told.split()[0], {})[name] = holds(told)
    alone: dict[str, set[bool]] = {}  # what those with one role alone met, on any side
    together: set[str] = set()
    for held in sides.values():
        lone = {codes[0] for codes in held.values() if len(codes) == 1}
        opened = {codes[0] for name, codes in held.items() if len(codes) == 1 and name in inside}
        for name, codes in held.items():
            if len(codes) == 1:
                alone.setdefault(codes[0], set()).add(name in inside)
                continue
            unknown = [code for code in codes if code not in lone]
            if name in inside and not opened & set(codes):
                together |= set(unknown or codes)
    found = {}
    for column in dict.fromkeys(code for person in people.values() for code in holds(person)):
        met = alone.get(column, set())
        if True in met:
            found[column] = CONCERNED if False in met else ALL
        elif column in together:
            found[column] = TOGETHER if not met else CONCERNED
    return found


@cache
def addresses() -> dict[str, str]:
    """URL name → address as a template."""
    found: dict[str, str] = {}

    def walk(patterns: Iterable[Any], namespace: str, before: str) -> None:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                inner = ":".join(part for part in (namespace, pattern.namespace) if part)
                walk(pattern.url_patterns, inner, route)
            elif isinstance(pattern, URLPattern) and pattern.name:
                name = f"{namespace}:{pattern.name}" if namespace else str(pattern.name)
                found.setdefault(name, address_template(route))

    walk(get_resolver(settings.ROOT_URLCONF).url_patterns, "", "")
    return found


def rights() -> Iterator[Right]:
    """All doors of pages, in the order of the table."""
    table = page()
    known = addresses()
    for door, entries in table["doors"].items():
        for entry in entries:
            people = table["people"].get(entry["stage"], {})
            app = door.partition(":")[0] if ":" in door else "portal"
            found = marks(people, entry["in"])
            yield Right(app, door, known.get(door, ""), entry.get("method", "GET"), entry["stage"], found)


def public_doors() -> list[tuple[str, str]]:
    """Doors open to everybody: their names and addresses."""
    known = addresses()
    return [(door, known.get(door, "")) for door in page()["public"]]


def program_rights() -> Iterator[ProgramRight]:
    """All operations of the API."""
    for operation, entries in page()["api"].items():
        for entry in entries:
            let_in = tuple(name for name in PROGRAMS if name in entry["in"])
            yield ProgramRight(operation, entry["stage"], entry.get("scope", ""), let_in)


def field_classes() -> Iterator[FieldClass]:
    """All classes of fields and who reads them."""
    for key, told in page()["fields"].items():
        readers = tuple(
            (proof["stage"], tuple(proof["in"]), tuple(proof.get("programs", ()))) for proof in told["proofs"]
        )
        yield FieldClass(key, told["ko"], told["en"], readers)


# For a page -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DoorLine:
    """A door and what each role gets there, over all states of the thing: ``best`` is the most it ever gets."""

    app: str
    address: str
    acts: bool  # changes something
    marks: dict[str, str]


@cache
def door_lines() -> tuple[DoorLine, ...]:
    """Each door and method once, by area and address."""
    best: dict[tuple[str, str, bool], dict[str, str]] = {}
    for right in rights():
        found = best.setdefault((right.app, right.address or right.door, right.method == "POST"), {})
        for column, mark in right.marks.items():
            found[column] = min(mark, found.get(column, mark), key=(ALL, CONCERNED, TOGETHER).index)
    return tuple(DoorLine(*key, marks) for key, marks in sorted(best.items()))


@cache
def counts() -> dict[str, dict[str, tuple[int, int]]]:
    """Area → role → (doors it may look at, doors it may act at)."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for line in door_lines():
        of_area = found.setdefault(line.app, {})
        for column in line.marks:
            looks, acts = of_area.get(column, (0, 0))
            of_area[column] = (looks + (not line.acts), acts + line.acts)
    return found
