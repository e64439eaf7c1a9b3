"""What follows from a total cost: whether a model may be used, whether the winner is robust, what a promise costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from portal.money import won_down
from purchasing.bidding.rules.tco import (
    PRICE,
    Comparison,
    Flow,
    Horizon,
    Line,
    Model,
    Offered,
    cost_of,
    filled,
    present_value,
)

RATE_STEP = Decimal("0.025")
ENERGY_STEP = Decimal("0.2")


class ModelFault(StrEnum):
    """What is wrong with a model. The sentences are in ``services/tco_models.py``."""

    NONE = ""
    MIXED_BASIS = "mixed_basis"
    NPV_NEEDS_ONE_HORIZON = "npv_needs_one_horizon"
    HORIZON_WITHOUT_RESIDUAL = "horizon_without_residual"
    UNKNOWN_LINE = "unknown_line"
    CHAIN = "chain"
    NO_LINES = "no_lines"
    PRICE_IS_NO_LINE = "price_is_no_line"


class ValueFault(StrEnum):
    """What is wrong with a declared value. The sentences are in ``services/tco_inputs.py``."""

    NONE = ""
    MISSING = "missing"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    WRONG_UNIT = "wrong_unit"
    YEARS_MISSING = "years_missing"
    YEARS_OUTSIDE = "years_outside"
    ABOVE_PRICE = "above_price"


@dataclass(frozen=True, slots=True)
class Case:
    """One run of the sensitivity: what was changed, the annual costs, and who comes first."""

    name: str
    eac_won: Mapping[int, Decimal]
    first: int
    changes_winner: bool


def model_fault(model: Model, *, basis: str, bases: Sequence[str]) -> ModelFault:
    """Whether a model can be used.

    Rate and escalations have one basis (TCO-02). Net present values are only compared over one horizon, with what is
    left at its end counted (TCO-03). A line that takes its quantity from another names one that the bidder fills.

    Source: domain TCO-02, TCO-03.

    >>> energy = Line("ENERGY", Flow.ANNUAL)
    >>> model_fault(Model((energy,), Decimal("0.045")), basis="nominal", bases=["real"])
    <ModelFault.MIXED_BASIS: 'mixed_basis'>
    >>> model_fault(Model((energy,), Decimal("0.045"), Comparison.NPV), basis="nominal", bases=["nominal"])
    <ModelFault.NPV_NEEDS_ONE_HORIZON: 'npv_needs_one_horizon'>
    >>> model_fault(Model((energy,), Decimal("0.045")), basis="nominal", bases=["nominal"])
    <ModelFault.NONE: ''>
    """
    by_code = {line.code: line for line in model.lines}
    if not model.lines:
        return ModelFault.NO_LINES
    if PRICE in by_code:
        return ModelFault.PRICE_IS_NO_LINE
    if any(each != basis for each in bases):
        return ModelFault.MIXED_BASIS
    if any(line.of and line.of not in by_code for line in model.lines):
        return ModelFault.UNKNOWN_LINE
    if any(line.of and by_code[line.of].of for line in model.lines):
        return ModelFault.CHAIN
    if model.comparison == Comparison.NPV and model.horizon != Horizon.FIXED:
        return ModelFault.NPV_NEEDS_ONE_HORIZON
    if model.horizon == Horizon.FIXED and not any(line.flow == Flow.RESIDUAL for line in model.lines):
        return ModelFault.HORIZON_WITHOUT_RESIDUAL
    return ModelFault.NONE


def value_fault(
    amount: Decimal | None, line: Line, *, at: Sequence[int] = (), years: int | None = None, price_won: Decimal | None
) -> ValueFault:
    """What is wrong with one declared value, or "".

    Nothing is negative (a negative cost would be a second price), a residual is at most the price, and a cost of single
    years names years inside the life. Source: domain 3.5, TCO-05.

    >>> overhaul, given = Line("OVERHAUL", Flow.AT_YEARS), [(-1, [5]), (1, []), (1, [12])]
    >>> [str(value_fault(Decimal(n), overhaul, at=at, years=10, price_won=None)) for n, at in given]
    ['negative', 'years_missing', 'years_outside']
    """
    if amount is None:
        return ValueFault.MISSING if line.required else ValueFault.NONE
    if not amount.is_finite():
        return ValueFault.NOT_A_NUMBER
    if amount < 0:
        return ValueFault.NEGATIVE
    if amount >= Decimal(10) ** 15:
        return ValueFault.TOO_LARGE
    if line.flow == Flow.AT_YEARS and amount > 0:
        if not at:
            return ValueFault.YEARS_MISSING
        if min(at) < 1 or (years is not None and max(at) >= years):
            return ValueFault.YEARS_OUTSIDE
    if line.flow == Flow.RESIDUAL and price_won is not None and amount * line.unit_price_won > price_won:
        return ValueFault.ABOVE_PRICE
    return ValueFault.NONE


def varied(model: Model, *, rate: Decimal = Decimal(0), energy: Decimal = Decimal(1), carbon: Decimal = Decimal(1)):
    """The model with another rate (never below 0), energy price or carbon price.

    Source: domain TCO-09.

    >>> varied(Model((), Decimal("0.01")), rate=-RATE_STEP).rate
    Decimal('0')
    """
    lines = tuple(
        replace(
            line,
            unit_price_won=line.unit_price_won * (energy if line.is_energy else carbon if line.is_carbon else 1),
        )
        for line in model.lines
    )
    return replace(model, lines=lines, rate=max(model.rate + rate, Decimal(0)))


def cases_of(model: Model) -> dict[str, Model]:
    """The models that the sensitivity runs: rate ±2.5 points, energy ±20 %, carbon nothing and double.

    Source: domain TCO-09.

    >>> list(cases_of(Model((), Decimal("0.045"))))
    ['base', 'rate_low', 'rate_high', 'energy_low', 'energy_high', 'carbon_none', 'carbon_double']
    """
    return {
        "base": model,
        "rate_low": varied(model, rate=-RATE_STEP),
        "rate_high": varied(model, rate=RATE_STEP),
        "energy_low": varied(model, energy=1 - ENERGY_STEP),
        "energy_high": varied(model, energy=1 + ENERGY_STEP),
        "carbon_none": varied(model, carbon=Decimal(0)),
        "carbon_double": varied(model, carbon=Decimal(2)),
    }


def sensitivity(offers: Sequence[Offered], model: Model) -> list[Case]:
    """Each case with the annual costs and who comes first; the base case stands first.

    ``offers`` are those that may win. The winner of a case is the lowest compared value; a tie keeps the base winner if
    it is in it. Source: domain TCO-09.

    >>> from purchasing.bidding.rules.tco import Value
    >>> energy = Line("ENERGY", Flow.ANNUAL, unit_price_won=Decimal(100), is_energy=True)
    >>> frugal = Offered(1, Decimal(1_000), 5, {"ENERGY": Value(Decimal(1))})
    >>> cheap = Offered(2, Decimal(500), 5, {"ENERGY": Value(Decimal("2.1"))})
    >>> [(case.name, case.first) for case in sensitivity([frugal, cheap], Model((energy,), Decimal("0.045")))][:5]
    [('base', 2), ('rate_low', 1), ('rate_high', 2), ('energy_low', 2), ('energy_high', 1)]
    """
    if not offers:
        return []
    found: list[Case] = []
    done, _faults = filled(offers, model)
    for name, changed in cases_of(model).items():
        costs = [cost_of(offer, changed, assumed=assumed) for offer, assumed in done]
        lowest = min(cost.compared for cost in costs)
        first = min(cost.bid_id for cost in costs if cost.compared == lowest)
        base_first = found[0].first if found else first
        if any(cost.bid_id == base_first and cost.compared == lowest for cost in costs):
            first = base_first
        found.append(Case(name, {cost.bid_id: cost.eac_won for cost in costs}, first, first != base_first))
    return found


@dataclass(frozen=True, slots=True)
class Damages:
    """What a broken guarantee costs: the whole extra cost, the ceiling, and what is owed."""

    within_tolerance: bool
    full_won: Decimal
    cap_won: Decimal
    owed_won: Decimal


def guarantee_damages(
    line: Line,
    *,
    declared: Decimal,
    measured: Decimal,
    price_won: Decimal,
    years: int,
    rate: Decimal,
    tolerance: Decimal = Decimal("0.03"),
    cap: Decimal = Decimal("0.1"),
) -> Damages:
    """Damages for a guaranteed line that was not met.

    Within the tolerance nothing is owed; beyond it the present value, by the same model, of everything above the
    declared value, at most ``cap`` of the price (rounded down: the supplier pays it). Better than declared earns
    nothing. Source: domain TCO-07.

    >>> energy = Line("ENERGY", Flow.ANNUAL, unit_price_won=Decimal(160), escalation=Decimal("0.03"))
    >>> owed = guarantee_damages(energy, declared=Decimal(498_000), measured=Decimal(525_000),
    ...     price_won=Decimal(548_000_000), years=15, rate=Decimal("0.045"))
    >>> owed.full_won, owed.cap_won, owed.owed_won
    (Decimal('57834828'), Decimal('54800000'), Decimal('54800000'))
    """
    worse = declared - measured if line.flow == Flow.RESIDUAL else measured - declared
    cap_won = won_down(price_won * cap)
    if worse <= 0 or worse <= declared * tolerance:
        return Damages(True, Decimal(0), cap_won, Decimal(0))
    extra = worse * line.unit_price_won * line.factor
    when = range(1, years + 1) if line.flow == Flow.ANNUAL else [0 if line.flow == Flow.UPFRONT else years]
    full = sum((present_value(extra, rate=rate, escalation=line.escalation, year=year) for year in when), Decimal(0))
    return Damages(False, full, cap_won, min(full, cap_won))


def saved_a_year(winner_won: Decimal, cheapest_won: Decimal) -> Decimal:
    """What the winner costs less in a year than the valid bid with the lowest price; 0 where it is the same bid.

    Source: domain 3.5, KPI "EAC saved vs. lowest price".

    >>> saved_a_year(Decimal(191_837_001), Decimal(220_722_896))
    Decimal('28885895')
    """
    return max(cheapest_won - winner_won, Decimal(0))


def carbon_of(model: Model, values: Mapping[str, Decimal]) -> Decimal:
    """Tonnes of CO2 a year of what was declared, by the carbon lines of the model.

    Source: domain 3.2, line CARBON (kWh × grid factor); 3.5, KPI "tCO2 avoided".

    >>> line = Line("CARBON", Flow.ANNUAL, factor=Decimal("0.0004173"), of="ENERGY", is_carbon=True)
    >>> carbon_of(Model((line,), Decimal(0)), {"ENERGY": Decimal(498_000)})
    Decimal('207.8154000')
    """
    lines = [line for line in model.lines if line.is_carbon]
    return sum((values.get(line.of or line.code, Decimal(0)) * line.factor for line in lines), Decimal(0))


def mean_ratio(pairs: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Measured in percent of declared, the mean of all; one place, half up; None where nothing was measured.

    Source: domain 3.5, KPI "measured/declared ratio".

    >>> mean_ratio([(Decimal(525_000), Decimal(498_000)), (Decimal(99), Decimal(100))]), mean_ratio([])
    (Decimal('102.2'), None)
    """
    if not pairs:
        return None
    total = sum((measured * 100 / declared for measured, declared in pairs), Decimal(0))
    return (total / len(pairs)).quantize(Decimal("0.1"), ROUND_HALF_UP)
