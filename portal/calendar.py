"""Business days and bank days in Korea: pure functions over a set of holidays, and the holidays themselves (cached).

Holidays are data: the maintained PyPI package ``holidays`` knows substitute and temporary holidays and 1 May; the
setting ``EXTRA_HOLIDAYS`` adds days that were declared since. Source: domain CNV-05, CNV-06.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.conf import settings

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_open(day: date, closed: Collection[date]) -> bool:
    """Whether work is done on ``day``: neither weekend nor one of the ``closed`` days.

    Source: domain CNV-05.

    >>> is_open(date(2026, 5, 4), closed={date(2026, 5, 5)}), is_open(date(2026, 5, 5), closed={date(2026, 5, 5)})
    (True, False)
    """
    return day.weekday() < SATURDAY and day not in closed


def add_open_days(start: date, days: int, closed: Collection[date]) -> date:
    """The day ``days`` open days after ``start``; the first day is not counted (Civil Code 157).

    Source: domain CNV-05.

    >>> add_open_days(date(2026, 11, 26), 5, closed=())  # Thursday + 5: next Thursday
    datetime.date(2026, 12, 3)
    >>> add_open_days(date(2026, 11, 28), 1, closed=())  # asked on a Saturday: Monday
    datetime.date(2026, 11, 30)
    """
    day, step = start, ONE_DAY if days >= 0 else -ONE_DAY
    for _count in range(abs(days)):
        day += step
        while not is_open(day, closed):
            day += step
    return day


def open_days_between(start: date, end: date, closed: Collection[date]) -> int:
    """How many open days lie after ``start`` up to and including ``end``.

    Source: domain CNV-05.

    >>> open_days_between(date(2026, 11, 26), date(2026, 12, 3), closed=())
    5
    """
    span = (end - start).days
    return sum(is_open(start + timedelta(days=count), closed) for count in range(1, span + 1))


def next_open(day: date, closed: Collection[date]) -> date:
    """``day`` itself if open, else the next open day: for procedural deadlines (Civil Code 161).

    Source: domain CNV-06.

    >>> next_open(date(2026, 11, 28), closed=())
    datetime.date(2026, 11, 30)
    """
    while not is_open(day, closed):
        day += ONE_DAY
    return day


def previous_open(day: date, closed: Collection[date]) -> date:
    """``day`` itself if open, else the last open day before: for payments.

    Source: domain CNV-06.

    >>> previous_open(date(2026, 11, 29), closed=())
    datetime.date(2026, 11, 27)
    """
    while not is_open(day, closed):
        day -= ONE_DAY
    return day


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Days on which offices in Korea are closed, besides weekends."""
    extra = {date.fromisoformat(day) for day in settings.EXTRA_HOLIDAYS}
    return frozenset(holidays.country_holidays("KR", years=year)) | {day for day in extra if day.year == year}


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """Days on which banks are closed: public holidays and 1 May."""
    return public_holidays(year) | frozenset(holidays.country_holidays("KR", years=year, categories=("bank",)))


class Closed(Collection[date]):
    """The closed days of all years, looked up year by year."""

    def __init__(self, of_year):
        self._of_year = of_year

    def __contains__(self, day) -> bool:
        return day in self._of_year(day.year)

    def __iter__(self):
        raise TypeError("the closed days of all years have no end: ask whether a day is among them")

    def __len__(self) -> int:
        raise TypeError("the closed days of all years cannot be counted")


BUSINESS = Closed(public_holidays)
BANK = Closed(bank_holidays)


def is_business_day(day: date) -> bool:
    """Whether offices work on ``day``."""
    return is_open(day, BUSINESS)


def is_bank_day(day: date) -> bool:
    """Whether banks are open on ``day``."""
    return is_open(day, BANK)


def business_days_after(start: date, days: int) -> date:
    """The last day of a period of ``days`` business days that begins with the event on ``start``."""
    return add_open_days(start, days, BUSINESS)


def next_business_day(day: date) -> date:
    """Where a procedural deadline that falls on ``day`` really ends."""
    return next_open(day, BUSINESS)


def bank_day_for_payment(day: date) -> date:
    """When a payment due on ``day`` is made: then, or on the last bank day before."""
    return previous_open(day, BANK)
