"""Total cost of ownership (총소유비용): cash flows, present values, equivalent annual cost. Exact, in integers.

A present value is one fraction of two integers, rounded once to the won; a line is the sum of its rounded years and the
total the sum of its lines, so the printed table adds up and anybody can recompute it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

TCO_ENGINE = "tco-1"  # goes up when a formula changes; stored with each result
PRICE = "PRICE"
LONGEST_YEARS = 60
CENT = Decimal("0.01")


class Flow(StrEnum):
    """When a line's money flows. Source: domain 3.2, TcoLine.kind."""

    UPFRONT = "upfront"
    ANNUAL = "annual"
    AT_YEARS = "at_years"
    END = "end"
    RESIDUAL = "residual"


class Comparison(StrEnum):
    """What the ranking compares. Source: domain 3.2, TCO-03."""

    NPV = "npv"
    EAC = "eac"
    PER_UNIT = "per_unit"


class Horizon(StrEnum):
    """Over which years the cost is counted: each offer's own life, or the same years for all (TCO-03)."""

    OWN_LIFE = "own_life"
    FIXED = "fixed"


class Basis(StrEnum):
    """Whether rate and escalations contain inflation (TCO-02)."""

    NOMINAL = "nominal"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Line:
    """One cost of the model. ``unit_price_won`` is the buyer's price of one ``unit``; 1 where the bidder gives won.

    ``of``: the quantity is taken from that line (carbon from the energy used), times ``factor``.
    """

    code: str
    flow: Flow
    unit_price_won: Decimal = Decimal(1)
    escalation: Decimal = Decimal(0)
    factor: Decimal = Decimal(1)
    of: str = ""
    required: bool = True
    guaranteed: bool = False
    is_energy: bool = False
    is_carbon: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """What the notice promised about the calculation."""

    lines: tuple[Line, ...]
    rate: Decimal
    comparison: Comparison = Comparison.EAC
    horizon: Horizon = Horizon.OWN_LIFE
    horizon_years: int = 0

    def line(self, code: str) -> Line:
        """The line with that code."""
        return next(line for line in self.lines if line.code == code)


@dataclass(frozen=True, slots=True)
class Value:
    """What was declared for a line: a quantity or won, and for costs of single years the years."""

    amount: Decimal
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Offered:
    """What the calculation needs to know of a bid: its price, its life, its quantities."""

    bid_id: int
    price_won: Decimal
    years: int
    values: Mapping[str, Value]
    output: Decimal | None = None  # units made in a year: PER_UNIT


@dataclass(frozen=True, slots=True)
class YearFlow:
    """One year of one line, as it is printed; the amounts carry their sign."""

    year: int
    flow_won: Decimal
    pv_won: Decimal


@dataclass(frozen=True, slots=True)
class LineCost:
    """One line of an offer with its years."""

    code: str
    years: tuple[YearFlow, ...]
    assumed: bool = False  # a value that the bidder did not give (TCO-06)

    @property
    def pv_won(self) -> Decimal:
        """Present value of the line."""
        return sum((each.pv_won for each in self.years), Decimal(0))


@dataclass(frozen=True, slots=True)
class Cost:
    """The whole calculation of an offer."""

    bid_id: int
    years: int
    lines: tuple[LineCost, ...]
    npv_won: Decimal
    annuity: Fraction
    eac_won: Decimal
    compared: Decimal  # what the ranking compares
    assumed: tuple[str, ...] = field(default=())

    def pv_of(self, code: str) -> Decimal:
        """Present value of one line; 0 where the model has none."""
        return next((line.pv_won for line in self.lines if line.code == code), Decimal(0))


def present_value(
    base_won: Decimal | Fraction, *, rate: Decimal, escalation: Decimal = Decimal(0), year: int
) -> Decimal:
    """The present value, in won, of an amount of today's prices that falls at the end of ``year``.

    ``base·(1+g)^t / (1+r)^t``, rounded once, half up. Source: domain TCO-01.

    >>> present_value(Decimal(28_000_000), rate=Decimal("0.045"), year=5)
    Decimal('22468629')
    >>> present_value(Decimal(97_600_000), rate=Decimal("0.045"), escalation=Decimal("0.03"), year=0)
    Decimal('97600000')
    """
    up, down = (1 + Fraction(escalation)).as_integer_ratio(), (1 + Fraction(rate)).as_integer_ratio()
    amount = Fraction(base_won)
    over = abs(amount.numerator) * up[0] ** year * down[1] ** year
    under = amount.denominator * up[1] ** year * down[0] ** year
    rounded = (2 * over + under) // (2 * under)
    return Decimal(rounded if amount >= 0 else -rounded)


