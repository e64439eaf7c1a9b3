"""The radar: every figure is said in words, what is low stands out, nothing carries a style."""

from decimal import Decimal

import pytest

from portal import charts

AXES = [
    charts.Axis("온실가스·에너지", Decimal(68), Decimal(61)),
    charts.Axis("폐기물·수질", Decimal(52), Decimal(58)),
    charts.Axis("화학물질", None),
    charts.Axis("Supply chain and payment", Decimal(100), Decimal(80)),
]


@pytest.mark.parametrize("width", [330, 460, 560])
def test_every_value_stands_beside_its_name_and_inside_the_picture(width):
    height, body = charts.radar(AXES, threshold=60)(width)

    assert "68" in body
    assert 'class="tbad"' in body
    assert body.count("<circle") == 3  # nothing is drawn where there is no value
    assert body.count('class="fbad"') == 1
    assert "style=" not in body
    assert height > 190


def test_without_a_year_before_and_without_a_threshold_only_this_time_is_drawn():
    _height, body = charts.radar([charts.Axis("a", 1), charts.Axis("b", 2), charts.Axis("c", 3)])(560)

    assert "dash2" not in body
    assert "target" not in body
