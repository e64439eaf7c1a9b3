"""HOW MUCH: points of a quiz, tries left, time counted, reminders. Pure. Source: domain 11.8."""

import hashlib
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

WATCHED_PCT = 80  # of the reading time, before the quiz opens. Source: domain 11.8, EDU-04
BEAT_SECONDS = 20  # between two signs of life of an open page
LONGEST_GAP_SECONDS = 45  # a longer silence is a gap: the page was closed or hidden
REMINDERS = (30, 14, 7, 1)  # days before the day on which a mandatory course is due


def points(right: int, asked: int) -> int:
    """Points of 100, rounded down: rounding never lets a try pass.

    Source: domain 11.8, EDU-01.

    >>> points(5, 7), points(7, 10), points(0, 6)
    (71, 70, 0)
    """
    return 100 * right // asked if asked else 0


@dataclass(frozen=True, slots=True)
class Tries:
    """How many tries are left, and the day from which there is one again when there is none."""

    left: int
    again_on: date | None


def tries(made_on: Collection[date], on: date, *, most: int, window_days: int) -> Tries:
    """Tries left on ``on``: at most ``most`` within any ``window_days`` days, today's included.

    Source: domain 11.8, EDU-01 (3 tries in 30 days).

    >>> day = date(2026, 3, 31)
    >>> tries([date(2026, 3, 1), date(2026, 3, 9)], day, most=3, window_days=30)
    Tries(left=2, again_on=None)
    >>> tries([date(2026, 3, 2), date(2026, 3, 9), day], day, most=3, window_days=30)
    Tries(left=0, again_on=datetime.date(2026, 4, 1))
    """
    counted = sorted(made for made in made_on if on - timedelta(days=window_days) < made <= on)
    left = max(0, most - len(counted))
    return Tries(left, None if left or not counted else counted[-most] + timedelta(days=window_days))


def beat(last: datetime | None, now: datetime) -> int:
    """Seconds that a sign of life at ``now`` adds: those since the last one, none after a gap.

    Source: domain 11.8, EDU-04.

    >>> nine = datetime(2026, 3, 2, 9)
    >>> beat(None, nine), beat(nine, nine + timedelta(seconds=20)), beat(nine, nine + timedelta(minutes=5))
    (0, 20, 0)
    """
    if last is None or now <= last:
        return 0
    passed = int((now - last).total_seconds())
    return passed if passed <= LONGEST_GAP_SECONDS else 0


def needed_seconds(seconds: int) -> int:
    """Seconds of a section that must have passed before it counts as read; rounded up.

    Source: domain 11.8, EDU-04.

    >>> needed_seconds(60), needed_seconds(61)
    (48, 49)
    """
    return -(-seconds * WATCHED_PCT // 100)


def watched_pct(parts: Sequence[tuple[int, int]]) -> int:
    """The share of the reading time that was attended, percent rounded down; no section counts more than once.

    ``parts``: seconds counted and seconds of each section. Source: domain 11.8, EDU-04.

    >>> watched_pct([(60, 60), (500, 60), (36, 60)])
    86
    >>> watched_pct([])
    0
    """
    whole = sum(seconds for _counted, seconds in parts)
    return 100 * sum(min(counted, seconds) for counted, seconds in parts) // whole if whole else 0


def in_order(things: Sequence[int], *, seed: str) -> list[int]:
    """A random order that the same seed gives again: the questions of one try, the answers of one question.

    Source: domain 11.8 (tries are reproducible).

    >>> in_order([1, 2, 3, 4], seed="a") == in_order([1, 2, 3, 4], seed="a")
    True
    >>> sorted(in_order([1, 2, 3, 4], seed="b"))
    [1, 2, 3, 4]
    """
    shuffled = list(things)
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big")
    random.Random(number).shuffle(shuffled)  # noqa: S311 (an order, not a secret)
    return shuffled


def marked(asked: Sequence[int], given: Mapping[int, int | None], right: Mapping[int, int]) -> list[dict[str, object]]:
    """The answers of a try in the order asked; a question left open is wrong.

    Source: domain 11.8, EDU-01.

    >>> marked([2, 1], {1: 3}, {1: 3, 2: 1})
    [{'question': 2, 'option': None, 'right': False}, {'question': 1, 'option': 3, 'right': True}]
    """
    return [{"question": no, "option": given.get(no), "right": given.get(no) == right[no]} for no in asked]


def reminder_due(due_on: date, on: date) -> int | None:
    """Days left when today is a day of reminding, else None.

    Source: domain 11.8, EDU-02; the days are the house's choice.

    >>> reminder_due(date(2026, 3, 15), date(2026, 3, 1)), reminder_due(date(2026, 3, 15), date(2026, 3, 2))
    (14, None)
    """
    left = (due_on - on).days
    return left if left in REMINDERS else None


def masked_name(name: str) -> str:
    """A name of which a stranger recognises only what it knows already: the first letter of each word.

    Source: security 7.11 (a public page tells no more than needed).

    >>> masked_name("김영희"), masked_name("Ann Lee"), masked_name("")
    ('김**', 'A** L**', '')
    """
    return " ".join(f"{word[0]}**" for word in name.split())
