"""HOW MUCH late interest a debt has come to, and the fees for paying late by paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from purchasing.payments.rules.receivables import YEAR_DAYS, substitute_fee

LATE_RATE = Decimal("0.155")  # the KFTC's, since July 2015: pay.late_rate
NOTE_RATE = Decimal("0.075")  # of promissory notes beyond day 60: pay.note_rate


@dataclass(frozen=True, slots=True)
class Reduction:
    """From ``on`` the end of that day the debt was smaller by ``amount``."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on which the same sum was late."""

    first: date
    last: date
    days: int
    principal: Decimal


def up(amount: Decimal, currency: str) -> Decimal:
    """Rounded up to the unit of the currency: what the weaker party receives.

    Source: domain CNV-01, CNV-02.

    >>> up(Decimal("1910958.90"), "KRW"), up(Decimal("10.001"), "USD")
    (Decimal('1910959'), Decimal('10.01'))
    """
    return amount.quantize(Decimal(1) if currency == "KRW" else Decimal("0.01"), ROUND_CEILING)


def late_spells(amount: Decimal, reductions: Iterable[Reduction], *, due_on: date, until: date) -> list[Spell]:
    """The days after ``due_on`` up to ``until`` with what was still unpaid on each, as few spells.

    The day of a payment still counts for what it paid: domain counts the days from due day to day of payment.

    Source: domain PAY-13.

    >>> for spell in late_spells(
    ...     Decimal(100), [Reduction(date(2026, 5, 11), Decimal(60))], due_on=date(2026, 5, 1), until=date(2026, 5, 21)
    ... ):
    ...     print(spell.first, spell.last, spell.days, spell.principal)
    2026-05-02 2026-05-11 10 100
    2026-05-12 2026-05-21 10 40
    """
    left = amount
    spells: list[Spell] = []
    start = due_on
    for each in sorted(reductions, key=lambda one: one.on):
        day = min(each.on, until)
        if day > start and left > 0:
            spells.append(_spell(start, day, left))
            start = day
        left -= each.amount
    if until > start and left > 0:
        spells.append(_spell(start, until, left))
    return spells


def _spell(after: date, last: date, principal: Decimal) -> Spell:
    """Source: domain CNV-05 (the first day is not counted)."""
    return Spell(date.fromordinal(after.toordinal() + 1), last, (last - after).days, principal)


def interest_of(spells: Iterable[Spell], *, currency: str = "KRW", rate: Decimal = LATE_RATE) -> Decimal:
    """Late interest of the spells together, rounded up once.

    Source: domain PAY-13, CNV-02; golden vector ``pay.late_interest``.

    >>> interest_of([Spell(date(2026, 5, 2), date(2026, 6, 15), 45, Decimal(100_000_000))])
    Decimal('1910959')
    >>> interest_of([])
    Decimal('0')
    """
    exact = sum((spell.principal * spell.days for spell in spells), Decimal(0)) * rate / YEAR_DAYS
    return up(exact, currency)


def note_discount(amount: Decimal, days: int, rate: Decimal = NOTE_RATE) -> Decimal:
    """The discount charge a payer owes for a promissory note that falls due ``days`` after day 60, in won, rounded up.

    Source: domain 4.1 (SFA 13(6)), 4.4 examples; golden vector ``pay.note``.

    >>> note_discount(Decimal(100_000_000), 60)
    Decimal('1232877')
    """
    return substitute_fee(amount, rate, days)