def annuity(rate: Decimal, years: int) -> Fraction:
    """The share of a present value that, paid at the end of each year, pays it off: ``r/(1−(1+r)^−n)``, exact.

    Without interest 1/n. Source: domain TCO-03.

    >>> round(annuity(Decimal("0.045"), 10) * 10**8), annuity(Decimal(0), 4)
    (12637882, Fraction(1, 4))
    """
    r = Fraction(rate)
    if r == 0:
        return Fraction(1, years)
    return r / (1 - 1 / (1 + r) ** years)


def equivalent_annual_cost(npv_won: Decimal, *, rate: Decimal, years: int) -> Decimal:
    """What an offer costs in each year of its life, to the whole won, half up.

    Source: domain TCO-03.

    >>> equivalent_annual_cost(Decimal(1_746_518_073), rate=Decimal("0.045"), years=10)
    Decimal('220722896')
    """
    return _half_up(Fraction(npv_won) * annuity(rate, years))


def _half_up(exact: Fraction) -> Decimal:
    over, under = abs(exact.numerator), exact.denominator
    rounded = (2 * over + under) // (2 * under)
    return Decimal(rounded if exact >= 0 else -rounded)


def life_years(declared: int | None, *, proven: bool, default_years: int, most_years: int) -> int:
    """The life that counts: capped at the class's longest; without proof never more than the class's default.

    Source: domain TCO-04.

    >>> [life_years(n, proven=p, default_years=10, most_years=15) for n, p in [(20, True), (20, False), (8, False)]]
    [15, 10, 8]
    >>> life_years(None, proven=False, default_years=10, most_years=15)
    10
    """
    if declared is None:
        return default_years
    return min(declared, most_years if proven else default_years)


def events_of(line: Line, value: Value, years: int, horizon: int) -> list[tuple[int, Fraction]]:
    """The line's amounts at today's prices by year, over ``horizon`` years of things that last ``years``.

    Source: domain TCO-01, TCO-03.

    >>> [year for year, _won in events_of(Line("OVERHAUL", Flow.AT_YEARS), Value(Decimal(9), (5,)), 8, 16)]
    [5, 13]
    """
    amount = Fraction(line.unit_price_won) * Fraction(line.factor) * Fraction(value.amount)
    starts = range(0, horizon, years)  # bought again whenever one is worn out
    match line.flow:
        case Flow.UPFRONT:
            return [(start, amount) for start in starts]
        case Flow.ANNUAL:
            return [(year, amount) for year in range(1, horizon + 1)]
        case Flow.AT_YEARS:
            return [(start + at, amount) for start in starts for at in value.at if at < years and start + at < horizon]
        case Flow.END:
            return [(min(start + years, horizon), amount) for start in starts]
        case _:
            return [(min(start + years, horizon), -amount) for start in starts]


def unused(price_won: Decimal | Fraction, residual: Fraction, years: int, horizon: int) -> Fraction:
    """What the last thing bought is still worth beyond its residual at the horizon: straight line.

    Source: domain TCO-03.

    >>> unused(Decimal(100), Fraction(20), 10, 15)
    Fraction(40, 1)
    """
    over = horizon % years
    if over == 0:
        return Fraction(0)
    return max(Fraction(price_won) - residual, Fraction(0)) * (years - over) / years


def cost_of(offer: Offered, model: Model, *, assumed: Iterable[str] = ()) -> Cost:
    """The total cost of an offer: each line, each year, present values that add up, and the annual cost.

    Over a fixed horizon what wears out is bought again, and what is not used up at the end is credited in a straight
    line with the residual. Source: domain 3.3 TCO-01, TCO-03.

    >>> energy = Line("ENERGY", Flow.ANNUAL, unit_price_won=Decimal(160), escalation=Decimal("0.03"))
    >>> model = Model((energy,), rate=Decimal("0.045"))
    >>> bought = Offered(1, Decimal(420_000_000), 10, {"ENERGY": Value(Decimal(610_000))})
    >>> cost = cost_of(bought, model)
    >>> cost.pv_of("ENERGY"), cost.npv_won
    (Decimal('902172057'), Decimal('1322172057'))
    """
    if not 1 <= offer.years <= LONGEST_YEARS:
        raise ValueError(f"a life of {offer.years} years")
    horizon = model.horizon_years if model.horizon == Horizon.FIXED else offer.years
    price = Line(PRICE, Flow.UPFRONT)
    values = {PRICE: Value(offer.price_won), **offer.values}
    guessed = frozenset(assumed)
    done = []
    for line in (price, *(each for each in model.lines if each.code != PRICE)):
        value = values.get(line.of or line.code)
        if value is None:
            continue
        events = events_of(line, value, offer.years, horizon)
        if line.flow == Flow.RESIDUAL and model.horizon == Horizon.FIXED:
            worth = Fraction(line.unit_price_won) * Fraction(line.factor) * Fraction(value.amount)
            left = unused(offer.price_won, worth, offer.years, horizon)
            events = [*events[:-1], (events[-1][0], events[-1][1] - left)]
        done.append(LineCost(line.code, _by_year(events, line, model.rate), (line.of or line.code) in guessed))
    npv = sum((line.pv_won for line in done), Decimal(0))
    eac = equivalent_annual_cost(npv, rate=model.rate, years=horizon)
    compared = {Comparison.NPV: npv, Comparison.EAC: eac}.get(model.comparison)
    if compared is None:
        compared = _per_unit(npv, offer.output, annuity(model.rate, horizon))
    return Cost(
        offer.bid_id, horizon, tuple(done), npv, annuity(model.rate, horizon), eac, compared, tuple(sorted(guessed))
    )


