"""HOW MUCH: points of reviewers, their mean and median, when a second look is asked for, what a committee decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median as middle

CENT = Decimal("0.01")
FEWEST_INVESTIGATORS = 1  # of each side. Source: domain PI-03


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of the rubric; ``weight`` is the most that it gives."""

    code: str
    weight: Decimal


def total_points(criteria: Sequence[Criterion], given: Mapping[str, Decimal]) -> Decimal | None:
    """The points of one reviewer, 0 to the sum of the weights; None while a criterion lacks its points.

    Source: domain PI-02: shares .7/.8/.6/1/.5 of the weights 30/25/20/15/10 give 73.0.

    >>> weights = {"need": 30, "ready": 25, "effect": 20, "region": 15, "safety": 10}
    >>> rubric = [Criterion(code, Decimal(weight)) for code, weight in weights.items()]
    >>> points = {"need": 21, "ready": 20, "effect": 12, "region": 15, "safety": 5}
    >>> total_points(rubric, {code: Decimal(value) for code, value in points.items()})
    Decimal('73.00')
    >>> total_points(rubric, {"need": Decimal(21)}) is None
    True
    """
    if any(each.code not in given for each in criteria):
        return None
    return sum((given[each.code] for each in criteria), Decimal(0)).quantize(CENT, ROUND_HALF_UP)


def beyond(criteria: Iterable[Criterion], given: Mapping[str, Decimal]) -> list[str]:
    """Codes whose points lie below zero or above their weight.

    Source: domain PI-02.

    >>> beyond([Criterion("need", Decimal(30)), Criterion("ready", Decimal(25))], {"need": Decimal(31)})
    ['need']
    """
    return [each.code for each in criteria if each.code in given and not 0 <= given[each.code] <= each.weight]


def mean_of(totals: Sequence[Decimal]) -> Decimal | None:
    """The mean, to the hundredth, half up; None of nothing.

    Source: domain PI-02 (two reviewers).

    >>> mean_of([Decimal(73), Decimal("60.01")]), mean_of([])
    (Decimal('66.51'), None)
    """
    if not totals:
        return None
    return (sum(totals, Decimal(0)) / len(totals)).quantize(CENT, ROUND_HALF_UP)


def median_of(totals: Sequence[Decimal]) -> Decimal | None:
    """The median, to the hundredth, half up; None of nothing.

    Source: domain PI-02.

    >>> median_of([Decimal(90), Decimal(40), Decimal(60)]), median_of([])
    (Decimal('60.00'), None)
    """
    return Decimal(middle(totals)).quantize(CENT, ROUND_HALF_UP) if totals else None


def spread_of(totals: Sequence[Decimal]) -> Decimal:
    """How far the highest lies above the lowest.

    Source: house rule: terms, spread_points.

    >>> spread_of([Decimal(80), Decimal(55)]), spread_of([])
    (Decimal('25'), Decimal('0'))
    """
    return max(totals) - min(totals) if totals else Decimal(0)


def needs_second_look(totals: Sequence[Decimal], *, spread: Decimal, wanted: int) -> bool:
    """Whether somebody else scores it too: reviewers are ``spread`` points apart, and only ``wanted`` have scored.

    Source: house rule: terms, spread_points; one second look, then the mean of all counts.

    >>> needs_second_look([Decimal(80), Decimal(55)], spread=Decimal(20), wanted=2)
    True
    >>> needs_second_look([Decimal(80), Decimal(55), Decimal(70)], spread=Decimal(20), wanted=2)
    False
    """
    return len(totals) <= wanted and spread_of(totals) >= spread


def outcome_of(verdicts: Iterable[tuple[bool, str]]) -> str:
    """What a joint investigation comes to: ``agree``, ``refuse`` or ``differ``; "" while a verdict is missing.

    ``verdicts``: (comes from outside, "for" or "against" or ""). Both sides must have somebody; who differs sends the
    application to the committee.

    Source: domain PI-03.

    >>> outcome_of([(False, "for"), (True, "for")]), outcome_of([(False, "for"), (True, "against")])
    ('agree', 'differ')
    >>> outcome_of([(False, "against"), (True, "against")]), outcome_of([(False, "for"), (True, "")])
    ('refuse', '')
    >>> outcome_of([(False, "for"), (False, "for")])
    ''
    """
    told = list(verdicts)
    sides = {outside for outside, _verdict in told}
    if sides != {False, True} or any(verdict not in ("for", "against") for _outside, verdict in told):
        return ""
    words = {verdict for _outside, verdict in told}
    if words == {"for"}:
        return "agree"
    return "refuse" if words == {"against"} else "differ"


def passes_committee(in_favour: int, against: int) -> bool:
    """More for than against; a tie does not pass.

    Source: house rule; domain 8 (committee of at least three).

    >>> passes_committee(2, 1), passes_committee(1, 1)
    (True, False)
    """
    return in_favour > against
