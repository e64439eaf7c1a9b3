"""HOW MUCH: the arithmetic of the public worked example. Tenders are decided by the bidding app's own rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.money import won_up

LIMIT_PCT = Decimal(85)


@dataclass(frozen=True, slots=True)
class Example:
    """The steps of the lower price limit, in won."""

    mean_won: Decimal
    middle_won: Decimal
    limit_won: Decimal  # exact; shown rounded up
    shown_limit_won: Decimal
    winning_won: Decimal | None


def limit_example(base_won: Decimal, bids_won: Sequence[Decimal]) -> Example:
    """85 % of the midpoint between the mean bid and the base price; the lowest bid not below it wins.

    Source: domain 2.5, LPL_POSCO, example LPL-a.

    >>> bids = [Decimal(b) for b in (68_000_000, 78_500_000, 88_000_000, 92_000_000, 97_000_000)]
    >>> example = limit_example(Decimal(100_000_000), bids)
    >>> example.mean_won, example.middle_won, example.limit_won, example.winning_won
    (Decimal('84700000'), Decimal('92350000'), Decimal('78497500'), Decimal('78500000'))
    """
    mean = sum(bids_won, Decimal(0)) / len(bids_won)
    middle = (mean + base_won) / 2
    limit = middle * LIMIT_PCT / 100
    winning = min((bid for bid in bids_won if bid >= limit), default=None)
    return Example(mean, middle, limit, won_up(limit), winning)