def _by_year(events: Sequence[tuple[int, Fraction]], line: Line, rate: Decimal) -> tuple[YearFlow, ...]:
    growth = 1 + Fraction(line.escalation)
    return tuple(
        YearFlow(
            year,
            _half_up(base * growth**year),
            present_value(base, rate=rate, escalation=line.escalation, year=year),
        )
        for year, base in sorted(events)
    )


def _per_unit(npv_won: Decimal, output: Decimal | None, share: Fraction) -> Decimal:
    if output is None or output <= 0:
        raise ValueError("the cost of a unit needs the units made in a year")
    exact = Fraction(npv_won) * share / Fraction(output)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP)


def filled(offers: Sequence[Offered], model: Model) -> tuple[list[tuple[Offered, tuple[str, ...]]], dict[int, str]]:
    """Offers with what they left out: the worst value of the others, or not responsive when the line is required.

    The worst is the highest cost, and of a residual the lowest value; where nobody gave one the line costs nothing for
    all. Returns (offer, codes that were assumed), and the faults by bid: the first required line that is missing.

    Source: domain TCO-06.

    >>> model = Model((Line("ENERGY", Flow.ANNUAL), Line("TRAINING", Flow.UPFRONT, required=False)), Decimal(0))
    >>> some = {"ENERGY": Value(Decimal(5)), "TRAINING": Value(Decimal(9))}
    >>> offers = [Offered(1, Decimal(1), 2, some), Offered(2, Decimal(1), 2, {"ENERGY": Value(Decimal(4))})]
    >>> done, faults = filled([*offers, Offered(3, Decimal(1), 2, {})], model)
    >>> [(offer.bid_id, offer.values["TRAINING"].amount, assumed) for offer, assumed in done], faults
    ([(1, Decimal('9'), ()), (2, Decimal('9'), ('TRAINING',))], {3: 'ENERGY'})
    """
    own = [line for line in model.lines if not line.of and line.code != PRICE]
    faults: dict[int, str] = {}
    for offer in offers:
        missing = next((line.code for line in own if line.required and line.code not in offer.values), "")
        if not missing and model.comparison == Comparison.PER_UNIT and not offer.output:
            missing = "OUTPUT"
        if missing:
            faults[offer.bid_id] = missing
    responsive = [offer for offer in offers if offer.bid_id not in faults]
    done = []
    for offer in responsive:
        values, assumed = dict(offer.values), []
        for line in own:
            if line.code in values:
                continue
            given = [other.values[line.code] for other in responsive if line.code in other.values]
            if given:
                values[line.code] = _worst(given, line)
                assumed.append(line.code)
        done.append((replace(offer, values=values), tuple(assumed)))
    return done, faults


def _worst(given: Sequence[Value], line: Line) -> Value:
    if line.flow == Flow.RESIDUAL:
        return min(given, key=lambda value: value.amount)
    return max(given, key=lambda value: (value.amount * max(len(value.at), 1), value.amount))


def tie_groups(compared: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """What the ranking compares, with ties made equal: within 0.1 % of the cheapest of its group is a tie.

    Groups begin with the cheapest that is in none yet; the difference is compared exactly and strictly.

    Source: domain TCO-11.

    >>> tie_groups({1: Decimal(100_000), 2: Decimal(100_099), 3: Decimal(100_100), 4: Decimal(100_200)})
    {1: Decimal('100000'), 2: Decimal('100000'), 3: Decimal('100100'), 4: Decimal('100100')}
    """
    placed: dict[int, Decimal] = {}
    leader: Decimal | None = None
    for bid_id, amount in sorted(compared.items(), key=lambda pair: (pair[1], pair[0])):
        if leader is None or (amount - leader) * 1000 >= abs(leader):
            leader = amount
        placed[bid_id] = leader
    return placed
