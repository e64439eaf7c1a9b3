"""Business days and bank days in Korea."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import calendar


@pytest.mark.parametrize(
    ("day", "business", "bank"),
    [
        pytest.param(date(2025, 1, 29), False, False, id="lunar-new-year"),
        pytest.param(date(2025, 5, 1), True, False, id="labour-day-banks-closed"),
        pytest.param(date(2025, 5, 6), False, False, id="substitute-holiday"),
        pytest.param(date(2026, 10, 5), False, False, id="substitute-for-foundation-day"),
        pytest.param(date(2026, 11, 26), True, True, id="plain-thursday"),
        pytest.param(date(2026, 11, 28), False, False, id="saturday"),
    ],
)
def test_which_days_are_open(day, business, bank):
    assert calendar.is_business_day(day) is business
    assert calendar.is_bank_day(day) is bank


def test_five_business_days_over_chuseok():
    assert calendar.business_days_after(date(2025, 10, 1), 5) == date(2025, 10, 15)


def test_a_payment_goes_back_and_a_procedure_goes_on():
    chuseok = date(2025, 10, 6)
    assert calendar.bank_day_for_payment(chuseok) == date(2025, 10, 2)
    assert calendar.next_business_day(chuseok) == date(2025, 10, 10)


def test_a_day_declared_since_the_package_was_made(settings):
    day = date(2027, 4, 30)
    assert calendar.is_business_day(day)
    settings.EXTRA_HOLIDAYS = ["2027-04-30"]
    calendar.public_holidays.cache_clear()
    calendar.bank_holidays.cache_clear()
    try:
        assert not calendar.is_business_day(day)
        assert not calendar.is_bank_day(day)
    finally:
        settings.EXTRA_HOLIDAYS = []
        calendar.public_holidays.cache_clear()
        calendar.bank_holidays.cache_clear()


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 40))
def test_counting_forward_and_between_agree(start, days):
    end = calendar.add_open_days(start, days, calendar.BUSINESS)
    assert calendar.open_days_between(start, end, calendar.BUSINESS) == days
