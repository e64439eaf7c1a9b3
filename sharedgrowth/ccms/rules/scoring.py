"""HOW MUCH: levels, module means, indices, the whole; what needs a second look. Source: domain 14, CCM-01..06."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

PLACES = Decimal("0.0001")  # scores are stored with four places (CNV-03)
HIGHEST = 5
EVIDENCE_FROM = 4
SAME_SHARE = Decimal("0.9")  # of all answers on one level
HIGH_LEVEL = 4
SAME_LEAST = 10  # fewer answers say nothing about care
COPIED_SHARE = Decimal("0.95")


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as the rules see it: its module, weight and level; None for what does not apply."""

    module: str
    item: str
    weight: int
    level: int | None
    reason: str = ""


def _four(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_UP)


def module_mean(answers: Iterable[tuple[int, int | None]]) -> Decimal | None:
    """The weighted mean level of a module, exact; None when nothing of it applies.

    ``answers`` are (weight, level); what does not apply is left out with its weight.

    Source: domain 14, CCM-01.

    >>> module_mean([(3, 4), (2, 3), (1, 5), (2, 2), (2, 4)])
    Decimal('3.5')
    >>> module_mean([(3, None)]) is None
    True
    """
    counted = [(weight, level) for weight, level in answers if level is not None]
    weights = sum(weight for weight, _level in counted)
    if not weights:
        return None
    return Decimal(sum(weight * level for weight, level in counted)) / weights


def index_of(mean: Decimal | None) -> Decimal | None:
    """A mean level of 1 to 5 as an index of 0 to 100, four places, half up.

    Source: domain 14, CCM-01.

    >>> index_of(Decimal("3.5"))
    Decimal('62.5000')
    >>> index_of(Decimal(1)), index_of(Decimal(5))
    (Decimal('0.0000'), Decimal('100.0000'))
    """
    return None if mean is None else _four((mean - 1) / 4 * 100)


def module_indices(answers: Iterable[Answered]) -> dict[str, Decimal | None]:
    """The index of every module that was asked; None where nothing applies.

    Source: domain 14, CCM-01.

    >>> module_indices([Answered("B1", "B1-1", 2, 3), Answered("B2", "B2-1", 1, None)])
    {'B1': Decimal('50.0000'), 'B2': None}
    """
    found: dict[str, list[tuple[int, int | None]]] = {}
    for each in answers:
        found.setdefault(each.module, []).append((each.weight, each.level))
    return {module: index_of(module_mean(rows)) for module, rows in found.items()}


def overall_index(indices: Iterable[Decimal | None]) -> Decimal | None:
    """The mean of the module indices, each counting the same; modules that do not apply are left out.

    Source: domain 14, CCM-02.

    >>> overall_index([Decimal(40), Decimal(60), None])
    Decimal('50.0000')
    """
    counted = [each for each in indices if each is not None]
    return _four(sum(counted, Decimal(0)) / len(counted)) if counted else None


def modules_to_act_on(indices: Mapping[str, Decimal | None], below: Decimal) -> list[str]:
    """Modules whose index is strictly below the threshold: each opens an action.

    Source: domain 14, CCM-02.

    >>> modules_to_act_on({"B1": Decimal("39.9999"), "B2": Decimal(40), "B3": None}, Decimal(40))
    ['B1']
    """
    return [module for module, index in indices.items() if index is not None and index < below]


def needs_evidence(level: int | None, start: int = EVIDENCE_FROM) -> bool:
    """Whether a level needs a document (or where it lies) and a second person.

    Source: domain 14, CCM-03.

    >>> needs_evidence(3), needs_evidence(4), needs_evidence(None)
    (False, True, False)
    """
    return level is not None and level >= start


