"""How well an offered product fits what is asked for, attribute by attribute. Source: domain 1.6, 1.9 (CAT-16, CAT-30).

Numbers are compared in the canonical unit of their quantity, so it does not matter in which unit either side was
written. An offered range is judged by its worse end where one value is asked for: what holds there holds everywhere.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from catalog.rules.units import UNITS, canonical, shown_in
from catalog.rules.values import Definition, Value, value_text
from catalog.states import Criticality, Datatype, Match, Tolerance

NONE, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
SCORE_STEP = Decimal("0.0001")  # CNV-03: four places kept, two shown
SHOWN_STEP = Decimal("0.000001")


class Fit(StrEnum):
    """How one offered value stands against its requirement."""

    MET = "met"  # all of its points
    NEAR = "near"  # short of it, but within the tolerance
    MISSED = "missed"
    MISSING = "missing"  # nothing is stated


@dataclass(frozen=True, slots=True)
class Requirement:
    """One attribute as it is asked for; numbers are canonical, ``tolerance`` of kind ABS too, of kind REL a percentage.

    A day is asked for by its number (``date.toordinal``). ``definition`` gives the words: unit and names of options;
    its options stand in rising order where more is better.
    """

    code: str
    name: str
    match: str
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    options: tuple[str, ...] = ()
    flag: bool | None = None
    text: str = ""
    tolerance_kind: str = Tolerance.NONE
    tolerance: Decimal | None = None
    weight: Decimal = Decimal(10)
    criticality: str = Criticality.SHOULD
    definition: Definition | None = None

    @property
    def is_must(self) -> bool:
        """Whether failing it fails the whole."""
        return self.criticality == Criticality.MUST

    @property
    def wanted(self) -> str:
        """What is asked for, in words."""
        return wanted_text(self)


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement against what is offered: ``s`` from 0 to 1, ``verdict``, and why, in words."""

    requirement: Requirement
    offered: Value | None
    s: Decimal
    verdict: Fit

    @property
    def points(self) -> Decimal:
        """What it adds to the sum of weighted points."""
        return self.requirement.weight * self.s

    @property
    def fails(self) -> bool:
        """Whether it is a requirement that must be met, and is not."""
        return self.requirement.is_must and self.verdict in (Fit.MISSED, Fit.MISSING)

    @property
    def offered_text(self) -> str:
        """What is offered, as it was written."""
        definition = self.requirement.definition
        return value_text(definition, self.offered) if definition and self.offered else ""

    @property
    def words(self) -> str:
        """Why it got its points."""
        return _words(self)


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The whole: ``score`` from 0 to 100, zero when a requirement that must be met is not."""

    score: Decimal
    lines: tuple[Line, ...]

    @property
    def failed_must(self) -> tuple[Line, ...]:
        """What must be met and is not."""
        return tuple(line for line in self.lines if line.fails)

    @property
    def reason(self) -> str:
        """Why the score is zero although points were earned; empty when nothing that must be met fails."""
        names = ", ".join(line.requirement.name for line in self.failed_must)
        return _("Not met although it must be: %(names)s.") % {"names": names} if names else ""


def match_score(requirements: Iterable[Requirement], offered: Mapping[str, Value]) -> MatchResult:
    """The score of an offered product: the weighted share of points, or 0 when an attribute that must match fails.

    A value that is not stated earns nothing. Four places, half up (CNV-03).

    Source: CAT-30.

    >>> asked = [
    ...     Requirement("bore", "Bore", Match.EQ_TOL, target=Decimal(100), weight=Decimal(40)),
    ...     Requirement("grade", "Grade", Match.ENUM_EQ, options=("C3",), weight=Decimal(30)),
    ...     Requirement("length", "Length", Match.EQ_TOL, target=Decimal(500), tolerance_kind=Tolerance.ABS,
    ...                 tolerance=Decimal(50), weight=Decimal(20)),
    ...     Requirement("ip", "IP code", Match.ENUM_AT_LEAST, options=("IP54",), weight=Decimal(10)),
    ... ]
    >>> offer = {"bore": Value(si_num=Decimal(100)), "grade": Value(text="C3"), "length": Value(si_num=Decimal(510))}
    >>> found = match_score(asked, offer)
    >>> found.score, [str(line.s) for line in found.lines]
    (Decimal('86.0000'), ['1', '1', '0.8', '0'])
    >>> strict = [replace(asked[3], criticality=Criticality.MUST), *asked[:3]]
    >>> match_score(strict, offer).score, [line.requirement.code for line in match_score(strict, offer).failed_must]
    (Decimal('0.0000'), ['ip'])
    """
    lines = tuple(compared(requirement, offered.get(requirement.code)) for requirement in requirements)
    weights = sum((line.requirement.weight for line in lines), NONE)
    if not weights or any(line.fails for line in lines):
        return MatchResult(NONE.quantize(SCORE_STEP), lines)
    share = sum((line.points for line in lines), NONE) / weights * HUNDRED
    return MatchResult(share.quantize(SCORE_STEP, ROUND_HALF_UP), lines)


def compared(requirement: Requirement, offered: Value | None) -> Line:
    """One requirement against what is offered.

    Source: CAT-16, CAT-30.

    >>> strength = Requirement("tensile", "Tensile strength", Match.GE, target=Decimal(400),
    ...                        tolerance_kind=Tolerance.REL, tolerance=Decimal(10))
    >>> [str(compared(strength, Value(si_num=Decimal(x))).s) for x in (420, 400, 390, 350)]
    ['1', '1', '0.75', '0']
    >>> heat = Requirement("heat", "Working temperature", Match.COVERS, low=Decimal(-20), high=Decimal(80))
    >>> [str(compared(heat, Value(si_low=Decimal(a), si_high=Decimal(b))).s) for a, b in ((-30, 90), (0, 60), (90, 99))]
    ['1', '0.6', '0']
    """
    if offered is None:
        return Line(requirement, None, NONE, Fit.MISSING)
    if requirement.flag is not None:
        return _yes_or_no(requirement, offered, offered.flag is requirement.flag)
    if requirement.options:
        return _yes_or_no(requirement, offered, _option_fits(requirement, offered.text))
    if requirement.text:
        return _yes_or_no(requirement, offered, _plain(offered.text) == _plain(requirement.text))
    ends = _ends(offered)
    if ends is None:
        return Line(requirement, None, NONE, Fit.MISSING)
    if requirement.match == Match.COVERS:
        return _covering(requirement, offered, *ends)
    return _within(requirement, offered, distance(requirement, *ends))


def distance(requirement: Requirement, low: Decimal, high: Decimal) -> Decimal:
    """How far an offered value (or range, by its worse end) is from what is asked for; zero when it is met.

    Source: CAT-16.

    >>> width = Requirement("width", "Width", Match.IN_RANGE, low=Decimal(10), high=Decimal(20))
    >>> [str(distance(width, Decimal(x), Decimal(x))) for x in (9, 10, 15, 23)]
    ['1', '0', '0', '3']
    """
    target = requirement.target
    if requirement.match == Match.IN_RANGE or target is None:
        below = requirement.low - low if requirement.low is not None else NONE
        above = high - requirement.high if requirement.high is not None else NONE
        return max(below, above, NONE)
    if requirement.match == Match.GE:
        return max(target - low, NONE)
    if requirement.match == Match.LE:
        return max(high - target, NONE)
    return max(abs(low - target), abs(high - target))


def allowed_distance(requirement: Requirement) -> Decimal:
    """The tolerance in the canonical unit; a percentage is one of the target, of a range of its wider end.

    Source: CAT-16, CAT-30.

    >>> allowed_distance(Requirement("w", "W", Match.EQ_TOL, target=Decimal(-50), tolerance_kind=Tolerance.REL,
    ...                              tolerance=Decimal(10)))
    Decimal('5')
    """
    if not requirement.tolerance or requirement.tolerance_kind == Tolerance.NONE:
        return NONE
    if requirement.tolerance_kind == Tolerance.ABS:
        return requirement.tolerance
    ends = [abs(end) for end in (requirement.target, requirement.low, requirement.high) if end is not None]
    return max(ends, default=NONE) * requirement.tolerance / HUNDRED


def canonical_tolerance(kind: str, entered: Decimal | None, unit: str) -> Decimal | None:
    """A tolerance written in ``unit``, in the canonical unit (a difference: no shift of zero); percentages as written.

    Source: CAT-15, CAT-16.

    >>> canonical_tolerance(Tolerance.ABS, Decimal(1), "[in_i]"), canonical_tolerance(Tolerance.ABS, Decimal(9), "Cel")
    (Decimal('25.400000000'), Decimal('9.000000000'))
    """
    if entered is None or kind != Tolerance.ABS:
        return entered
    return canonical(entered, replace(UNITS[unit], shift=NONE))


def _ends(offered: Value) -> tuple[Decimal, Decimal] | None:
    if offered.si_num is not None:
        return offered.si_num, offered.si_num
    if offered.si_low is not None and offered.si_high is not None:
        return offered.si_low, offered.si_high
    if offered.day is not None:
        return Decimal(offered.day.toordinal()), Decimal(offered.day.toordinal())
    return None


def _yes_or_no(requirement: Requirement, offered: Value, fits: bool) -> Line:
    return Line(requirement, offered, ONE if fits else NONE, Fit.MET if fits else Fit.MISSED)


def _option_fits(requirement: Requirement, offered: str) -> bool:
    ranks = list(requirement.definition.options or {}) if requirement.definition else []
    if requirement.match != Match.ENUM_AT_LEAST or offered not in ranks:
        return offered in requirement.options
    asked = [ranks.index(option) for option in requirement.options if option in ranks]
    return bool(asked) and ranks.index(offered) >= min(asked)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _within(requirement: Requirement, offered: Value, off: Decimal) -> Line:
    if not off:
        return Line(requirement, offered, ONE, Fit.MET)
    allowed = allowed_distance(requirement)
    if off > allowed:
        return Line(requirement, offered, NONE, Fit.MISSED)
    return Line(requirement, offered, ONE - off / allowed, Fit.NEAR)  # at the very edge: accepted, without points


def _covering(requirement: Requirement, offered: Value, low: Decimal, high: Decimal) -> Line:
    wanted_low = requirement.low if requirement.low is not None else min(low, requirement.high or low)
    wanted_high = requirement.high if requirement.high is not None else max(high, requirement.low or high)
    if low <= wanted_low and wanted_high <= high:
        return Line(requirement, offered, ONE, Fit.MET)
    one_sided = requirement.low is None or requirement.high is None
    overlap = max(min(high, wanted_high) - max(low, wanted_low), NONE)
    if one_sided or not overlap:
        return Line(requirement, offered, NONE, Fit.MISSED)
    return Line(requirement, offered, overlap / (wanted_high - wanted_low), Fit.MISSED)


def measured(definition: Definition | None, *ends: Decimal | None) -> str:
    """Canonical numbers as people read them, in the unit of the attribute.

    Source: CAT-15.

    >>> measured(Definition("p", "Pressure", "NUM", "pressure", "MPa"), Decimal(2500))
    '2.5 MPa'
    """
    numbers = [end for end in ends if end is not None]
    if definition is None or not numbers:
        return "–".join(f"{number:f}" for number in numbers)
    unit = UNITS[definition.unit]
    shown = [shown_in(number, unit).quantize(SHOWN_STEP, ROUND_HALF_UP) for number in numbers]
    kind = replace(definition, datatype=Datatype.RANGE)
    return value_text(kind, Value(low=shown[0], high=shown[-1], unit=definition.unit))


def _difference(definition: Definition | None, off: Decimal) -> str:
    if definition is None:
        return f"{off:f}"
    unit = UNITS[definition.unit]
    number = (off / unit.factor).quantize(SHOWN_STEP, ROUND_HALF_UP)
    return value_text(replace(definition, datatype=Datatype.NUM), Value(num=number, unit=definition.unit))


def wanted_text(requirement: Requirement) -> str:
    """What is asked for, with its direction and tolerance.

    Source: CAT-16.

    >>> length = Definition("length", "Length", "NUM", "length", "mm")
    >>> wanted_text(Requirement("length", "Length", Match.EQ_TOL, target=Decimal(500), tolerance_kind=Tolerance.ABS,
    ...                         tolerance=Decimal(50), definition=length))
    '500 mm ± 50 mm'
    >>> wanted_text(Requirement("length", "Length", Match.GE, target=Decimal(500), definition=length))
    '≥ 500 mm'
    """
    definition = requirement.definition
    if requirement.flag is not None:
        return _("Yes") if requirement.flag else _("No")
    if requirement.options:
        names = (definition.options if definition else None) or {}
        listed = ", ".join(str(names.get(option, option)) for option in requirement.options)
        return f"≥ {listed}" if requirement.match == Match.ENUM_AT_LEAST else listed
    if requirement.text:
        return requirement.text
    return _wanted_number(requirement, definition)


def _wanted_number(requirement: Requirement, definition: Definition | None) -> str:
    kind, asked = requirement.tolerance_kind, requirement.target
    if asked is None:
        low, high = requirement.low, requirement.high
        sign = "≤ " if low is None else "≥ " if high is None else ""
        text = sign + measured(definition, low, high)
        text = _("all of %(range)s") % {"range": text} if requirement.match == Match.COVERS else text
    elif definition is not None and definition.datatype == Datatype.DATE:
        return _sign(requirement.match) + value_text(definition, Value(day=_day(asked)))
    else:
        text = _sign(requirement.match) + measured(definition, asked)
    if not requirement.tolerance or kind == Tolerance.NONE or requirement.match == Match.COVERS:
        return text
    if kind == Tolerance.REL:
        return f"{text} ± {requirement.tolerance.normalize():f}%"
    return f"{text} ± {_difference(definition, requirement.tolerance)}"


def _sign(match: str) -> str:
    return {Match.GE: "≥ ", Match.LE: "≤ "}.get(Match(match), "")


def _day(number: Decimal) -> date:
    return date.fromordinal(int(number))


def _words(line: Line) -> str:
    requirement, parts = line.requirement, {"share": f"{line.s * HUNDRED:.0f}"}
    if line.verdict == Fit.MISSING:
        return _("Nothing is stated, so it earns no points.")
    if line.verdict == Fit.MET:
        return _("Meets what is asked for.")
    if requirement.match == Match.COVERS and not requirement.options:
        return _("Covers %(share)s%% of the range.") % parts if line.s else _("Does not cover the range.")
    ends = _ends(line.offered) if line.offered and not (requirement.options or requirement.text) else None
    if ends is None or requirement.flag is not None:
        return _("Not what is asked for.")
    parts["off"] = _difference(requirement.definition, distance(requirement, *ends))
    if line.verdict == Fit.NEAR:
        return _("Off by %(off)s, within the tolerance: %(share)s%% of its points.") % parts
    if allowed_distance(requirement):
        return _("Off by %(off)s, more than the tolerance allows.") % parts
    return _("Off by %(off)s, and no tolerance is given.") % parts
