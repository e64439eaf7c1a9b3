"""The formula of Benefit Sharing: the worked example, its steps, and what holds for any numbers."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.tests.shared_data import golden
from sharedgrowth.benefit.rules.formula import (
    AWARDS,
    STEP,
    Basis,
    Year,
    benefit,
    capped_by_item,
    compensation,
    employee_incentive,
    is_sequential,
    sharing_years,
    supplier_parts,
)

RATE = Decimal("0.5")
LANCE = Basis(driver_qty=Decimal(30), volume=Decimal(1), price_won=Decimal(1_200_000))  # one lance in 30 position-days


def lance_year(positions: int, extra: int, **given) -> Year:
    return Year(
        driver_qty=Decimal(positions * 365),
        volume=Decimal(positions * 365) / 45,
        price_won=Decimal(1_260_000),
        extra_won=Decimal(extra),
        **given,
    )


@pytest.mark.parametrize(
    ("year", "positions", "extra", "old", "new", "gross", "net"),
    [
        (0, 40, 12_000_000, "486.667", "324.444", 175_200_000, 163_200_000),
        (1, 42, 3_000_000, "511.000", "340.667", 183_960_000, 180_960_000),
        (2, 38, 3_000_000, "462.333", "308.222", 166_440_000, 163_440_000),
    ],
)
def test_the_worked_example_of_the_lance(year, positions, extra, old, new, gross, net):
    found = benefit(LANCE, lance_year(positions, extra))

    assert (found.old_volume, found.new_volume) == (Decimal(old), Decimal(new))
    assert (found.gross_won, found.net_won) == (gross, net)
    assert found.volume_won + found.price_won == gross
    assert compensation(found.net_won, rate=RATE) == golden("bs")["years"][year]


def test_a_first_year_of_184_days():
    found = benefit(LANCE, lance_year(40, 12_000_000))
    assert compensation(found.net_won, rate=RATE, effective_days=184) == golden("bs")["prorata184"]


def test_a_third_is_not_lost_at_a_step():
    """1/3 of a piece per unit, three units: one piece, not 0.999…; the thousand is reached."""
    found = benefit(
        Basis(Decimal(3), Decimal(1), Decimal(2_000)), Year(Decimal(3), Decimal(0), price_won=Decimal(2_000))
    )
    assert compensation(found.exact_won, rate=RATE) == 1_000


@pytest.mark.parametrize(
    ("benefit_won", "award", "miles"),
    [
        (350_000_000, 2_000_000, 0),
        (300_000_000, 2_000_000, 0),
        (299_999_999, 1_000_000, 0),
        (100_000_000, 1_000_000, 0),
        (99_999_999, 300_000, 0),
        (30_000_000, 300_000, 0),
        (29_999_999, 0, 299_999),
        (0, 0, 0),
    ],
)
def test_what_an_employee_gets(benefit_won, award, miles):
    found = employee_incentive(Decimal(benefit_won))
    assert (found.award_won, found.miles) == (award, miles)
    assert len(AWARDS) == 3


@pytest.mark.parametrize(
    "basis",
    [
        Basis(Decimal(0), Decimal(1), Decimal(1)),
        Basis(Decimal(1), Decimal(0), Decimal(1)),
        Basis(Decimal(1), Decimal(1), Decimal(0)),
        Basis(Decimal(1), Decimal(1), Decimal(1), index=Decimal(0)),
    ],
)
def test_a_baseline_of_zero_measures_nothing(basis):
    with pytest.raises(ValueError, match="zero"):
        benefit(basis, Year(Decimal(1), Decimal(1), Decimal(1)))


def test_a_worse_year_is_no_debt_of_the_supplier():
    found = benefit(LANCE, Year(Decimal(30), Decimal(2), Decimal(1_200_000)))
    assert (found.gross_won, found.net_won, compensation(found.net_won, rate=RATE)) == (-1_200_000, 0, 0)


def test_half_a_year_measured_is_read_as_a_year():
    half = Year(Decimal(40 * 73), Decimal(40 * 73) / 45, Decimal(1_260_000), Decimal(12_000_000), days=73)
    assert benefit(LANCE, half).net_won == 163_200_000


quantity = st.integers(1, 10**6).map(Decimal)
price = st.integers(1, 10**7).map(Decimal)
level = st.integers(50, 250).map(Decimal)


@given(quantity, quantity, price, level)
def test_a_move_of_the_market_is_no_benefit(driver, volume, old_price, index):
    """BS-03: same use, price moved with the index: nothing to share, up or down."""
    basis = Basis(driver, volume, old_price)
    moved = Year(driver, volume, price_won=old_price * index / 100, index=index)
    assert benefit(basis, moved).exact_won == 0


@given(quantity, quantity, price, quantity, quantity, price, st.integers(0, 365))
def test_compensation_is_whole_thousands_and_never_more_than_its_share(d0, v0, p0, d1, v1, p1, days):
    found = benefit(Basis(d0, v0, p0), Year(d1, v1, p1))
    paid = compensation(found.exact_won, rate=RATE, effective_days=days)
    assert paid % STEP == 0
    assert 0 <= paid <= found.exact_won * Fraction(RATE) * Fraction(days, 365) < paid + STEP


@given(st.integers(0, 10**10), st.lists(st.integers(1, 1000), min_size=1, max_size=9))
def test_the_parts_of_the_suppliers_add_up_to_the_won(total, weights):
    whole = sum(weights)
    agreed = [Decimal(int(Decimal(weight * 10**6) / whole)) / 10**6 for weight in weights]
    agreed[0] += 1 - sum(agreed)
    parts = supplier_parts(Decimal(total), agreed)
    assert sum(parts) == total
    assert all(part == part.to_integral_value() and part >= 0 for part in parts)


def test_shares_that_do_not_make_up_one_are_refused():
    with pytest.raises(ValueError, match="one"):
        supplier_parts(Decimal(100), [Decimal("0.5"), Decimal("0.4")])


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=6), quantity, price)
def test_tasks_in_sequence_share_the_difference_once(uses, driver, unit_price):
    """BS-05: each task starts where the one before ended: together they saved the whole difference, no won twice."""
    uses = sorted(uses, reverse=True)
    saved = [
        benefit(Basis(driver, Decimal(old), unit_price), Year(driver, Decimal(new), unit_price)).exact_won
        for old, new in zip(uses, uses[1:], strict=False)
    ]
    assert sum(saved) == (uses[0] - uses[-1]) * Fraction(unit_price)
    assert all(is_sequential(Fraction(new), Fraction(new)) for new in uses)


@given(st.lists(st.integers(0, 10**6).map(Decimal), max_size=8), st.integers(0, 10**6).map(Decimal))
def test_verified_benefits_of_an_item_stay_within_its_difference(claims, total):
    verified = Decimal(0)
    for claim in claims:
        verified += capped_by_item(claim, item_total_won=total, verified_won=verified)
    assert verified <= total


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(1, 3), st.booleans())
@example(date(2024, 1, 2), 1, True)
def test_years_of_sharing_follow_each_other_without_gap(start, years, by_calendar):
    found = sharing_years(start, years, by_calendar=by_calendar)
    assert found[0].first == start
    assert all(
        later.first == earlier.last + timedelta(days=1) for earlier, later in zip(found, found[1:], strict=False)
    )
    assert [year.no for year in found] == list(range(1, len(found) + 1))
    assert len(found) in ({years, years + 1} if by_calendar else {years})
    assert sum(year.days for year in found) == 365 * years
    assert all(0 < year.days <= 365 for year in found)
