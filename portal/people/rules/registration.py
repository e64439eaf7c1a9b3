"""How long what a company hands in counts, and until when it may try again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.calendar import add_open_days
from portal.periods import months_after

REMIND_OPEN_DAYS = 2  # who decides an appeal is reminded so many business days before the answer is due


def is_recent(issued_on: date, on: date, months: int) -> bool:
    """Whether a paper issued on a day is at most ``months`` months old on the day ``on``; equal is recent enough.

    Source: domain CAT-06.

    >>> [is_recent(day, date(2026, 11, 30), 3) for day in (date(2026, 8, 29), date(2026, 8, 30), date(2026, 11, 30))]
    [False, True, True]
    >>> is_recent(date(2026, 12, 1), date(2026, 11, 30), 3)  # not issued yet
    False
    """
    return months_after(on, -months) <= issued_on <= on


def appeal_until(rejected_on: date, days: int, closed: Collection[date]) -> date:
    """The last day on which a company may appeal against its rejection; the day itself is in time.

    Source: domain 1.7 (10 business days), CNV-04, CNV-05.

    >>> appeal_until(date(2026, 11, 30), 10, closed=())
    datetime.date(2026, 12, 14)
    >>> appeal_until(date(2026, 12, 18), 10, closed={date(2026, 12, 25), date(2027, 1, 1)})
    datetime.date(2027, 1, 5)
    """
    return add_open_days(rejected_on, days, closed)


def reapply_from(rejected_on: date, months: int) -> date:
    """The first day on which a rejected company may apply anew.

    Source: domain 1.7.

    >>> reapply_from(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    return months_after(rejected_on, months)


def answer_reminder(due_on: date, on: date, closed: Collection[date]) -> str:
    """Which reminder of an answer is due: "soon" from two business days before, "late" after the day, else "".

    A night that was missed is made up for: each stays due until the next takes its place.

    Source: domain 1.7 (10 business days), 1.10.

    >>> due = date(2026, 12, 14)
    >>> [answer_reminder(due, date(2026, 12, day), closed=()) for day in (9, 10, 14, 15)]
    ['', 'soon', 'soon', 'late']
    """
    if on > due_on:
        return "late"
    return "soon" if on >= add_open_days(due_on, -REMIND_OPEN_DAYS, closed) else ""


def dormant_on(last_sign: date, months: int, not_before: date = date.min) -> date:
    """The day on which a company that gives no sign of life any more becomes dormant: the first after that time.

    Nor before ``not_before``: a company under new, shorter terms is warned first.

    Source: domain 1.7 (24 months).

    >>> dormant_on(date(2024, 11, 30), 24), dormant_on(date(2024, 11, 30), 24, date(2026, 12, 24))
    (datetime.date(2026, 12, 1), datetime.date(2026, 12, 24))
    """
    return max(months_after(last_sign, months) + timedelta(days=1), not_before)


@dataclass(frozen=True, slots=True)
class RestTerms:
    """What terms say of dormancy, from their day on."""

    valid_from: date
    months: int
    notice_days: int


def rest_not_before(newest_first: Iterable[RestTerms]) -> date:
    """The first day on which the newest terms make a company dormant: it has had their warning in full.

    The warning days count from the day since which companies rest no later, and are warned no later, than under the
    newest terms; terms that changed only other numbers begin nothing anew.

    Source: domain 1.7 (told 30 days before).

    >>> first, shorter = RestTerms(date(2018, 4, 1), 24, 30), RestTerms(date(2026, 12, 1), 12, 30)
    >>> rest_not_before([shorter, first])
    datetime.date(2026, 12, 31)
    >>> rest_not_before([RestTerms(date(2027, 2, 1), 12, 30), shorter, first])
    datetime.date(2026, 12, 31)
    >>> rest_not_before([RestTerms(date(2027, 2, 1), 12, 60), shorter, first])
    datetime.date(2027, 4, 2)
    """
    terms = iter(newest_first)
    newest = next(terms)
    since = newest.valid_from
    for earlier in terms:
        if earlier.months > newest.months or earlier.notice_days < newest.notice_days:
            break
        since = earlier.valid_from
    return since + timedelta(days=newest.notice_days)


def dormancy_reminder_due(last_sign: date, on: date, *, months: int, days: int, not_before: date = date.min) -> bool:
    """Whether the company is to be told that it becomes dormant within ``days`` days.

    Source: domain 1.7.

    >>> [dormancy_reminder_due(date(2024, 12, 30), day, months=24, days=30)
    ...  for day in (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 30), date(2026, 12, 31))]
    [False, True, True, False]
    """
    last = dormant_on(last_sign, months, not_before)
    return last - timedelta(days=days) <= on < last
