"""What a supplier's facts add up to: how often in time, how much passed inspection, how fast it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of the scorecard with the number of facts it rests on; None where nothing was measured."""

    value: Decimal | None
    count: int


def share_on_time(days_late: Sequence[Decimal]) -> Measured:
    """The share of deliveries that came on the agreed day or before it. Four places, half up.

    Source: domain CNV-03.

    >>> share_on_time([Decimal(0), Decimal(-1), Decimal(3)])
    Measured(value=Decimal('0.6667'), count=3)
    >>> share_on_time([])
    Measured(value=None, count=0)
    """
    if not days_late:
        return Measured(None, 0)
    in_time = Decimal(sum(1 for days in days_late if days <= 0))
    return Measured((in_time / len(days_late)).quantize(FOUR_PLACES, ROUND_HALF_UP), len(days_late))


def mean_of(values: Sequence[Decimal]) -> Measured:
    """The mean of shares or days. Four places, half up.

    Source: domain CNV-03.

    >>> mean_of([Decimal(1), Decimal("0.5")])
    Measured(value=Decimal('0.7500'), count=2)
    """
    if not values:
        return Measured(None, 0)
    return Measured((sum(values, Decimal(0)) / len(values)).quantize(FOUR_PLACES, ROUND_HALF_UP), len(values))
