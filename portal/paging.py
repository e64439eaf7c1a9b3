"""Long lists on pages: a slice before or after an id. It costs the same on page 1 and on page 10,000."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

CURSOR = re.compile(r"(before|after)-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows to show, and the cursors of ``components/_cursor_pager.html``."""

    rows: list[Any]
    next_cursor: str
    previous_cursor: str


def by_id(things: QuerySet, cursor: str, size: int) -> Slice:
    """The slice of ``things``, newest first by id, that ``cursor`` names; nonsense names the first."""
    asked = CURSOR.fullmatch(cursor)
    if asked and asked[1] == "after":
        newer = list(things.filter(pk__gt=int(asked[2])).order_by("pk")[: size + 1])
        rows, more_before, more_after = newer[:size][::-1], len(newer) > size, True
    else:
        older = things.filter(pk__lt=int(asked[2])) if asked else things
        found = list(older.order_by("-pk")[: size + 1])
        rows, more_before, more_after = found[:size], asked is not None, len(found) > size
    if not rows:
        return Slice([], "", "")
    return Slice(
        rows,
        next_cursor=f"before-{rows[-1].pk}" if more_after else "",
        previous_cursor=f"after-{rows[0].pk}" if more_before else "",
    )
