"""How far the sandbox's clock may be moved, and how a step is written."""

import re
from datetime import datetime, time, timedelta

MOST_STEP = timedelta(days=100)  # one move: a quarter with its deadlines
MOST_A_DAY = timedelta(days=200)  # by the companies of one place in a real day: the clock is everybody's
MOST_AHEAD = timedelta(days=730)  # in all: as far as calendars, terms and certificates of the sandbox are good for
HALT = time(9, 30)
SATURDAY = 5

_DURATION = re.compile(
    r"P(?=.)(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,8})S)?)?",
    re.ASCII,
)


def duration(text: str) -> timedelta | None:
    """The span that ``text`` names as ISO 8601 writes it, in weeks, days, hours, minutes, seconds; else None.

    No months and no years: they are not equally long.

    Source: issue 9, build 1 (accelerated clock); ISO 8601-1:2019, 5.5.2.2.

    >>> duration("P3D"), duration("P1DT2H30M"), duration("PT90S"), duration("P2W")
    (datetime.timedelta(days=3), datetime.timedelta(days=1, seconds=9000), datetime.timedelta(seconds=90), \
datetime.timedelta(days=14))
    >>> [duration(text) for text in ("", "P", "PT", "3D", "-P3D", "P1M", "P1.5D", "P99999D")]
    [None, None, None, None, None, None, None, None]
    """
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    return timedelta(**{unit: int(count) for unit, count in found.groupdict().items() if count})


def is_step(step: timedelta) -> bool:
    """Whether the clock may be moved by ``step`` at once: forward, and by at most ``MOST_STEP``.

    Source: issue 9, build 1 (accelerated clock).

    >>> is_step(timedelta(days=3)), is_step(timedelta(0)), is_step(timedelta(days=101))
    (True, False, False)
    """
    return timedelta(0) < step <= MOST_STEP


def left_to_go(shown: datetime, real: datetime) -> timedelta:
    """How far the clock may still be moved on when it shows ``shown`` at the real moment ``real``.

    Source: issue 9, build 1 (accelerated clock).

    >>> left_to_go(datetime(2026, 12, 27), datetime(2026, 11, 27))
    datetime.timedelta(days=700)
    """
    return max(timedelta(0), MOST_AHEAD - (shown - real))


def share_left(moved: timedelta) -> timedelta:
    """How far companies that were made from one place may still move the clock, of which they ``moved`` it in a day.

    Source: issue 9, build 1 (accelerated clock): shared by all partners, so none may use it up for the others.

    >>> share_left(timedelta(days=60)), share_left(timedelta(days=230))
    (datetime.timedelta(days=140), datetime.timedelta(0))
    """
    return max(timedelta(0), MOST_A_DAY - moved)


def next_stop(shown: datetime, goal: datetime) -> datetime:
    """Where the clock halts next on its way from ``shown`` to ``goal``: 09:30 of each weekday, at last the goal.

    At each halt everything that is due is done before it goes on: bank days have their payment runs, reminders come
    on their day. Both moments in Korean time; weekends are passed, nothing is due on them that Monday does not find.

    Source: issue 9, build 1 (accelerated clock).

    >>> friday = datetime(2026, 11, 27, 11, 0)
    >>> next_stop(friday, friday + timedelta(hours=5))
    datetime.datetime(2026, 11, 27, 16, 0)
    >>> next_stop(friday, friday + timedelta(days=10))
    datetime.datetime(2026, 11, 30, 9, 30)
    """
    day = shown.date() if shown.time() < HALT else shown.date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return min(goal, datetime.combine(day, HALT, tzinfo=shown.tzinfo))
