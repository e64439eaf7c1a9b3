"""HOW MUCH time there is: the day a debt is due, the bank day on which it is paid, when people are told, festivals."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.calendar import ONE_DAY, is_open, previous_open

LEGAL_DAYS = 60
UPSTREAM_DAYS = 15
TOLD_BEFORE = (7, 3, 1, 0)
FESTIVAL_LEAD_DAYS = 10  # before Seol and Chuseok payments are made daily and early: pay.early_holiday
EVIDENCE_DAYS = 3  # business days in which the evidence of a direct-payment request is looked at
DECISION_DAYS = 7  # days in which the buyer decides on it


@dataclass(frozen=True, slots=True)
class Deadline:
    """All limits of a debt. ``due_on`` is the earliest; ``pay_on`` the bank day on which it is paid."""

    agreed: date
    legal: date
    upstream: date | None
    due_on: date
    pay_on: date

    @property
    def rule(self) -> str:
        """Which limit decided: ``agreed``, ``upstream`` or ``legal``."""
        if self.upstream is not None and self.due_on == self.upstream and self.upstream < self.agreed:
            return "upstream"
        return "agreed" if self.due_on == self.agreed and self.agreed < self.legal else "legal"


def legal_day(base_on: date) -> date:
    """Day 60 after the receipt, whether or not anything was inspected; the day of receipt is not counted.

    Source: domain PAY-10; Win-Win Act 22(1)-(3), SFA 13(1); golden vector ``pay.day60``.

    >>> legal_day(date(2026, 3, 2))
    datetime.date(2026, 5, 1)
    """
    return base_on + timedelta(days=LEGAL_DAYS)


def upstream_day(received_on: date) -> date:
    """The day by which money that came from above has reached the firm below.

    Source: domain PAY-10; SFA 13(3), and 6 for advances.

    >>> upstream_day(date(2026, 8, 28))
    datetime.date(2026, 9, 12)
    """
    return received_on + timedelta(days=UPSTREAM_DAYS)


def deadline(base_on: date, *, agreed_days: int, upstream_on: date | None, closed: Collection[date]) -> Deadline:
    """When a debt is due and on which bank day it is paid: never later than any of its limits.

    ``upstream_on``: the day on which the payer was paid for the same work. ``closed``: days on which banks are closed.
    A payment never moves to a later day.

    Source: domain PAY-10, CNV-06; 4.4 examples.

    >>> day = deadline(date(2026, 3, 2), agreed_days=60, upstream_on=None, closed={date(2026, 5, 1)})
    >>> day.due_on, day.pay_on, day.rule
    (datetime.date(2026, 5, 1), datetime.date(2026, 4, 30), 'legal')
    >>> day = deadline(date(2026, 8, 3), agreed_days=45, upstream_on=date(2026, 8, 28), closed=())
    >>> day.due_on, day.pay_on, day.rule
    (datetime.date(2026, 9, 12), datetime.date(2026, 9, 11), 'upstream')
    """
    agreed = base_on + timedelta(days=min(agreed_days, LEGAL_DAYS))
    legal = legal_day(base_on)
    upstream = upstream_day(upstream_on) if upstream_on is not None else None
    due_on = min(filter(None, (agreed, legal, upstream)))
    return Deadline(agreed, legal, upstream, due_on, previous_open(due_on, closed))


def is_the_same_work(*, base_on: date, advance: bool, above_base_on: date, above_advance: bool) -> bool:
    """Whether money from above was paid for work in which this debt's delivery lies: received no later than the whole.

    An advance goes with an advance.

    Source: domain PAY-10 (SFA 13(3): the corresponding part; SFA 6).

    >>> is_the_same_work(base_on=date(2026, 7, 1), advance=False, above_base_on=date(2026, 7, 20), above_advance=False)
    True
    >>> is_the_same_work(base_on=date(2026, 8, 1), advance=False, above_base_on=date(2026, 7, 20), above_advance=False)
    False
    >>> is_the_same_work(base_on=date(2026, 8, 1), advance=True, above_base_on=date(2026, 7, 20), above_advance=True)
    True
    """
    return advance == above_advance and (advance or base_on <= above_base_on)


def told_today(due_on: date, today: date) -> str:
    """Which alert a debt gives today: ``D-7``, ``D-3``, ``D-1``, ``D-0``, ``D+n`` each day after; ``""``: none.

    Source: domain PAY-14.

    >>> [told_today(date(2026, 12, 10), date(2026, 12, day)) for day in (2, 3, 7, 9, 10, 11, 15)]
    ['', 'D-7', 'D-3', 'D-1', 'D-0', 'D+1', 'D+5']
    """
    days = (due_on - today).days
    if days < 0:
        return f"D+{-days}"
    return f"D-{days}" if days in TOLD_BEFORE else ""


def days_late(due_on: date, until: date) -> int:
    """Whole days after the due day.

    Source: domain PAY-13.

    >>> days_late(date(2026, 5, 1), date(2026, 6, 15)), days_late(date(2026, 5, 1), date(2026, 4, 30))
    (45, 0)
    """
    return max((until - due_on).days, 0)


@dataclass(frozen=True, slots=True)
class Festival:
    """The days of one Seol or Chuseok on which nothing is paid, and the last bank day before them."""

    first: date
    last: date
    pay_by: date

    @property
    def lead_from(self) -> date:
        """From this day on payments are made daily."""
        return self.first - timedelta(days=FESTIVAL_LEAD_DAYS)


def festivals(days: Iterable[date], closed: Collection[date]) -> list[Festival]:
    """Days of Seol and Chuseok as unbroken spells, each with the last bank day before it.

    Source: domain 4.1 (payment rhythm), pay.early_holiday.

    >>> found = festivals([date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 18)], closed=())
    >>> found[0].first, found[0].last, found[0].pay_by
    (datetime.date(2026, 2, 16), datetime.date(2026, 2, 18), datetime.date(2026, 2, 13))
    """
    spells: list[list[date]] = []
    for day in sorted(set(days)):
        if spells and day - spells[-1][-1] <= ONE_DAY:
            spells[-1].append(day)
        else:
            spells.append([day])
    return [Festival(spell[0], spell[-1], _open_before(spell[0], closed)) for spell in spells]


def _open_before(day: date, closed: Collection[date]) -> date:
    """The last day before ``day`` on which banks are open.

    Source: domain CNV-06.
    """
    return previous_open(day - ONE_DAY, closed)


def brought_forward(pay_on: date, today: date, coming: Sequence[Festival]) -> date:
    """The bank day on which a payment of the buyer is made when a festival is near: before it, not after.

    From ten days before a festival, what would be paid in it or within ten days after it is paid before it.

    Source: domain 4.1 (payment rhythm), pay.early_holiday (the span after the festival is our own).

    >>> seol = Festival(date(2026, 2, 16), date(2026, 2, 18), date(2026, 2, 13))
    >>> brought_forward(date(2026, 2, 20), date(2026, 2, 9), [seol])
    datetime.date(2026, 2, 13)
    >>> brought_forward(date(2026, 2, 20), date(2026, 1, 30), [seol])  # too early to move anything
    datetime.date(2026, 2, 20)
    >>> brought_forward(date(2026, 3, 20), date(2026, 2, 9), [seol])
    datetime.date(2026, 3, 20)
    """
    for each in coming:
        near = each.lead_from <= today <= each.pay_by
        if near and each.first <= pay_on <= each.last + timedelta(days=FESTIVAL_LEAD_DAYS):
            return each.pay_by
    return pay_on


def bank_days_between(first: date, last: date, closed: Collection[date]) -> list[date]:
    """The days from ``first`` to ``last``, both included, on which banks are open.

    Source: domain CNV-05.

    >>> bank_days_between(date(2026, 4, 30), date(2026, 5, 4), closed={date(2026, 5, 1)})
    [datetime.date(2026, 4, 30), datetime.date(2026, 5, 4)]
    """
    span = range((last - first).days + 1)
    return [day for day in (first + timedelta(days=count) for count in span) if is_open(day, closed)]
