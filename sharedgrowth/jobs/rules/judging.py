"""HOW MUCH: points of documents and interview, the order that follows. Source: domain 9.3, YDC-04, YDC-05."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MOST_STARS = 5
# criterion -> weight; each is given 0 to 5
DOCUMENTS: dict[str, int] = {"motivation": 40, "preparation": 30, "papers": 20, "clarity": 10}
INTERVIEW: dict[str, int] = {"attitude": 40, "understanding": 30, "teamwork": 30}


def points_of(scores: Mapping[str, int], weights: Mapping[str, int]) -> Decimal:
    """Points 0 to 100 of scores 0 to 5 by their weights, rounded half up to cents.

    Source: domain 9.3 (documents, interview).

    >>> points_of({"motivation": 5, "preparation": 4, "papers": 3, "clarity": 2}, DOCUMENTS)
    Decimal('80.00')
    """
    total = sum((Decimal(scores[name]) * weight for name, weight in weights.items()), Decimal(0))
    return (total * 100 / (MOST_STARS * sum(weights.values()))).quantize(CENT, ROUND_HALF_UP)


def mean(points: Iterable[Decimal]) -> Decimal:
    """The mean of the reviewers' points, rounded half up to cents.

    Source: domain 9.3.

    >>> mean([Decimal(70), Decimal(80), Decimal("75.01")])
    Decimal('75.00')
    """
    given = list(points)
    return (sum(given, Decimal(0)) / len(given)).quantize(CENT, ROUND_HALF_UP)


def total_points(documents: Decimal, interview: Decimal, documents_weight_pct: Decimal) -> Decimal:
    """Points of both, documents counted with their weight, rounded half up to cents.

    Source: domain 9.3.

    >>> total_points(Decimal(80), Decimal(70), Decimal(40))
    Decimal('74.00')
    """
    weighed = documents * documents_weight_pct + interview * (100 - documents_weight_pct)
    return (weighed / 100).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Judged:
    """An applicant as the order knows it."""

    code: str
    documents: Decimal
    interview: Decimal
    points: Decimal


def lot(seed: str, code: str) -> str:
    """The lot of a code name under a seed: the same for everybody who computes it.

    Source: domain YDC-05 (ties by seeded lot).

    >>> lot("YDC-2026-000001", "P-2345")[:8]
    '6b43684e'
    """
    return hashlib.sha256(f"{seed}|{code}".encode()).hexdigest()


def ranking(judged: Sequence[Judged], *, seed: str) -> list[Judged]:
    """By points, then the interview, then the lot of the cohort; independent of the order of arrival.

    Source: domain 9.3, YDC-05.

    >>> one, two = (Judged(code, Decimal(80), Decimal(70), Decimal(74)) for code in ("P-1", "P-2"))
    >>> best = Judged("P-3", Decimal(60), Decimal(90), Decimal(78))
    >>> [each.code for each in ranking([one, two, best], seed="x")]
    ['P-3', 'P-2', 'P-1']
    >>> ranking([two, one], seed="x") == ranking([one, two], seed="x")
    True
    """
    return sorted(judged, key=lambda each: (-each.points, -each.interview, lot(seed, each.code)))


def outcomes(ranked: Sequence[Judged], places: int, waiting: int) -> list[tuple[Judged, str]]:
    """Each with ``selected``, ``waitlist`` or ``failed``, in order.

    Source: domain 9.3.

    >>> three = [Judged(code, Decimal(1), Decimal(1), Decimal(1)) for code in "ABC"]
    >>> [outcome for _who, outcome in outcomes(three, places=1, waiting=1)]
    ['selected', 'waitlist', 'failed']
    """
    told = []
    for place, each in enumerate(ranked):
        outcome = "selected" if place < places else "waitlist" if place < places + waiting else "failed"
        told.append((each, outcome))
    return told
