"""Pages of tendering that no other journey opens, as one of those who may: found from the table of rights, so that a
new page is looked at from its first day."""

from collections import defaultdict
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import reverse

from portal.tests.matrix import STAGES, Row, filled, rows

HERE = Path(__file__).parent
FILES = {  # they answer with a file
    "bid-file", "bid-receipt-json", "bid-receipt-pdf", "bid-sheet", "opening-minutes", "opening-package",
    "tco-sheet", "tender-deadline", "tender-export", "evaluation-document", "evaluation-document-version",
    "evaluation-minutes", "decision-record", "award-letter",
}  # fmt: skip

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
for _found in sorted(HERE.parent.glob("matrix_*.py")):  # they register the stages
    import_module(f"portal.tests.{_found.stem}")


def not_opened_elsewhere() -> dict[str, list[Row]]:
    """One row for each page, by stage; a page is opened elsewhere where its name stands in another journey."""
    others = "".join(path.read_text() for path in HERE.glob("*.py") if path != Path(__file__))
    found: dict[str, Row] = {}
    for row in rows():
        app, _colon, name = row.door.partition(":")
        named = f'"{name}"' in others or f':{name}"' in others
        if app == "bidding" and row.method == "GET" and row.let_in and name not in FILES and not named:
            found.setdefault(row.door, row)
    by_stage = defaultdict(list)
    for row in found.values():
        by_stage[row.stage].append(row)
    return dict(by_stage)


PAGES = not_opened_elsewhere()


@pytest.mark.parametrize("stage", sorted(PAGES))
def test_pages_that_no_other_journey_opens(stage, visitor, look):
    world = STAGES[stage]()
    for row in PAGES[stage]:
        person = world.people[min(row.let_in)]
        look(visitor(person), reverse(row.door, kwargs=filled(row.args, world.names)), status=200)
