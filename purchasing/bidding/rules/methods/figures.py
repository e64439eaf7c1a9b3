"""What a notice says about its method: which figures, within which bounds, and what they are when nothing is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

Kind = Literal["share", "won", "number", "points", "choice", "text", "shares"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a method. ``default`` None: the notice has to say it. ``term``: the house terms tell it else."""

    name: str
    kind: Kind
    default: str | None = None
    lowest: Decimal = Decimal(0)
    highest: Decimal = Decimal(1)
    choices: tuple[str, ...] = ()
    term: str = ""
    house: bool = False  # the house terms decide alone: a notice does not say otherwise
    sealed: bool = False  # the estimator's secret: sealed with the base price, in no notice


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a figure: ``missing``, ``unknown``, ``not_a_number``, ``out_of_range``, ``no_choice``."""

    name: str
    what: str
    lowest: str = ""
    highest: str = ""


def share(
    name: str, default: str | None, *, lowest: str = "0", highest: str = "1", term: str = "", house: bool = False
) -> Figure:
    """A decimal fraction.

    Source: domain CNV-03.

    >>> share("ratio", "0.85").kind
    'share'
    """
    return Figure(name, "share", default, Decimal(lowest), Decimal(highest), term=term, house=house)


def number(name: str, default: str | None, *, lowest: str, highest: str, term: str = "") -> Figure:
    """A number that is no share.

    Source: domain appendix A.

    >>> number("min_n", "3", lowest="1", highest="20").default
    '3'
    """
    return Figure(name, "number", default, Decimal(lowest), Decimal(highest), term=term)


def figures_of(
    figures: tuple[Figure, ...], given: Mapping[str, Any], terms: Mapping[str, Any], *, sealed: bool = False
) -> dict[str, str]:
    """The figures of a method in the form in which a notice promises them: given, else of the terms, else the default.

    What is sealed with the base price is in no notice, only in a trial (``sealed``).
    Source: domain CNV-07, security 5.9.

    >>> figures_of((share("floor", None, term="kr_floor"), share("spread", "0.02")), {}, {"kr_floor": "0.88"})
    {'floor': '0.88', 'spread': '0.02'}
    """
    told = {}
    for figure in figures:
        if figure.sealed and not sealed:
            continue
        value = None if figure.house and figure.term in terms else given.get(figure.name)
        if value in (None, "") and figure.term:
            value = terms.get(figure.term)
        if value in (None, ""):
            value = figure.default
        if value not in (None, ""):
            told[figure.name] = _text(value)
    return told


def faults_of(figures: tuple[Figure, ...], told: Mapping[str, Any], *, sealed: bool = False) -> list[Fault]:
    """What is wrong with the figures of a notice; an empty list when nothing is.

    Source: domain 2.2.

    >>> faults_of((share("ratio", None),), {"ratio": "1.2", "colour": "red"})
    [Fault(name='colour', what='unknown', lowest='', highest=''), \
Fault(name='ratio', what='out_of_range', lowest='0', highest='1')]
    """
    figures = tuple(figure for figure in figures if sealed or not figure.sealed)
    known = {figure.name for figure in figures}
    faults = [Fault(name, "unknown") for name in sorted(set(told) - known)]
    for figure in figures:
        value = told.get(figure.name)
        if value in (None, ""):
            if figure.default is None:
                faults.append(Fault(figure.name, "missing"))
            continue
        fault = _fault(figure, str(value))
        if fault is not None:
            faults.append(fault)
    return faults


def parts_of_base(figures: tuple[Figure, ...]) -> tuple[str, ...]:
    """The figures that the estimator seals with the base price: its parts; their sum is the base price.

    Source: domain 2.10 JP_MIN, security 5.9.

    >>> parts_of_base((share("low", "0.75"), Figure("direct_won", "won", sealed=True)))
    ('direct_won',)
    """
    return tuple(figure.name for figure in figures if figure.sealed)


def parts_fault(names: Sequence[str], parts: Mapping[str, Decimal | None], amount_won: Decimal) -> tuple[str, str]:
    """The part at fault and why: ``unknown``, ``missing``, ``not_whole`` or ``sum``; two empty words when nothing is.

    Source: domain 2.10 JP_MIN (the planned price is the sum of its parts).

    >>> parts_fault(("a", "b"), {"a": Decimal(60), "b": Decimal(30)}, Decimal(95)), parts_fault((), {}, Decimal(95))
    (('b', 'sum'), ('', ''))
    """
    if set(parts) - set(names):
        return sorted(set(parts) - set(names))[0], "unknown"
    for name in names:
        part = parts.get(name)
        if part is None:
            return name, "missing"
        if not part.is_finite() or part < 0 or part != part.to_integral_value():
            return name, "not_whole"
    if names and sum((parts[name] or Decimal(0) for name in names), Decimal(0)) != amount_won:
        return names[-1], "sum"
    return "", ""


def _fault(figure: Figure, value: str) -> Fault | None:
    if figure.kind == "choice":
        return None if value in figure.choices else Fault(figure.name, "no_choice")
    if figure.kind == "text":
        return None if len(value.strip()) >= figure.lowest else Fault(figure.name, "missing")
    values = value.split() if figure.kind == "shares" else [value]
    for each in values:
        try:
            amount = Decimal(each)
        except InvalidOperation:
            return Fault(figure.name, "not_a_number")
        if not amount.is_finite():
            return Fault(figure.name, "not_a_number")
        if figure.kind in ("won", "number") and amount != amount.to_integral_value():
            return Fault(figure.name, "not_a_number")
        if not figure.lowest <= amount <= figure.highest:
            return Fault(figure.name, "out_of_range", f"{figure.lowest:f}", f"{figure.highest:f}")
    return None


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:.0f}" if value == value.to_integral_value() else f"{value.normalize():f}"
    return str(value)
