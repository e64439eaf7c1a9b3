"""Which firm may offer a job; rates as published."""

from datetime import date
from decimal import Decimal

import pytest

from sharedgrowth.jobs.rules.placements import is_in_window, rate_pct
from sharedgrowth.jobs.rules.vacancies import Bar, Firm, bars, least_pay, paid_hours_month


@pytest.mark.parametrize(("week", "month"), [("40", 209), ("35", 183), ("20", 105), ("15", 79)])
def test_paid_hours_of_a_month(week, month):
    assert paid_hours_month(Decimal(week)) == month


def test_the_least_pay_of_2026():
    assert least_pay(Decimal(10_320), Decimal(40)) == 2_156_880


@pytest.mark.parametrize(
    ("firm", "pay", "over", "found"),
    [
        pytest.param(Firm(True), 2_156_880, False, [], id="may"),
        pytest.param(Firm(True), 2_156_879, False, [Bar.BELOW_MINIMUM], id="a-won-too-little"),
        pytest.param(Firm(False), 3_000_000, False, [Bar.NOT_REGISTERED], id="not-registered"),
        pytest.param(Firm(True, in_arrears=True), 3_000_000, False, [Bar.IN_ARREARS], id="arrears"),
        pytest.param(Firm(True, red_flag=True), 3_000_000, False, [Bar.RED_FLAG], id="red-flag"),
        pytest.param(Firm(True, trading=False), 3_000_000, False, [Bar.NOT_TRADING], id="closed-business"),
        pytest.param(Firm(True, limitation=2), 3_000_000, False, [Bar.LIMITED], id="limited"),
        pytest.param(Firm(True, limitation=1), 3_000_000, False, [], id="warned"),
        pytest.param(Firm(True, blocked_until=date(2027, 1, 1)), 3_000_000, False, [Bar.BLOCKED], id="blocked"),
        pytest.param(Firm(True), 3_000_000, True, [Bar.OVER], id="over"),
        pytest.param(Firm(False, True, True, date(2027, 1, 1), False, 5), 1, True, [*Bar], id="every-reason-is-told"),
    ],
)
def test_what_bars_a_vacancy(firm, pay, over, found):
    told = bars(firm, pay_won=Decimal(pay), hours_week=Decimal(40), hourly_won=Decimal(10_320), over=over)
    assert told == found


@pytest.mark.parametrize(
    ("placed", "completed", "pct"), [(167, 207, "80.68"), (38, 44, "86.36"), (0, 5, "0.00"), (0, 0, None)]
)
def test_rates(placed, completed, pct):
    assert rate_pct(placed, completed) == (Decimal(pct) if pct else None)


def test_the_window_is_three_calendar_months():
    assert is_in_window(date(2026, 8, 31), date(2026, 11, 30))
    assert not is_in_window(date(2026, 8, 31), date(2026, 12, 1))
