"""HOW MUCH: which R counts, US dollars, the path, the premium of an eco-friendly offer. Source: domain 11.7."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from purchasing.esg.states.eco import EVIDENCE_OF, PRIORITY, EcoEvidence

CENT = Decimal("0.01")
LEAST_CARBON_CUT = Decimal("3.3")  # percent, as the table of domain 11.7 says


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a line counts: a claim of the catalogue, or a declaration of purchasing."""

    kind: str
    label: str
    valid_from: date
    valid_to: date | None
    claim: int | None = None
    declaration: int | None = None


def basis_of(claims: Iterable[Basis], declaration: Basis | None, *, ordered_on: date) -> Basis | None:
    """The one basis of a line: the confirmed declaration, else the valid claim of the first R in the order.

    RECYCLE before REUSE before REDUCE; a document that does not hold on the day of the order does not count.

    Source: domain ECO-01, ECO-03.

    >>> day = date(2026, 3, 2)
    >>> label = Basis("reduce", "eco-label 1", date(2025, 1, 1), date(2026, 3, 2))
    >>> mark = Basis("recycle", "GR 7", date(2026, 1, 1), None)
    >>> basis_of([label, mark], None, ordered_on=day).label, basis_of([label], None, ordered_on=day).label
    ('GR 7', 'eco-label 1')
    >>> basis_of([label], None, ordered_on=date(2026, 3, 3)) is None
    True
    >>> basis_of([mark], Basis("reuse", "repair 3", date(2026, 1, 1), None), ordered_on=day).kind
    'reuse'
    """
    if declaration is not None and is_valid(declaration, ordered_on):
        return declaration
    valid = [claim for claim in claims if is_valid(claim, ordered_on)]
    order = {str(kind): place for place, kind in enumerate(PRIORITY)}
    return min(valid, key=lambda claim: (order[claim.kind], claim.label), default=None)


def is_valid(basis: Basis, on: date) -> bool:
    """Whether the document holds on that day, its last day included.

    Source: domain ECO-03.

    >>> basis = Basis("reuse", "x", date(2026, 1, 1), date(2026, 1, 31))
    >>> is_valid(basis, date(2026, 1, 31)), is_valid(basis, date(2026, 2, 1))
    (True, False)
    """
    return basis.valid_from <= on and (basis.valid_to is None or on <= basis.valid_to)


def is_evidence_for(kind: str, evidence: str) -> bool:
    """Whether such a document shows this R.

    Source: domain 11.7 (table).

    >>> is_evidence_for("recycle", "gr"), is_evidence_for("reuse", "gr")
    (True, False)
    """
    return evidence in {str(each) for each in EVIDENCE_OF.get(kind, ())}  # type: ignore[call-overload]


def figure_missing(
    evidence: str, *, recycled: Decimal | None, least: Decimal | None, carbon_cut: Decimal | None
) -> str:
    """Which figure of the evidence is missing or too low: the name of its field, or "".

    Recycled content counts from the least percent of its class on; an EPD counts with at least 3.3 % less carbon.

    Source: domain 11.7 (table).

    >>> figure_missing("content", recycled=Decimal(40), least=Decimal(40), carbon_cut=None)
    ''
    >>> figure_missing("content", recycled=Decimal("39.99"), least=Decimal(40), carbon_cut=None)
    'recycled_percent'
    >>> figure_missing("content", recycled=Decimal(40), least=None, carbon_cut=None)
    'least_percent'
    >>> figure_missing("epd", recycled=None, least=None, carbon_cut=Decimal("3.3"))
    ''
    >>> figure_missing("epd", recycled=None, least=None, carbon_cut=Decimal("3.29"))
    'carbon_cut'
    >>> figure_missing("gr", recycled=None, least=None, carbon_cut=None)
    ''
    """
    if evidence == EcoEvidence.RECYCLED_CONTENT:
        if least is None:
            return "least_percent"
        return "" if recycled is not None and recycled >= least else "recycled_percent"
    if evidence == EcoEvidence.EPD:
        return "" if carbon_cut is not None and carbon_cut >= LEAST_CARBON_CUT else "carbon_cut"
    return ""


def us_dollars(amount: Decimal, rate: Decimal) -> Decimal:
    """Won in US dollars at the average rate of the month, to the cent, half up.

    Source: domain ECO-02, golden ``eco_usd``.

    >>> us_dollars(Decimal("852500000000"), Decimal("1342.50"))
    Decimal('635009310.99')
    """
    return (amount / rate).quantize(CENT, ROUND_HALF_UP)


def of_target(usd: Decimal, target: Decimal) -> Decimal:
    """How much of the target is reached, in percent with two decimals.

    Source: domain ECO-04.

    >>> of_target(Decimal("635009310.99"), Decimal(2_000_000_000))
    Decimal('31.75')
    """
    return (usd * 100 / target).quantize(CENT, ROUND_HALF_UP)


def premium_limit(best: Decimal, premium: Decimal) -> Decimal:
    """The highest price at which an eco-friendly offer may win against the best other one.

    Not cumulated with the preference of socially friendly enterprises. Exact: nothing is rounded before comparing.

    Source: domain ECO-05.

    >>> premium_limit(Decimal(50_000_000), Decimal("0.1"))
    Decimal('55000000.0')
    """
    return best * (1 + premium)


def credit_share(amount: Decimal, credit: Decimal, invoice: Decimal, unit: Decimal = Decimal(1)) -> Decimal:
    """What a credit note takes off one line: its share of the invoice, in whole ``unit``s (won; a cent), half up.

    Source: domain ECO-02 (net of returns).

    >>> credit_share(Decimal(300), Decimal(100), Decimal(900))
    Decimal('33')
    >>> credit_share(Decimal("99.90"), Decimal("10.00"), Decimal("300.00"), Decimal("0.01"))
    Decimal('3.33')
    """
    return (amount * credit / invoice).quantize(unit, ROUND_HALF_UP)
