"""``manage.py access_table``: ``docs/access.md`` from ``docs/access.yaml``; ``--check`` fails when it is stale."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portal import rights

PAGE: Path = settings.BASE_DIR / "docs" / "access.md"
MARKS = {rights.ALL: "●", rights.CONCERNED: "◐", rights.TOGETHER: "○", "": ""}
FIRST = {rights.VISITOR: "visitors", rights.NOBODY: "signed in, no company"}
PROGRAMS = {
    "visitor": "no token",
    "wrong_scope": "own company, other scopes",
    "own": "own company",
    "other_company": "another company",
    "buyer": "the buyer's",
    "revoked": "revoked",
}


def document() -> str:
    """The whole page."""
    with translation.override("en"):
        return "\n".join([*_head(), *_doors(), *_programs(), *_fields()]) + "\n"


def _head() -> Iterator[str]:
    roles = rights.page()["roles"].items()
    yield from (
        "# Who may do what",
        "",
        "Written by `manage.py access_table` from [access.yaml](access.yaml); not by hand. Every row is proved by "
        "`portal/tests/test_matrix.py`: each person of the stage knocks at the door.",
        "",
        "- ● all who hold the role get in.",
        "- ◐ only who is concerned with the thing: the company it belongs to, the person in charge, a member of its "
        "committee, somebody it was shared with. Another holder of the same role was refused in the test.",
        "- ○ tried only together with another role of the same person: one of the roles so marked opens the door.",
        "- Empty: refused. A role without a column in an app gets in at none of its doors.",
        "",
        "## Roles",
        "",
        "| Code | Side | Role | 역할 |",
        "| --- | --- | --- | --- |",
        *(f"| {code} | {told['side']} | {told['en']} | {told['ko']} |" for code, told in roles),
        "",
        "## Doors open to everybody",
        "",
        *(f"- `{address}` ({door})" for door, address in rights.public_doors()),
        "",
        "## Doors that libraries bring",
        "",
        "The windows of the administration, each for whom its class says (`portal/tests/test_windows.py`), and one's "
        "own account, with its passwords, second factors and sessions. A door that is new here fails a test.",
        "",
        *(f"- `{door}`" for door in rights.page()["elsewhere"]),
        "",
    )


def _title(app: str) -> str:
    found = next((each for each in apps.get_app_configs() if each.label == app), None)
    return str(found.verbose_name) if found else app


def _doors() -> Iterator[str]:
    order = [rights.VISITOR, rights.NOBODY, *rights.page()["roles"]]
    for app, found in groupby(sorted(rights.rights(), key=lambda right: right.app), key=lambda right: right.app):
        rows = list(found)
        columns = [code for code in order if any(code in row.marks for row in rows)]
        yield from (f"## Pages: {_title(app)}", "")
        yield f"| Door | Way | The thing | {' | '.join(FIRST.get(code, code) for code in columns)} |"
        yield "| --- | --- | --- |" + " :-: |" * len(columns)
        for row in rows:
            cells = " | ".join(MARKS[row.marks.get(code, "")] for code in columns)
            yield f"| `{row.address}` | {row.method} | {row.stage} | {cells} |"
        yield ""


def _programs() -> Iterator[str]:
    yield from ("## The API", "", "A program acts for one company and holds the scopes chosen for it.", "")
    yield f"| Operation | The thing | Scope | {' | '.join(PROGRAMS.values())} |"
    yield "| --- | --- | --- |" + " :-: |" * len(PROGRAMS)
    for right in rights.program_rights():
        cells = " | ".join("●" if name in right.let_in else "" for name in PROGRAMS)
        yield f"| `{right.operation}` | {right.stage} | {right.scope or '–'} | {cells} |"
    yield ""


def _fields() -> Iterator[str]:
    yield from (
        "## Classes of fields",
        "",
        "Who gets in at a door does not read everything behind it. For each class one value is looked for in every "
        "answer of every door and operation of a stage, and found by these alone.",
        "",
        "| Class | The thing | Read by persons | Read by programs |",
        "| --- | --- | --- | --- |",
    )
    for each in rights.field_classes():
        for stage, persons, programs in each.readers:
            told = ", ".join(persons).replace("_", " ") or "nobody"
            by_program = ", ".join(PROGRAMS[name] for name in programs) or "none"
            yield f"| {each.en} | {stage} | {told} | {by_program} |"


class Command(BaseCommand):
    """Writes the page, or checks it."""

    help = "Write docs/access.md from docs/access.yaml."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        if not check:
            PAGE.write_text(document())
        elif not PAGE.exists() or PAGE.read_text() != document():
            raise CommandError("docs/access.md is out of date: run manage.py access_table")
