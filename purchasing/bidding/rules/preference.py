"""Preferential purchase (우선구매): the price that ranking compares; neither the limit nor the contract price."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

PREFERENCE_RULES = "prf-1"  # goes up when a formula changes; stored with each result
ECO_RULES = "eco-1"  # the same of the premium


class ReserveFault(StrEnum):
    """Why a tender may not be reserved. The sentences are in ``services/preference.py``."""

    NONE = ""
    TOO_LARGE = "too_large"
    TOO_FEW = "too_few"
    NO_BUDGET = "no_budget"


def evaluated_price(price_won: Decimal, margin: Decimal) -> Decimal:
    """The price that ranking compares, in won: ``bid·(1−m)``, half up. The contract is made at the bid.

    Source: domain PRF-01.

    >>> evaluated_price(Decimal(101_000_000), Decimal("0.05"))
    Decimal('95950000')
    """
    exact = Fraction(price_won) * (1 - Fraction(margin))
    return Decimal((2 * exact.numerator + exact.denominator) // (2 * exact.denominator))


def price_without_premium(price_won: Decimal, premium: Decimal) -> Decimal:
    """The lowest whole price of another offer that an eco-friendly offer still wins against, in won.

    ``bid÷(1+p)``, rounded up: at this price the offer is exactly within the premium, and one won less beats it.

    Source: domain ECO-05.

    >>> premium = Decimal("0.1")
    >>> [price_without_premium(Decimal(bid), premium) for bid in (55_000_000, 55_000_001)]
    [Decimal('50000000'), Decimal('50000001')]
    """
    exact = Fraction(price_won) / (1 + Fraction(premium))
    return Decimal(-(-exact.numerator // exact.denominator))


def compared_price(price_won: Decimal, margin: Decimal, premium: Decimal = Decimal(0)) -> Decimal:
    """What ranking compares: the better of preference and premium, in won; the two do not add up.

    Source: domain PRF-01, ECO-05.

    >>> margin, premium = Decimal("0.05"), Decimal("0.1")
    >>> [compared_price(Decimal(55_000_000), m, p) for m, p in [(margin, premium), (margin, 0), (0, premium), (0, 0)]]
    [Decimal('50000000'), Decimal('52250000'), Decimal('50000000'), Decimal('55000000')]
    """
    preferred = evaluated_price(price_won, margin)
    return min(preferred, price_without_premium(price_won, premium)) if premium else preferred


def highest_margin(margins: Sequence[Decimal]) -> Decimal:
    """Categories do not add up: the highest counts.

    Source: domain PRF-03.

    >>> highest_margin([Decimal("0.05"), Decimal("0.03")]), highest_margin([])
    (Decimal('0.05'), Decimal('0'))
    """
    return max(margins, default=Decimal(0))


def consortium_margin(parts: Sequence[tuple[Decimal, Decimal]], *, least_share: Decimal = Decimal("0.3")) -> Decimal:
    """The margin of a consortium of (share, own margin): each member's margin times its share; small shares bring none.

    With several certified members the best one counts: margins do not add up (PRF-03). Source: domain PRF-05.

    >>> consortium_margin([(Decimal("0.6"), Decimal("0.05")), (Decimal("0.4"), Decimal(0))])
    Decimal('0.030')
    >>> consortium_margin([(Decimal("0.29"), Decimal("0.05")), (Decimal("0.71"), Decimal(0))])
    Decimal('0')
    """
    return highest_margin([share * margin for share, margin in parts if share >= least_share and margin > 0])


def applies(budget_won: Decimal | None, *, most_won: Decimal | None) -> bool:
    """Whether the margin is given at all: some houses give it only below a budget. No ceiling: always.

    Source: domain PRF-04.

    >>> applies(Decimal(2_000_000_000), most_won=None), applies(Decimal(1_000_000_000), most_won=Decimal(1_000_000_000))
    (True, False)
    >>> applies(None, most_won=Decimal(1_000_000_000))
    False
    """
    if most_won is None:
        return True
    return budget_won is not None and budget_won < most_won


def reserve_fault(
    budget_won: Decimal | None, *, certified: int, most_won: Decimal, least_suppliers: int = 2
) -> ReserveFault:
    """Whether a tender may be reserved for a category: small, and with enough certified suppliers.

    Source: domain PRF-08.

    >>> [str(reserve_fault(Decimal(b), certified=n, most_won=Decimal(50))) for b, n in [(50, 2), (51, 2), (50, 1)]]
    ['', 'too_large', 'too_few']
    """
    if budget_won is None:
        return ReserveFault.NO_BUDGET
    if budget_won > most_won:
        return ReserveFault.TOO_LARGE
    return ReserveFault.TOO_FEW if certified < least_suppliers else ReserveFault.NONE


def preference_cost(prices: Mapping[int, Decimal], *, winner: int, without: int | None) -> Decimal:
    """What the margin cost: the winner's price less the price of who would have won without it.

    Source: domain 5.3, worked example and KPIs.

    >>> preference_cost({1: Decimal(97_000_000), 2: Decimal(101_000_000)}, winner=2, without=1)
    Decimal('4000000')
    """
    if without is None or without == winner:
        return Decimal(0)
    return prices[winner] - prices[without]


def withdrawal_damages(contract_won: Decimal, evaluated_won: Decimal) -> Decimal:
    """What is owed when the preference is withdrawn afterwards: the difference that the margin made.

    Source: domain PRF-10.

    >>> withdrawal_damages(Decimal(101_000_000), Decimal(95_950_000))
    Decimal('5050000')
    """
    return contract_won - evaluated_won


def performs_enough(own_share: Decimal, *, least: Decimal = Decimal("0.5")) -> bool:
    """Whether the certified company does enough itself; half is enough.

    Source: domain PRF-10.

    >>> performs_enough(Decimal("0.5")), performs_enough(Decimal("0.4999"))
    (True, False)
    """
    return own_share >= least


def of_all(part_won: Decimal, whole_won: Decimal) -> Decimal | None:
    """A share of the spend in percent, three places, half up; None where nothing was spent.

    Source: domain 5.3, KPI "3.4 bn of 287 bn = 1.185 %".

    >>> of_all(Decimal(3_400_000_000), Decimal(287_000_000_000))
    Decimal('1.185')
    """
    if whole_won <= 0:
        return None
    exact = Fraction(part_won) / Fraction(whole_won) * 100_000
    return Decimal((2 * exact.numerator + exact.denominator) // (2 * exact.denominator)) / 1000
