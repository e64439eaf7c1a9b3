"""Sourcing in figures: how an attribute is compared, what an alternative saves, which verdict a trial allows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from catalog.rules.matching import Fit, MatchResult
from catalog.states import Criticality, Datatype, Match, Verdict
from portal.money import won

MIN_OPEN_DAYS = 10  # business days; domain 1.7
SUGGEST_FROM = Decimal(70)  # CAT-31
FEW_PROPOSALS = 3  # from so many on a request counts as well answered; domain 1.10
COMPARISONS = {
    Datatype.NUM: (Match.GE, Match.LE, Match.EQ_TOL, Match.IN_RANGE),
    Datatype.RANGE: (Match.COVERS, Match.IN_RANGE),
    Datatype.ENUM: (Match.ENUM_EQ, Match.ENUM_AT_LEAST),
    Datatype.BOOL: (Match.EQ_TOL,),
    Datatype.TEXT: (Match.EQ_TOL,),
    Datatype.DATE: (Match.GE, Match.LE, Match.EQ_TOL),
}


def comparisons_for(datatype: str) -> tuple[Match, ...]:
    """How values of the type can be compared, the usual way first.

    Source: CAT-16.

    >>> [match.value for match in comparisons_for("RANGE")]
    ['COVERS', 'IN_RANGE']
    """
    return COMPARISONS[Datatype(datatype)]


def comparison_of(datatype: str, match: str) -> Match:
    """The attribute's own comparison if its type can be compared so, else the usual one of the type.

    Source: CAT-16.

    >>> comparison_of("NUM", "GE").value, comparison_of("ENUM", "GE").value, comparison_of("NUM", "COVERS").value
    ('GE', 'ENUM_AT_LEAST', 'EQ_TOL')
    """
    possible = comparisons_for(datatype)
    if match in possible:
        return Match(match)
    if datatype == Datatype.ENUM:
        return Match.ENUM_AT_LEAST if match == Match.GE else Match.ENUM_EQ
    return Match.EQ_TOL if Match.EQ_TOL in possible else possible[0]


def wants_range(datatype: str, match: str) -> bool:
    """Whether two ends are asked for instead of one value.

    Source: CAT-16.

    >>> wants_range("NUM", "IN_RANGE"), wants_range("NUM", "GE"), wants_range("RANGE", "COVERS")
    (True, False, True)
    """
    return datatype == Datatype.RANGE or (datatype == Datatype.NUM and match == Match.IN_RANGE)


@dataclass(frozen=True, slots=True)
class Saving:
    """What a year costs today and with the alternative, landed, in whole won."""

    old_unit_won: Decimal
    new_total_won: Decimal
    annual_qty: Decimal

    @property
    def old_total_won(self) -> Decimal:
        """Today's landed unit price for the yearly quantity."""
        return won(self.old_unit_won * self.annual_qty)

    @property
    def new_unit_won(self) -> Decimal:
        """The alternative's landed price of one unit, for showing: two decimals."""
        return (self.new_total_won / self.annual_qty).quantize(Decimal("0.01"))

    @property
    def saved_won(self) -> Decimal:
        """What is saved in a year; negative when the alternative costs more."""
        return self.old_total_won - self.new_total_won


def saving(old_unit_won: Decimal, new_total_won: Decimal, annual_qty: Decimal) -> Saving:
    """``(old landed − new landed) × annual quantity``; rounded once, so that no error is multiplied by the quantity.

    Source: domain 1.9 (adoption result).

    >>> found = saving(Decimal(6_800), Decimal(12_300_001), Decimal(2_000))
    >>> found.saved_won, found.new_unit_won
    (Decimal('1299999'), Decimal('6150.00'))
    """
    return Saving(old_unit_won, new_total_won, annual_qty)


def allowed_verdicts(measured: MatchResult) -> tuple[Verdict, ...]:
    """What may be decided of a trial: where something that must be met was not, it has failed.

    Source: CAT-30; domain 1.4 (TrialTest).

    >>> [verdict.value for verdict in allowed_verdicts(MatchResult(Decimal(90), ()))]
    ['pass', 'conditional', 'fail']
    """
    return (Verdict.FAIL,) if measured.failed_must else tuple(Verdict)


def share_pct(part: int, whole: int) -> Decimal | None:
    """A share in percent with one decimal; None of nothing.

    Source: domain 1.10 (KPIs).

    >>> share_pct(1, 3), share_pct(1, 0)
    (Decimal('33.3'), None)
    """
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1")) if whole else None


def is_failed_must(row: Mapping[str, str]) -> bool:
    """Whether a stored part of a match is one that must be met and is not.

    Source: CAT-30.

    >>> is_failed_must({"criticality": "MUST", "verdict": "missing"}), is_failed_must({"criticality": "MUST"})
    (True, False)
    """
    return row.get("criticality") == Criticality.MUST and row.get("verdict") in (Fit.MISSED, Fit.MISSING)


def is_worth_suggesting(score: Decimal) -> bool:
    """Whether a product of the catalogue is shown to the requester.

    Source: CAT-31.

    >>> is_worth_suggesting(Decimal("70.0000")), is_worth_suggesting(Decimal("69.9999"))
    (True, False)
    """
    return score >= SUGGEST_FROM


def best_first(found: Iterable[tuple[bool, Decimal, int]]) -> list[int]:
    """The order of suggestions: other companies before today's supplier, then the better match; ties by key.

    Source: CAT-31.

    >>> best_first([(True, Decimal(95), 1), (False, Decimal(80), 2), (False, Decimal(90), 3)])
    [3, 2, 1]
    """
    return [key for _own, _score, key in sorted(found, key=lambda each: (each[0], -each[1], each[2]))]
