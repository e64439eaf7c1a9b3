"""A waterfall: gains, losses, the total and its parts, side by side or one under the other."""

import re
from decimal import Decimal

import pytest

from portal import charts

STEPS = [
    charts.Step("By using less", Decimal(212), "gain"),
    charts.Step("By the price", Decimal(30), "loss"),
    charts.Step("Net benefit", Decimal(182), "total"),
    charts.Step("Garam Precision", Decimal(91), "part"),
    charts.Step("Buyer", Decimal(91), "part"),
]


def write(value) -> str:
    return f"{value:,.0f}"


def boxes(body: str) -> list[tuple[Decimal, Decimal, str]]:
    found = re.findall(r'<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" class="(\w+)"', body)
    return [(Decimal(y), Decimal(height), cls) for y, height, cls in found]


@pytest.mark.parametrize("width", [460, 600, 1200])
def test_each_step_begins_where_the_one_before_ended(width):
    _height, body = charts.waterfall(STEPS, write=write)(width)
    gain, loss, total, first, second = boxes(body)
    assert [gain[2], loss[2], total[2], first[2]] == ["f2", "f3", "f5", "f1"]
    assert gain[0] == loss[0]  # the loss hangs from the top of the gain
    assert abs(loss[0] + loss[1] - total[0]) <= Decimal("0.2")
    assert first[0] == total[0]
    assert abs(first[0] + first[1] - second[0]) <= Decimal("0.2")
    assert "+212" in body
    assert "−30" in body
    assert "style=" not in body


def test_on_a_phone_the_steps_stand_one_under_the_other():
    height, body = charts.waterfall(STEPS, write=write)(330)
    tops = [top for top, _height, _cls in boxes(body)]
    assert tops == sorted(set(tops))
    assert height == 46 * 5 + 6
    assert all(float(x) <= 330 for x in re.findall(r'<rect x="([\d.]+)"', body))


@pytest.mark.parametrize("width", [330, 600])
def test_a_loss_below_zero_goes_below_the_axis(width):
    steps = [charts.Step("Less", 10, "gain"), charts.Step("More", 25, "loss"), charts.Step("Net", 0, "total")]
    _height, body = charts.waterfall(steps, write=write)(width)
    assert 'x="-' not in body
    assert 'height="-' not in body


def test_nothing_at_all_is_drawn_without_fault():
    _height, body = charts.waterfall([charts.Step("Net", 0, "total")], write=write)(600)
    assert ">0<" in body
