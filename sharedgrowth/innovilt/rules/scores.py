"""HOW MUCH: the marks of the reviews and the points of a product. Source: domain 12, INV-04."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FOUR = Decimal("0.0001")
SIX = Decimal("0.000001")
TOP_MARK = 4  # marks run from 0 to 4
APART = Decimal("0.3")  # two reviewers further apart than this are shown to the office


@dataclass(frozen=True, slots=True)
class Points:
    """What each part may give, and what is needed."""

    technology: Decimal
    market: Decimal
    operation: Decimal
    pass_total: Decimal
    part_least: Decimal

    def most(self, part: str) -> Decimal:
        """The points of a part."""
        return {"technology": self.technology, "market": self.market, "operation": self.operation}[part]


def share_of_marks(marks: Mapping[str, int], questions: Collection[str]) -> Decimal | None:
    """The marks as a share of the best ones, 6 places; None while a question has no mark.

    Source: INV-04; marks of our own choice.

    >>> share_of_marks({"a": 3, "b": 4}, ["a", "b"])
    Decimal('0.875000')
    >>> share_of_marks({"a": 3}, ["a", "b"]) is None
    True
    """
    if not questions or any(question not in marks for question in questions):
        return None
    given = sum(marks[question] for question in questions)
    return (Decimal(given) / (TOP_MARK * len(questions))).quantize(SIX, ROUND_HALF_UP)


def mean_share(shares: Sequence[Decimal]) -> Decimal:
    """The mean of the reviewers' shares, 6 places.

    Source: INV-04; the mean is our own choice.

    >>> mean_share([Decimal("0.75"), Decimal("0.8")])
    Decimal('0.775000')
    """
    return (sum(shares, Decimal(0)) / len(shares)).quantize(SIX, ROUND_HALF_UP)


def are_far_apart(shares: Sequence[Decimal]) -> bool:
    """Whether reviewers differ so much that the office looks again.

    Source: our own choice (APART).

    >>> are_far_apart([Decimal("0.5"), Decimal("0.9")]), are_far_apart([Decimal("0.7")])
    (True, False)
    """
    return bool(shares) and max(shares) - min(shares) > APART


def points_of(shares: Mapping[str, Decimal], points: Points) -> Decimal:
    """The points of a product: each part's share of its points, added; 4 places.

    Source: INV-04.

    >>> house = Points(Decimal(50), Decimal(30), Decimal(20), Decimal(70), Decimal("0.6"))
    >>> points_of({"technology": Decimal(".78"), "market": Decimal(".70"), "operation": Decimal(".65")}, house)
    Decimal('73.0000')
    """
    total = sum((share * points.most(part) for part, share in shares.items()), Decimal(0))
    return total.quantize(FOUR, ROUND_HALF_UP)


def weak_parts(shares: Mapping[str, Decimal], points: Points) -> list[str]:
    """The parts below their least share.

    Source: INV-04 (each part at least 60 % of its maximum).

    >>> house = Points(Decimal(50), Decimal(30), Decimal(20), Decimal(70), Decimal("0.6"))
    >>> weak_parts({"technology": Decimal("0.95"), "market": Decimal("0.599999")}, house)
    ['market']
    """
    return [part for part, share in shares.items() if share < points.part_least]


def passes(shares: Mapping[str, Decimal], points: Points) -> bool:
    """Whether a product has the points, in all and in each part.

    Source: INV-04.

    >>> house = Points(Decimal(50), Decimal(30), Decimal(20), Decimal(70), Decimal("0.6"))
    >>> passes({"technology": Decimal(".78"), "market": Decimal(".70"), "operation": Decimal(".65")}, house)
    True
    >>> passes({"technology": Decimal("1"), "market": Decimal("1"), "operation": Decimal(".59")}, house)
    False
    >>> passes({"technology": Decimal(".7"), "market": Decimal(".7"), "operation": Decimal(".699999")}, house)
    False
    """
    exact = sum((share * points.most(part) for part, share in shares.items()), Decimal(0))
    return exact >= points.pass_total and not weak_parts(shares, points)
