"""HOW MUCH: what a GEM matching fund may spend, tranches of a grant, the won of it. In US dollars. GEM-01 to GEM-06."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from portal.money import won

CENT = Decimal("0.01")
ZERO = Decimal(0)


def spendable(house: Decimal, partner: Decimal, rolled: Decimal = ZERO) -> Decimal:
    """What a year may spend: twice the smaller of what both have paid, and what was rolled into it.

    Source: domain 13, GEM-01 (strict 1:1; appendix C 13).

    >>> spendable(Decimal(50_000), Decimal(42_000))
    Decimal('84000')
    """
    return 2 * min(house, partner) + rolled


def reserved(own: Decimal, other: Decimal) -> Decimal:
    """What of a company's contribution stays reserved, because the other one has paid less.

    Source: domain 13, GEM-01.

    >>> reserved(Decimal(50_000), Decimal(42_000)), reserved(Decimal(42_000), Decimal(50_000))
    (Decimal('8000'), Decimal('0'))
    """
    return max(own - other, ZERO)


def grant_tranches(amount: Decimal, percents: Sequence[Decimal]) -> list[Decimal]:
    """The parts of a grant in cents; the last one takes what rounding leaves.

    Source: domain 13, GEM-02 (50/30/20 on reports).

    >>> grant_tranches(Decimal("40000.01"), [Decimal(50), Decimal(30), Decimal(20)])
    [Decimal('20000.00'), Decimal('12000.00'), Decimal('8000.01')]
    """
    parts = [(amount * pct / 100).quantize(CENT, ROUND_DOWN) for pct in percents[:-1]]
    return [*parts, amount - sum(parts, ZERO)]


def is_overhead_fair(overhead: Decimal, budget: Decimal, *, most_pct: Decimal) -> bool:
    """Whether the overhead of a proposal is within its limit.

    Source: domain 13, abuse (overhead > 10 %).

    >>> is_overhead_fair(Decimal(4_000), Decimal(40_000), most_pct=Decimal(10))
    True
    """
    return overhead * 100 <= budget * most_pct


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in dollars with the won for one dollar on its day."""

    usd: Decimal
    rate: Decimal


def in_won(amounts: Iterable[Money]) -> Decimal:
    """The won of dollars at the rate of their own days, each rounded to the won.

    Source: domain 13, GEM-04.

    >>> in_won([Money(Decimal(50_000), Decimal("1187.30"))])
    Decimal('59365000')
    """
    return sum((won(each.usd * each.rate) for each in amounts), ZERO)


def fx_difference(received: Sequence[Money], paid: Sequence[Money]) -> Decimal:
    """Won that the dollar's course has won or lost between receipt and payment; it is shown, never spent.

    What is paid out is valued at the mean rate of what came in. Source: domain 13, GEM-04.

    >>> fx_difference([Money(Decimal(100), Decimal(1_200))], [Money(Decimal(50), Decimal(1_300))])
    Decimal('5000')
    >>> fx_difference([], [])
    Decimal('0')
    """
    usd = sum((each.usd for each in received), ZERO)
    if not usd:
        return ZERO
    mean = sum((each.usd * each.rate for each in received), ZERO) / usd
    return in_won(paid) - sum((won(each.usd * mean) for each in paid), ZERO)


def given_back(house: Decimal, partner: Decimal, spent: Decimal) -> tuple[Decimal, Decimal]:
    """What both get back at the close: their reserve whole, the matched rest by halves; an odd cent to the partner.

    Source: domain 13, GEM-06, GEM-01; CNV-02 (the weaker party).

    >>> given_back(Decimal(50_000), Decimal(42_000), Decimal(80_000))
    (Decimal('10000.00'), Decimal('2000.00'))
    """
    rest = spendable(house, partner) - spent
    half = (rest / 2).quantize(CENT, ROUND_DOWN)
    return reserved(house, partner) + half, reserved(partner, house) + rest - half


def is_balanced(countries: Sequence[str]) -> bool:
    """Whether no country has more than one year more than another: over two years each gets one (GEM-03).

    Source: domain 13, GEM-03.

    >>> is_balanced(["KR", "AU"]), is_balanced(["KR", "KR"]), is_balanced(["AU"])
    (True, False, True)
    """
    return all(one != two for one, two in zip(countries[::2], countries[1::2], strict=False))
