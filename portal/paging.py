"""Long lists on pages: numbered pages of their first rows, or a slice before or after an id.

A numbered page makes the database count through all rows before it, so there is a last one. A slice costs the same on
page 1 and on page 10,000: for logs, which nobody narrows down. Source: security 3, T46.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator as AllPages
from django.db.models import QuerySet
from django.utils.functional import cached_property

DEEPEST = 10_000  # rows that can be leafed through; a filter finds the others
CURSOR = re.compile(r"(before|after)-([0-9]{1,18})")


class Paginator(AllPages):
    """Django's, whose last page ends with row 10,000. ``count`` is of all; ``is_cut`` says that not all are shown."""

    @cached_property
    def num_pages(self) -> int:
        """How many there are."""
        return min(super().num_pages, max(1, DEEPEST // self.per_page))

    @property
    def is_cut(self) -> bool:
        """Whether there are rows after the last page."""
        return self.count > self.num_pages * self.per_page

    @property
    def shown(self) -> int:
        """How many rows the pages hold."""
        return min(self.count, self.num_pages * self.per_page)


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
