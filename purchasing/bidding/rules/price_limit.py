"""The lower price limit (하한가): exact, in integers.

A limit is kept as a fraction of two integers; a bid is compared by cross-multiplication, so no rounding decides. Only
the limit that is shown is rounded, up to the won.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class PriceLimit:
    """An exact limit and the figures it came from; amounts in won."""

    numerator: int
    denominator: int
    ratio: Decimal | None = None
    base_won: Decimal | None = None
    count: int = 0  # bids in the pool
    sum_won: Decimal = Decimal(0)  # of the pool
    mean: Fraction | None = None
    average: Fraction | None = None  # midpoint of mean and base price
    equal_out: bool = False  # a bid exactly at the limit is excluded too (Italian methods)

    @property
    def exact(self) -> Fraction:
        """The limit itself."""
        return Fraction(self.numerator, self.denominator)

    @property
    def shown_won(self) -> Decimal:
        """The lowest whole price that is not excluded: the limit, up to the won. Source: domain LPL-02."""
        if self.equal_out:
            return Decimal(self.numerator // self.denominator + 1)
        return Decimal(-(-self.numerator // self.denominator))

    def excludes(self, price_won: Decimal) -> bool:
        """Strictly below the limit (미만); a bid at the limit stays, unless the method says otherwise."""
        scaled = whole(price_won) * self.denominator
        return scaled < self.numerator or (self.equal_out and scaled == self.numerator)


def whole(amount_won: Decimal) -> int:
    """A positive amount of whole won as an integer; ValueError for anything else.

    Source: domain CNV-01.

    >>> whole(Decimal(100))
    100
    >>> whole(Decimal("0.5"))
    Traceback (most recent call last):
    ValueError: not a positive amount of whole won: 0.5
    """
    amount = int(amount_won) if amount_won.is_finite() else 0
    if amount <= 0 or amount != amount_won:
        raise ValueError(f"not a positive amount of whole won: {amount_won}")
    return amount


def wholes(amounts_won: Sequence[Decimal]) -> list[int]:
    """Many of them at once; ValueError for the first that is not.

    Source: domain CNV-01.

    >>> wholes([Decimal(100), Decimal("2E+1")])
    [100, 20]
    >>> wholes([Decimal(100), Decimal("NaN")])
    Traceback (most recent call last):
    ValueError: not a positive amount of whole won: NaN
    """
    try:
        found = list(map(int, amounts_won))
    except (ValueError, OverflowError):  # no number at all
        return [whole(amount) for amount in amounts_won]
    if found and (min(found) <= 0 or found != list(amounts_won)):
        return [whole(amount) for amount in amounts_won]
    return found


def is_below_posco_limit(
    price_won: int, *, sum_won: int, count: int, base_won: int, ratio: Decimal = Decimal("0.85")
) -> bool:
    """Whether a bid is below LPL_POSCO's limit: for 85 %, ``b·200·n < 85·(Σb + n·B)``.

    The limit is ``ratio·((Σb/n) + B)/2``; with ``ratio = p/q`` both sides are multiplied by ``2·q·n``.

    Source: domain 2.5 step 4.

    >>> pool = dict(sum_won=423_500_000, count=5, base_won=100_000_000)
    >>> is_below_posco_limit(78_497_499, **pool), is_below_posco_limit(78_497_500, **pool)
    (True, False)
    """
    part, whole_ = ratio.as_integer_ratio()
    return price_won * 2 * whole_ * count < part * (sum_won + count * base_won)


def posco_limit(prices_won: Sequence[Decimal], *, base_won: Decimal, ratio: Decimal = Decimal("0.85")) -> PriceLimit:
    """LPL_POSCO: ``ratio`` of the midpoint of the bids' mean and the base price.

    ``prices_won`` is the pool: all opened responsive bids, also those that fall below (one pass, LPL-01). ValueError
    for an empty pool. Source: domain 2.5, LPL-01, LPL-02.

    >>> limit = posco_limit([Decimal(b) for b in (70_000_000, 75_000_000, 80_000_001)], base_won=Decimal(90_000_001))
    >>> limit.numerator, limit.denominator, limit.shown_won
    (8415000068, 120, Decimal('70125001'))
    >>> limit.excludes(Decimal(70_000_000)), limit.excludes(Decimal(75_000_000))
    (True, False)
    """
    if not prices_won:
        raise ValueError("a limit needs at least one bid")
    base, count = whole(base_won), len(prices_won)
    total = sum(wholes(prices_won))
    part, whole_ = ratio.as_integer_ratio()
    mean = Fraction(total, count)
    return PriceLimit(
        numerator=part * (total + count * base),
        denominator=2 * whole_ * count,
        ratio=ratio,
        base_won=base_won,
        count=count,
        sum_won=Decimal(total),
        mean=mean,
        average=(mean + base) / 2,
    )


def fixed_limit(
    prices_won: Sequence[Decimal], *, base_won: Decimal, ratio: Decimal, on_mean: bool = False
) -> PriceLimit:
    """LPL_FIXED: ``ratio`` of the base price, or of the bids' mean.

    Source: domain 2.6, LPL_FIXED.

    >>> fixed_limit([], base_won=Decimal(99_999_999), ratio=Decimal("0.8")).shown_won  # 79,999,999.2
    Decimal('80000000')
    >>> pool = [Decimal(90), Decimal(110)]
    >>> fixed_limit(pool, base_won=Decimal(500), ratio=Decimal("0.8"), on_mean=True).exact
    Fraction(80, 1)
    """
    base, count = whole(base_won), len(prices_won)
    total = sum(wholes(prices_won))
    part, whole_ = ratio.as_integer_ratio()
    mean = Fraction(total, count) if count else None
    if on_mean and mean is None:
        raise ValueError("a limit on the mean needs at least one bid")
    return PriceLimit(
        numerator=part * total if on_mean else part * base,
        denominator=whole_ * count if on_mean else whole_,
        ratio=ratio,
        base_won=base_won,
        count=count,
        sum_won=Decimal(total),
        mean=mean,
    )


def announced_minimum(minimum_won: Decimal) -> PriceLimit:
    """A minimum price fixed before the bids (最低制限価格): lower bids are disqualified, equal ones stay.

    Source: domain 2.10, JP_MIN.

    >>> announced_minimum(Decimal(9_320_000)).excludes(Decimal(9_320_000))
    False
    """
    return PriceLimit(numerator=whole(minimum_won), denominator=1)


def exceeds(price_won: Decimal, *, ratio: Decimal, base_won: Decimal) -> bool:
    """Whether a price is above ``ratio`` of the base price, exactly.

    Source: domain BID-06, LPL-06.

    >>> exceeds(Decimal(110), ratio=Decimal("1.1"), base_won=Decimal(100))
    False
    >>> exceeds(Decimal(111), ratio=Decimal("1.1"), base_won=Decimal(100))
    True
    """
    part, whole_ = ratio.as_integer_ratio()
    return whole(price_won) * whole_ > part * whole(base_won)