def one_level(levels: Sequence[int]) -> int | None:
    """The high level on which nearly all answers lie, or None: the variance flag.

    At least ten answers, of which nine in ten are the same 4 or 5.

    Source: domain 14, abuse (blanket fives); shares [CFG] of this portal.

    >>> one_level([5] * 10), one_level([5] * 9 + [1] * 2), one_level([3] * 20), one_level([5] * 9)
    (5, None, None, None)
    """
    if len(levels) < SAME_LEAST:
        return None
    for level in range(HIGH_LEVEL, HIGHEST + 1):
        if levels.count(level) >= SAME_SHARE * len(levels):
            return level
    return None


def is_copied(now: Mapping[str, tuple[int | None, str]], before: Mapping[str, tuple[int | None, str]]) -> bool:
    """Whether this year's answers are last year's: level and reason of nearly all that both have.

    Source: domain 14, abuse (copying last year); share [CFG] of this portal.

    >>> old = {str(n): (3, f"because {n}") for n in range(20)}
    >>> is_copied(old, old), is_copied(old | {"0": (4, "new"), "1": (2, "new")}, old)
    (True, False)
    """
    shared = [key for key in now if key in before]
    if len(shared) < SAME_LEAST:
        return False
    same = sum(now[key][0] == before[key][0] and now[key][1].strip() == before[key][1].strip() for key in shared)
    return same >= COPIED_SHARE * len(shared)


@dataclass(frozen=True, slots=True)
class Compared:
    """A module now and before, over the items that mean the same in both."""

    module: str
    before: Decimal | None
    now: Decimal | None
    items: int


def compared(now: Sequence[Answered], before: Sequence[Answered], mapped: Mapping[str, str]) -> list[Compared]:
    """Each module over the items that both sets share; ``mapped`` leads from an item now to the item before.

    Within one version every item is mapped to itself. A module without a shared item is not compared.

    Source: domain 14, CCM-06.

    >>> compared([Answered("B1", "B1-1", 2, 4), Answered("B1", "B1-9", 1, 1)], [Answered("B1", "B1-3", 1, 3)],
    ...     {"B1-1": "B1-3"})
    [Compared(module='B1', before=Decimal('50.0000'), now=Decimal('75.0000'), items=1)]
    """
    old = {each.item: each for each in before}
    pairs: dict[str, list[tuple[Answered, Answered]]] = {}
    for each in now:
        other = old.get(mapped.get(each.item, ""))
        if other is not None and each.level is not None and other.level is not None:
            pairs.setdefault(each.module, []).append((each, other))
    found = []
    for module, rows in pairs.items():
        # the weights of now for both, so that only the levels differ
        was = index_of(module_mean([(each.weight, other.level) for each, other in rows]))
        found.append(Compared(module, was, index_of(module_mean([(e.weight, e.level) for e, _o in rows])), len(rows)))
    return found


def mean_of_units(indices: Sequence[Decimal | None], least: int) -> Decimal | None:
    """The mean over units, or None when fewer than ``least`` have a value: no unit can be told from it.

    Source: domain 14, CCM-04.

    >>> mean_of_units([Decimal(50)] * 4, 5) is None
    True
    >>> mean_of_units([Decimal(50)] * 4 + [Decimal(60)], 5)
    Decimal('52.0000')
    """
    counted = [each for each in indices if each is not None]
    return _four(sum(counted, Decimal(0)) / len(counted)) if len(counted) >= least else None


def cycle_of(year: int) -> tuple[date, date, date]:
    """When a year's self-assessment opens, closes and is published in aggregate.

    Source: domain 14, CCM-05; appendix B ccms-cycle.

    >>> [day.isoformat() for day in cycle_of(2026)]
    ['2026-10-01', '2026-11-30', '2027-01-31']
    """
    return date(year, 10, 1), date(year, 11, 30), date(year + 1, 1, 31)


def share_pct(part: int, whole: int) -> Decimal:
    """A share in percent with one decimal; 0 of nothing.

    Source: domain 14, KPIs.

    >>> share_pct(2, 3), share_pct(0, 0)
    (Decimal('66.7'), Decimal('0.0'))
    """
    return (Decimal(part * 100) / whole if whole else Decimal(0)).quantize(Decimal("0.1"), ROUND_HALF_UP)
