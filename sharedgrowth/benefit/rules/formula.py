"""How much was saved and what of it is shared: formula BS-1, driver-normalised. Source: domain 6.4.

Rates and normalised volumes are fractions, so that an amount at a step (a whole thousand) is never lost to a
rounded intermediate value. One rounding, at the end, to the step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from portal.money import shares, won

VERSION = "BS-1"
STEP = 1000  # compensation is floored to it
YEAR_DAYS = 365  # ACT/365


@dataclass(frozen=True, slots=True)
class Basis:
    """The old solution as agreed: what it used under how much operation, at which price and price level."""

    driver_qty: Decimal
    volume: Decimal
    price_won: Decimal
    index: Decimal = Decimal(100)


@dataclass(frozen=True, slots=True)
class Year:
    """The new solution as measured: operation, use, price, extra cost of the year, price level, days measured.

    ``days`` is how long was measured: operation and use of less than a year are read as those of a whole one.
    ``effective_days`` is how much of the year counts for sharing.
    """

    driver_qty: Decimal
    volume: Decimal
    price_won: Decimal
    extra_won: Decimal = Decimal(0)
    index: Decimal = Decimal(100)
    days: int = YEAR_DAYS
    effective_days: int = YEAR_DAYS


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a year brought, in whole won for display; ``exact_won`` is what compensation is counted from."""

    old_volume: Decimal
    new_volume: Decimal
    old_price_won: Decimal
    volume_won: Decimal  # by using less (or more)
    price_won: Decimal  # by a lower (or higher) price of what is used now
    gross_won: Decimal
    extra_won: Decimal
    net_won: Decimal
    exact_won: Fraction


def benefit(basis: Basis, year: Year) -> Benefit:
    """The net benefit of a year: the old use under this year's operation, less the new use, less extra cost; never < 0.

    The old price follows the agreed index up and down (BS-03), so a move of the market is nobody's benefit.
    Raises ValueError for a basis without operation or use, or a measurement without days.
    Source: domain 6.4, BV, NV and NB; BS-03.

    >>> old = Basis(driver_qty=Decimal(14600), volume=Decimal("486.666667"), price_won=Decimal(1_200_000))
    >>> new = Year(Decimal(14600), Decimal("324.444444"), Decimal(1_260_000), extra_won=Decimal(12_000_000))
    >>> benefit(old, new).net_won
    Decimal('163200001')
    """
    if basis.driver_qty <= 0 or basis.volume <= 0 or basis.price_won <= 0 or basis.index <= 0:
        raise ValueError("a baseline of zero measures nothing")
    if year.days < 1 or year.index <= 0:
        raise ValueError("a measurement covers at least a day")
    whole = Fraction(YEAR_DAYS, min(year.days, YEAR_DAYS))
    old_price = Fraction(basis.price_won) * Fraction(year.index) / Fraction(basis.index)
    old = Fraction(basis.volume) / Fraction(basis.driver_qty) * Fraction(year.driver_qty) * whole
    new = Fraction(year.volume) * whole
    by_volume = (old - new) * old_price
    by_price = (old_price - Fraction(year.price_won)) * new
    net = max(Fraction(0), by_volume + by_price - Fraction(year.extra_won))
    return Benefit(
        old_volume=_decimal(old, 3),
        new_volume=_decimal(new, 3),
        old_price_won=_decimal(old_price, 0),
        volume_won=_decimal(by_volume, 0),
        price_won=_decimal(by_price, 0),
        gross_won=_decimal(by_volume + by_price, 0),
        extra_won=year.extra_won,
        net_won=_decimal(net, 0),
        exact_won=net,
    )


