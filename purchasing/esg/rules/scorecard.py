"""HOW MUCH: how a score is read: areas, what would move it most, and why the band is what it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from purchasing.esg.rules.scoring import TOP, Sheet, gain

ORDER = ("A", "B", "C", "D", "R")


@dataclass(frozen=True, slots=True)
class Read:
    """An item with the area in which it is read."""

    code: str
    area: str
    weight: int


def area_points(items: Iterable[Read], scores: Mapping[str, int]) -> dict[str, Decimal]:
    """Points of 100 per area, over the items that have a score; rounded half up to whole points. For reading only.

    Source: domain 11.5 (the same sum as of a pillar).

    >>> area_points([Read("E1", "climate", 3), Read("E2", "climate", 1), Read("S1", "safety", 2)], {"E1": 4, "E2": 5})
    {'climate': Decimal('85')}
    """
    sums: dict[str, tuple[int, int]] = {}
    for item in items:
        if item.code in scores:
            earned, weight = sums.get(item.area, (0, 0))
            sums[item.area] = (earned + item.weight * scores[item.code], weight + item.weight)
    return {
        area: (Decimal(100 * earned) / (TOP * weight)).quantize(Decimal(1), ROUND_HALF_UP)
        for area, (earned, weight) in sums.items()
    }


def steps(sheet: Sheet, scores: Mapping[str, int]) -> list[tuple[str, int, Decimal]]:
    """What would move the total most: (item, the score one higher, the points it brings), the most first.

    Source: domain 11.5.

    >>> from purchasing.esg.rules.scoring import Item
    >>> items = (Item("E1", "E", 3, False), Item("E2", "E", 1, False))
    >>> sheet = Sheet("x", items, {"E": Decimal(1)}, {"A": Decimal(85)})
    >>> steps(sheet, {"E1": 3, "E2": 4})
    [('E1', 4, Decimal('15.00')), ('E2', 5, Decimal('5.00'))]
    """
    found = [(code, score + 1, gain(sheet, scores, code, score + 1)) for code, score in scores.items() if score < TOP]
    return sorted(found, key=lambda row: (-row[2], row[0]))


def to_next_band(total: Decimal | None, bands: Mapping[str, Decimal]) -> tuple[str, Decimal] | None:
    """The next better band by the total and how many points are missing; None when there is none.

    Source: domain 11.5.

    >>> bands = {"A": Decimal(85), "B": Decimal(70), "C": Decimal(50)}
    >>> to_next_band(Decimal("78.30"), bands), to_next_band(Decimal(90), bands)
    (('A', Decimal('6.70')), None)
    """
    if total is None:
        return None
    above = [(least, band) for band, least in bands.items() if least > total]
    if not above:
        return None
    least, band = min(above)
    return band, least - total


def is_better(band: str, than: str) -> bool:
    """Whether a band is better than another.

    Source: domain 11.5.

    >>> is_better("A", "B"), is_better("R", "D")
    (True, False)
    """
    return ORDER.index(band) < ORDER.index(than)
