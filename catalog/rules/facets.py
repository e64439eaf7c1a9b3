"""What a product is counted by: small facts packed into one number, price bands, and ranges of numbers."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from catalog.rules.listing import PRICE_BANDS

LEAD, SIZE, ECO, PRICE, SEEN, ORIGIN = 0, 3, 6, 9, 12, 14  # where each fact begins, in bits
PRICE_BITS = 0b11111 << PRICE  # the band and who sees it
MOST_BUCKETS = 8
STEPS = (Decimal(1), Decimal(2), Decimal(5))


@dataclass(frozen=True, slots=True)
class Facts:
    """``size`` is its place from 1 on, ``price`` its band from 1 on (0: none), ``eco`` one bit for each kind."""

    lead: int
    size: int = 0
    eco: int = 0
    price: int = 0
    seen: int = 0
    origin: str = ""


def pack(facts: Facts) -> int:
    """All facts as one number: grouped by it, one pass over the hits counts them all.

    Source: performance 2.4 (narrow rows).

    >>> pack(Facts(lead=4, size=2, eco=5, price=6, seen=2, origin="KR"))
    315927892
    """
    place = int.from_bytes(facts.origin[:2].encode("ascii", "replace"), "big")
    return (
        facts.lead << LEAD
        | facts.size << SIZE
        | facts.eco << ECO
        | facts.price << PRICE
        | facts.seen << SEEN
        | place << ORIGIN
    )


def unpack(number: int) -> Facts:
    """The facts that ``pack`` put together.

    Source: performance 2.4.

    >>> unpack(315927892) == Facts(lead=4, size=2, eco=5, price=6, seen=2, origin="KR")
    True
    """
    place = number >> ORIGIN & 0xFFFF
    return Facts(
        lead=number >> LEAD & 7,
        size=number >> SIZE & 7,
        eco=number >> ECO & 7,
        price=number >> PRICE & 7,
        seen=number >> SEEN & 3,
        origin=place.to_bytes(2, "big").decode("ascii") if place else "",
    )


def price_band(won: Decimal) -> int:
    """Which price band, 0 for the cheapest; a price at a limit lies above it.

    Source: domain 1.9 (facet price band).

    >>> price_band(Decimal(9_999)), price_band(Decimal(10_000)), price_band(Decimal(10) ** 9)
    (0, 1, 5)
    """
    return next((band for band, limit in enumerate(PRICE_BANDS) if won < limit), len(PRICE_BANDS))


def bucket_ends(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round ends of at most eight equal buckets that cover ``low`` to ``high``; a single value has no bucket.

    Source: domain 1.9 (facet attribute ranges), design 4 (figures).

    >>> [str(end) for end in bucket_ends(Decimal(3), Decimal(97))]
    ['0', '20', '40', '60', '80', '100']
    >>> [str(end) for end in bucket_ends(Decimal("0.12"), Decimal("0.3"))]
    ['0.10', '0.15', '0.20', '0.25', '0.30']
    >>> bucket_ends(Decimal(5), Decimal(5))
    []
    """
    if high <= low:
        return []
    exact = (high - low) / (MOST_BUCKETS - 1)
    power = Decimal(1).scaleb(exact.adjusted())
    step = next((power * step for step in STEPS if power * step >= exact), power * 10)
    begin = (low / step).to_integral_value(ROUND_FLOOR) * step
    ends = [begin]
    while ends[-1] < high:
        ends.append(ends[-1] + step)
    plain = [end.normalize() if end == end.to_integral_value() else end for end in ends]
    return [Decimal(f"{end:f}") for end in plain]
