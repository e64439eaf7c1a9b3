"""Whole won, rounding, shares that add up.

Money is ``Decimal``; an amount in won has no decimals (KRW, ISO 4217 minor unit 0).
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

WON = Decimal(1)


def won(amount: Decimal) -> Decimal:
    """To the whole won, half up.

    Source: domain CNV-01.

    >>> won(Decimal("100.5"))
    Decimal('101')
    """
    return amount.quantize(WON, ROUND_HALF_UP)


def won_up(amount: Decimal) -> Decimal:
    """Up to the whole won: what the weaker party receives, and displayed limits.

    Source: domain CNV-02.

    >>> won_up(Decimal("70125000.5667"))
    Decimal('70125001')
    """
    return amount.quantize(WON, ROUND_CEILING)


def won_down(amount: Decimal) -> Decimal:
    """Down to the whole won: what the weaker party pays.

    Source: domain CNV-02.

    >>> won_down(Decimal("999.99"))
    Decimal('999')
    """
    return amount.quantize(WON, ROUND_FLOOR)


def shares(total_won: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split ``total_won`` by ``weights`` into whole won that add up to it (largest remainder, earlier first on ties).

    Raises ValueError without a positive weight. Source: domain CNV-01, 6.4.

    >>> shares(Decimal(100), [Decimal(1), Decimal(1), Decimal(1)])
    [Decimal('34'), Decimal('33'), Decimal('33')]
    """
    whole = sum(weights, Decimal(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("shares need non-negative weights with a positive sum")
    exact = [total_won * weight / whole for weight in weights]
    parts = [won_down(part) for part in exact]
    left = int(total_won - sum(parts, Decimal(0)))
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:left]:
        parts[i] += 1
    return parts
