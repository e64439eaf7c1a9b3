"""What follows from a total cost: whether a model may be used, whether the winner is robust, what a promise costs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from portal.money import won_down
from purchasing.bidding.rules.tco import (
    PRICE,
    Comparison,
    Flow,
    Horizon,
    Line,
    Model,
    Offered,
    Value,
    cost_of,
    events_of,
    filled,
    present_value,
    tie_groups,
    unused,
)

SENSITIVITY = "tco-sensitivity-2"  # goes up when what is run or who comes first changes; stored with each run
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


def sensitivity(
    offers: Sequence[Offered], model: Model, *, valid: Collection[int] | None = None, order: Sequence[int] = ()
) -> list[Case]:
    """Each case with the annual costs and who comes first; the base case stands first.

    ``offers`` are all responsive ones, ``valid`` those that may win. As in the award the lowest group of equal costs
    leads, and inside it ``order``, the place of each bid where equal costs are taken apart (BID-05); the base winner
    stays first as long as it is in that group. Source: domain TCO-09, TCO-11.

    >>> from purchasing.bidding.rules.tco import Value
    >>> energy = Line("ENERGY", Flow.ANNUAL, unit_price_won=Decimal(100), is_energy=True)
    >>> frugal = Offered(1, Decimal(1_000), 5, {"ENERGY": Value(Decimal(1))})
    >>> cheap = Offered(2, Decimal(500), 5, {"ENERGY": Value(Decimal("2.1"))})
    >>> [(case.name, case.first) for case in sensitivity([frugal, cheap], Model((energy,), Decimal("0.045")))][:5]
    [('base', 2), ('rate_low', 1), ('rate_high', 2), ('energy_low', 2), ('energy_high', 1)]
    """
    found: list[Case] = []
    done, _faults = filled(offers, model)
    may_win = {offer.bid_id for offer, _assumed in done if valid is None or offer.bid_id in valid}
    if not may_win:
        return []
    places = {bid_id: place for place, bid_id in enumerate(order)}
    for name, changed in cases_of(model).items():
        costs = [cost_of(offer, changed, assumed=assumed) for offer, assumed in done]
        tied = tie_groups({cost.bid_id: cost.compared for cost in costs})
        lowest = min(tied[bid_id] for bid_id in may_win)
        leading = [bid_id for bid_id in may_win if tied[bid_id] == lowest]
        first = min(leading, key=lambda bid_id: (places.get(bid_id, 0), bid_id))
        base_first = found[0].first if found else first
        if base_first in leading:
            first = base_first
        eac_won = {cost.bid_id: cost.eac_won for cost in costs if cost.bid_id in may_win}
        found.append(Case(name, eac_won, first, first != base_first))
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
    at: Sequence[int] = (),
    life_years: int | None = None,
    tolerance: Decimal = Decimal("0.03"),
    cap: Decimal = Decimal("0.1"),
) -> Damages:
    """Damages for a guaranteed line that was not met.

    Within the tolerance nothing is owed; beyond it the present value, by the same model, of everything above the
    declared value, at most ``cap`` of the price (rounded down: the supplier pays it). Better than declared earns
    nothing. It counts in each year in which the calculation has the line: every year, the years ``at`` that the bidder
    named, or once for each thing that is bought over ``years``, one every ``life_years``. Source: domain TCO-07.

    >>> energy = Line("ENERGY", Flow.ANNUAL, unit_price_won=Decimal(160), escalation=Decimal("0.03"))
    >>> owed = guarantee_damages(energy, declared=Decimal(498_000), measured=Decimal(525_000),
    ...     price_won=Decimal(548_000_000), years=15, rate=Decimal("0.045"))
    >>> owed.full_won, owed.cap_won, owed.owed_won
    (Decimal('57834828'), Decimal('54800000'), Decimal('54800000'))
    >>> overhaul = Line("OVERHAUL", Flow.AT_YEARS)
    >>> guarantee_damages(overhaul, declared=Decimal(28_000_000), measured=Decimal(38_000_000), at=[5],
    ...     price_won=Decimal(420_000_000), years=20, rate=Decimal("0.045")).full_won
    Decimal('8024510')
    """
    worse = declared - measured if line.flow == Flow.RESIDUAL else measured - declared
    cap_won = won_down(price_won * cap)
    if worse <= 0 or worse <= declared * tolerance:
        return Damages(True, Decimal(0), cap_won, Decimal(0))
    full = Decimal(0)
    for year, extra_won in extra_of(line, worse, at=at, years=years, life_years=life_years):
        full += present_value(extra_won, rate=rate, escalation=line.escalation, year=year)
    return Damages(False, full, cap_won, min(full, cap_won))


def extra_of(
    line: Line, worse: Decimal, *, at: Sequence[int] = (), years: int, life_years: int | None = None
) -> list[tuple[int, Fraction]]:
    """The extra cost of each year, at today's prices, of a value that is ``worse`` than declared.

    A cost of single years whose years nobody kept falls at the end. Source: domain TCO-03, TCO-07.

    >>> extra_of(Line("DISPOSAL", Flow.END), Decimal(9), years=10, life_years=5)
    [(5, Fraction(9, 1)), (10, Fraction(9, 1))]
    """
    life = life_years or years
    if line.flow == Flow.AT_YEARS and not at:
        line = replace(line, flow=Flow.END)
        life = years
    events = [(year, abs(won)) for year, won in events_of(line, Value(worse, tuple(at)), life, years)]
    if line.flow == Flow.RESIDUAL:  # what is left over at the horizon was credited from the price down to it
        year, last = events[-1]
        events[-1] = (year, last - unused(last, Fraction(0), life, years))
    return events


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
