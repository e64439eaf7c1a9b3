"""What energy saved is worth: against the output, in sequence, in toe, tCO2 and won. Source: domain 7.5."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.money import won

QUANTITY, TON = Decimal("0.001"), Decimal("0.000001")
METERED = Decimal(1000)  # a factor's unit is a thousand of what the meter counts


@dataclass(frozen=True, slots=True)
class Factor:
    """What a thousand metered units of a carrier stand for, from a year of consumption on."""

    year: int
    toe: Decimal
    tco2: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """A measure: a share of the use that is left when its turn comes, or a quantity."""

    rate: Decimal | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """What a quantity of energy stands for; ``year`` is that of the factor."""

    quantity: Decimal
    toe: Decimal
    tco2: Decimal
    won: Decimal
    year: int


def factor_in(factors: Iterable[Factor], year: int) -> Factor | None:
    """The factor of a year of consumption: the newest that does not begin later; None before the first.

    Of two for the same year the later in the list counts: it corrects the other.

    Source: domain 7.5 EN-01.

    >>> rows = [Factor(2017, Decimal("0.229"), Decimal("0.4781")), Factor(2023, Decimal("0.213"), Decimal("0.4173"))]
    >>> factor_in(rows, 2026).tco2, factor_in(rows, 2019).tco2, factor_in(rows, 2016)
    (Decimal('0.4173'), Decimal('0.4781'), None)
    """
    found = None
    for factor in factors:
        if factor.year <= year and (found is None or factor.year >= found.year):
            found = factor
    return found


def normalised_saving(*, before: Decimal, output_before: Decimal, after: Decimal, output_after: Decimal) -> Decimal:
    """The use that the output of today would have needed as before, less what was used: ``E0/Q0·Q1 − E1``.

    In metered units, to 0.001, half up; below zero where more was used. Without output there is no baseline.

    Source: domain 7.5 EN-02.

    >>> normalised_saving(before=Decimal(1_500_000), output_before=Decimal(10_000),
    ...                   after=Decimal(1_380_000), output_after=Decimal(10_500))
    Decimal('195000.000')
    """
    if output_before <= 0 or before <= 0:
        raise ValueError("a baseline needs an output and a use above zero")
    if output_after < 0 or after < 0:
        raise ValueError("output and use are never below zero")
    return (before * output_after / output_before - after).quantize(QUANTITY, ROUND_HALF_UP)


def in_sequence(base: Decimal, steps: Sequence[Step]) -> list[Decimal]:
    """What each measure saves when they are carried out one after the other: a share counts on what is left.

    In metered units, to 0.001, half up. More than what is left cannot be saved: ValueError names the place.

    Source: domain 7.5 EN-03.

    >>> in_sequence(Decimal(1_000_000), [Step(rate=Decimal("0.1")), Step(rate=Decimal("0.1"))])
    [Decimal('100000.000'), Decimal('90000.000')]
    >>> in_sequence(Decimal(100), [Step(quantity=Decimal(60)), Step(quantity=Decimal(60))])
    Traceback (most recent call last):
    ValueError: 1
    """
    left, saved = base, []
    for place, step in enumerate(steps):
        part = (left * step.rate if step.rate is not None else step.quantity or Decimal(0)).quantize(
            QUANTITY, ROUND_HALF_UP
        )
        if part > left:
            raise ValueError(place)
        saved.append(part)
        left -= part
    return saved


def alone(base: Decimal, steps: Sequence[Step]) -> list[Decimal]:
    """What each measure would save if it were the only one: beside ``in_sequence`` it states the interaction.

    Source: domain 7.5 EN-03 (interactive effects stated).

    >>> alone(Decimal(1_000_000), [Step(rate=Decimal("0.1")), Step(rate=Decimal("0.1"))])
    [Decimal('100000.000'), Decimal('100000.000')]
    """
    return [in_sequence(base, [step])[0] for step in steps]


def worth(quantity: Decimal, factor: Factor, *, tariff_won: Decimal, base_charge_won: Decimal = Decimal(0)) -> Worth:
    """What a saved quantity stands for. toe and tCO2 to 0.000001, half up; won at the contract's tariff, whole.

    ``base_charge_won``: what a lower peak takes off the yearly base charge.

    Source: domain 7.5 EN-01, EN-04.

    >>> power = worth(Decimal(120_000), Factor(2023, Decimal("0.213"), Decimal("0.4173")), tariff_won=Decimal(160))
    >>> power.toe, power.tco2, power.won
    (Decimal('25.560000'), Decimal('50.076000'), Decimal('19200000'))
    """
    units = quantity / METERED
    return Worth(
        quantity=quantity,
        toe=(units * factor.toe).quantize(TON, ROUND_HALF_UP),
        tco2=(units * factor.tco2).quantize(TON, ROUND_HALF_UP),
        won=won(quantity * tariff_won + base_charge_won),
        year=factor.year,
    )


def payback_years(invested_won: Decimal, saved_won: Decimal) -> Decimal | None:
    """After how many years an investment has come back, to 0.1, half up; None where nothing is saved.

    Source: domain 7.2 (EnergyMeasure: capex, cost saving).

    >>> payback_years(Decimal(48_000_000), Decimal(19_200_000)), payback_years(Decimal(1), Decimal(0))
    (Decimal('2.5'), None)
    """
    if saved_won <= 0:
        return None
    return (invested_won / saved_won).quantize(Decimal("0.1"), ROUND_HALF_UP)


def in_a_year(amount: Decimal, days: int) -> Decimal:
    """What an amount of ``days`` days comes to in a year of 365, to 0.001, half up.

    Source: domain CNV-05 (365 days), 7.2 (follow-up after 12 months).

    >>> in_a_year(Decimal(100), 73)
    Decimal('500.000')
    """
    return (amount * 365 / days).quantize(QUANTITY, ROUND_HALF_UP)