def price_counted(measured_won: Decimal, *, agreed_won: Decimal, index: Decimal, index_base: Decimal) -> Decimal:
    """The new price that counts: never below the agreed one at today's level, so a cut is not counted twice (BS-01).

    In won with two decimals, rounded up. Source: domain 6.4, BS-01 and BS-03.

    >>> price_counted(Decimal(1_200_000), agreed_won=Decimal(1_260_000), index=Decimal(100), index_base=Decimal(100))
    Decimal('1260000.00')
    """
    floor = Fraction(agreed_won) * Fraction(index) / Fraction(index_base)
    if Fraction(measured_won) >= floor:
        return measured_won
    return Decimal(-int(-floor * 100 // 1)).scaleb(-2)


def compensation(net_won: Fraction | Decimal, *, rate: Decimal, effective_days: int = YEAR_DAYS) -> Decimal:
    """What the suppliers get of a year's net benefit, floored to the thousand; a part year by days of 365.

    Source: domain 6.4, C and pro rata; CNV-02 (a step named by the rule comes first).

    >>> compensation(Decimal(163_200_000), rate=Decimal("0.5"))
    Decimal('81600000')
    >>> compensation(Decimal(163_200_000), rate=Decimal("0.5"), effective_days=184)
    Decimal('41135000')
    """
    days = min(max(effective_days, 0), YEAR_DAYS)
    exact = Fraction(net_won) * Fraction(rate) * Fraction(days, YEAR_DAYS)
    return Decimal(int(exact // STEP) * STEP)


def supplier_parts(compensation_won: Decimal, agreed: Sequence[Decimal]) -> list[Decimal]:
    """What each supplier gets, by agreed shares that make up one; whole won that add up, by largest remainder.

    Source: domain 6.4, multi-supplier.

    >>> supplier_parts(Decimal(81_600_000), [Decimal("0.7"), Decimal("0.3")])
    [Decimal('57120000'), Decimal('24480000')]
    """
    if sum(agreed, Decimal(0)) != 1:
        raise ValueError("agreed shares make up one")
    return shares(compensation_won, agreed)


def capped_by_item(claimed_won: Decimal, *, item_total_won: Decimal, verified_won: Decimal) -> Decimal:
    """What of a claim may still be verified, when several tasks improved one item (BS-05).

    All verified benefits together are at most the whole measured difference of the item. Source: domain 6.4, BS-05.

    >>> capped_by_item(Decimal(60), item_total_won=Decimal(100), verified_won=Decimal(70))
    Decimal('30')
    """
    return min(claimed_won, max(Decimal(0), item_total_won - verified_won))


def is_sequential(use_per_driver: Fraction, left_by_earlier: Fraction) -> bool:
    """Whether a later task on an item starts from where the earlier one ended, not from the old state (BS-05).

    Source: domain 6.4, BS-05.

    >>> is_sequential(Fraction(1, 45), Fraction(1, 45)), is_sequential(Fraction(1, 30), Fraction(1, 45))
    (True, False)
    """
    return use_per_driver <= left_by_earlier


@dataclass(frozen=True, slots=True)
class Incentive:
    """What an employee gets for an idea: an award in won, or mileage."""

    award_won: Decimal
    miles: Decimal


AWARDS = (
    (Decimal(300_000_000), Decimal(2_000_000)),
    (Decimal(100_000_000), Decimal(1_000_000)),
    (Decimal(30_000_000), Decimal(300_000)),
)
MILES_SHARE = Decimal("0.01")


def employee_incentive(benefit_won: Decimal) -> Incentive:
    """What the employee whose idea it was gets: an award by tier of the benefit, below 30 million 1 percent as mileage.

    Mileage in whole miles, rounded down. Source: domain 6.1, employee incentive; 6.4 function test.

    >>> employee_incentive(Decimal(300_000_000)).award_won, employee_incentive(Decimal(29_999_999)).miles
    (Decimal('2000000'), Decimal('299999'))
    """
    for from_won, award_won in AWARDS:
        if benefit_won >= from_won:
            return Incentive(award_won, Decimal(0))
    return Incentive(Decimal(0), Decimal(int(max(benefit_won, Decimal(0)) * MILES_SHARE)))


def price_rise_value(rise_won: Decimal, quantity: Decimal) -> Decimal:
    """What a higher unit price is worth to the supplier, in won; for reports only.

    Source: domain 6.4, non-cash forms.

    >>> price_rise_value(Decimal(1_500), Decimal("2000.5"))
    Decimal('3000750')
    """
    return won(rise_won * quantity)


def volume_value(extra_quantity: Decimal, price_won: Decimal, margin: Decimal) -> Decimal:
    """What more volume is worth to the supplier, by a margin that stands for its own; for reports only.

    Source: domain 6.4, non-cash forms.

    >>> volume_value(Decimal(400), Decimal(1_260_000), Decimal("0.05"))
    Decimal('25200000')
    """
    return won(extra_quantity * price_won * margin)


@dataclass(frozen=True, slots=True)
class SharingYear:
    """One year of sharing: its number, first and last day, and how many of 365 days count."""

    no: int
    first: date
    last: date
    days: int


def sharing_years(start: date, years: int, *, by_calendar: bool) -> list[SharingYear]:
    """The years in which a benefit is shared, from its first day on.

    By anniversary each is whole. By calendar year the first and the last are parts, and the last ends with the term.
    Source: domain 6.4 (years at most three; first and last year pro rata by days); BS-07 uses the same term.

    >>> [year.days for year in sharing_years(date(2025, 7, 1), 3, by_calendar=True)]
    [184, 365, 365, 181]
    >>> [year.days for year in sharing_years(date(2025, 7, 1), 3, by_calendar=False)]
    [365, 365, 365]
    """
    found: list[SharingYear] = []
    end = _years_later(start, years)
    first = start
    while first < end:
        following = date(first.year + 1, 1, 1) if by_calendar else _years_later(start, len(found) + 1)
        last = min(following, end) - timedelta(days=1)
        rest = YEAR_DAYS * years - sum(year.days for year in found)  # a leap day is nobody's gain
        if not rest:
            break
        days = rest if following >= end else min((last - first).days + 1, YEAR_DAYS)
        found.append(SharingYear(len(found) + 1, first, last, days))
        first = last + timedelta(days=1)
    return found


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def _decimal(value: Fraction, places: int) -> Decimal:
    scale = 10**places
    whole, rest = divmod(abs(value) * scale, 1)
    rounded = int(whole) + (1 if rest * 2 >= 1 else 0)
    return Decimal(-rounded if value < 0 else rounded).scaleb(-places)
