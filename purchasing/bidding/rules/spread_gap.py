"""What stands behind RD: the two lowest prices, their distance, and how far the losers lie apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.money import won
from purchasing.bidding.rules.screens import sample_sd


@dataclass(frozen=True, slots=True)
class Gap:
    """In won; ``sd_won`` is zero where all losers ask the same."""

    lowest_won: Decimal
    second_won: Decimal
    gap_won: Decimal
    sd_won: Decimal
    losers: int


def gap_of(prices_won: Sequence[Decimal]) -> Gap | None:
    """The distance of the second price from the lowest, and the sample standard deviation of all but the lowest (won).

    None for fewer than three prices: two losers are the fewest that can lie apart. Source: domain 2.11 (RD).

    >>> found = gap_of([Decimal(p) for p in (68_000_000, 78_500_000, 88_000_000, 92_000_000, 97_000_000)])
    >>> found.gap_won, found.sd_won, found.losers
    (Decimal('10500000'), Decimal('7835549'), 4)
    """
    ordered = sorted(prices_won)
    if len(ordered) < 3:
        return None
    lowest, second = ordered[:2]
    return Gap(lowest, second, second - lowest, won(sample_sd(ordered[1:])), len(ordered) - 1)
