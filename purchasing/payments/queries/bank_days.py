"""FIND: on which days banks are open: the calendar of Korea and the days that were confirmed here since."""

from collections.abc import Collection
from datetime import date, timedelta

import holidays
from django.db.models import QuerySet

from portal.calendar import BANK, add_open_days, previous_open
from purchasing.payments.models import BankHoliday
from purchasing.payments.rules.deadlines import Festival, festivals
from purchasing.payments.states import HolidayState

FESTIVALS = ("설날", "추석")  # as the calendar names them; with the days beside them


class BankClosed(Collection[date]):
    """The closed days of all years: asked, never counted. One read of the database for as long as it lives."""

    def __init__(self) -> None:
        found = BankHoliday.objects.filter(state=HolidayState.IN_FORCE)
        self._own = frozenset(found.values_list("day", flat=True))

    def __contains__(self, day) -> bool:
        return day in self._own or day in BANK

    def __iter__(self):
        raise TypeError("the closed days of all years have no end: ask whether a day is among them")

    def __len__(self) -> int:
        raise TypeError("the closed days of all years cannot be counted")


def bank_closed() -> BankClosed:
    """The days on which banks are closed, as they stand now."""
    return BankClosed()


def bank_day_before(day: date) -> date:
    """``day``, or the last day before it on which banks are open."""
    return previous_open(day, bank_closed())


def is_open_for_banks(day: date) -> bool:
    """Whether banks are open on ``day``."""
    return bank_day_before(day) == day


def first_value_day(day: date) -> date:
    """The earliest day for which the bank still takes an order given on ``day``; while banks are closed, the last one.

    The bank carries out such an order when it opens again.
    """
    return bank_day_before(day)


def bank_days_ahead(day: date, count: int) -> date:
    """The ``count``-th bank day after ``day``."""
    return add_open_days(day, count, bank_closed())


def days_of_run(value_on: date, now: date) -> date | None:
    """The last day whose dues an earlier run than that of ``value_on`` pays; None when there is no earlier one to come.

    So a run of a coming day never takes what today's run, or one between them, has to pay.
    """
    closed = bank_closed()
    before = previous_open(value_on - timedelta(days=1), closed)
    return before if before >= now else None


def festivals_near(day: date, closed: Collection[date]) -> list[Festival]:
    """Seol and Chuseok of this year and the next."""
    known = holidays.country_holidays("KR", years=[day.year, day.year + 1], language="ko")
    return festivals([when for when, name in known.items() if any(word in name for word in FESTIVALS)], closed)


def holidays_listed() -> QuerySet[BankHoliday]:
    """All that were entered, the latest day first."""
    return BankHoliday.objects.select_related("proposed_by", "decided_by").order_by("-day", "-pk")


def holidays_to_confirm(user) -> QuerySet[BankHoliday]:
    """Those that wait for a second person who is not this one's proposer."""
    return BankHoliday.objects.filter(state=HolidayState.PROPOSED).exclude(proposed_by=user).order_by("day")
