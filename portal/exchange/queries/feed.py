"""FIND: what a company is told by a stream of the change feed, after the place that it has reached."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.exchange.models import Change
from portal.exchange.rules.feed import Mark, cursor_of, mark_of
from portal.keys import keys_for

SALT = "portal.exchange.cursor"


class CursorLost(Exception):
    """The cursor stands before the oldest line that is kept, or at a line that is no longer the one it was."""


@dataclass(frozen=True, slots=True)
class Told:
    """Lines in their order, where the next question begins, and whether more is waiting."""

    changes: Sequence[Change]
    mark: Mark
    has_more: bool


def written_cursor(mark: Mark, *, stream: str, reader: str) -> str:
    """The cursor as it is given out."""
    return cursor_of(mark, key=keys_for(SALT)[0], stream=stream, reader=reader)


def read_cursor(cursor: str, *, stream: str, reader: str) -> Mark | None:
    """Where it stands; None when it is not ours."""
    for key in keys_for(SALT):
        mark = mark_of(cursor, key=key, stream=stream, reader=reader)
        if mark is not None:
            return mark
    return None


def last_mark() -> Mark:
    """The last place that was given."""
    row = Change.objects.filter(place__isnull=False).order_by("-place").values_list("place", "pk").first()
    return Mark(row[0] or 0, row[1]) if row else Mark()


def is_waiting() -> bool:
    """Whether a line has no place yet."""
    return Change.objects.filter(place=None).exists()


def changes_after(mark: Mark, *, stream: str, company_id: int | None, most: int) -> Told:
    """What the company is told after ``mark``, at most so many lines. Five statements, however many lines.

    The last place is read first: what gets its place meanwhile stays for the next time.
    """
    end = last_mark()
    _check(mark, end)
    lines = Change.objects.filter(stream=stream, place__gt=mark.place, place__lte=end.place).order_by("place")
    found = [*lines.filter(company=None)[: most + 1]]
    if company_id is not None:
        found += lines.filter(company=company_id)[: most + 1]
    found.sort(key=lambda change: change.place or 0)
    if len(found) <= most:
        return Told(found, end, has_more=False)
    last = found[most - 1]
    return Told(found[:most], Mark(last.place or 0, last.pk), has_more=True)


def _check(mark: Mark, end: Mark) -> None:
    if mark.place == 0:
        return
    stands = Change.objects.filter(place__gte=mark.place).order_by("place").values_list("place", "pk").first()
    if stands is None:  # a restore took the end away
        raise CursorLost
    place, line = stands[0] or 0, stands[1]
    if place == mark.place:
        if line != mark.line:
            raise CursorLost
    elif place > mark.place + 1 or mark.place > end.place:
        raise CursorLost


def latest_for(company_id: int | None, *, stream: str, most: int = 20) -> list[Change]:
    """What the company was told last, newest first."""
    lines = Change.objects.filter(stream=stream, place__isnull=False).order_by("-place")
    own = lines.filter(company=company_id)[:most] if company_id is not None else lines.none()
    return sorted([*lines.filter(company=None)[:most], *own], key=lambda line: -(line.place or 0))[:most]
