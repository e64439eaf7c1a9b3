"""Columns and lines over months: parts add up, nothing is not zero, every figure stands in the table."""

import re
from decimal import Decimal

import pytest

from portal import charts

FOUND = [
    charts.Column("10", [Decimal(4), Decimal(6)]),
    charts.Column("11", [Decimal(5), Decimal(0)]),
    charts.Column("12", [None, None]),
]


def write(value) -> str:
    return f"{value:,.0f}"


def heights(body: str, cls: str) -> list[Decimal]:
    return [Decimal(height) for height in re.findall(rf'height="([\d.]+)" class="{cls} seg"', body)]


@pytest.mark.parametrize("width", charts.FULL_WIDTHS)
def test_parts_stand_on_each_other_and_only_where_there_is_something(width):
    _height, body = charts.columns(FOUND, ["f1", "f2"], write=write)(width)
    assert heights(body, "f1") == [Decimal("76.0"), Decimal("95.0")]  # of 190 for the highest, ten
    assert heights(body, "f2") == [Decimal("114.0")]
    assert ">10<" in body
    assert "style=" not in body


@pytest.mark.parametrize("width", charts.FULL_WIDTHS)
def test_a_line_breaks_where_there_is_no_figure(width):
    found = [charts.Column(str(month), [value]) for month, value in ((1, 2), (2, None), (3, 4), (4, 3))]
    _height, body = charts.lines(found, ["s1"], write=write)(width)
    assert body.count("<polyline") == 2
    assert body.count("<circle") == 3
    assert ">3</text>" in body


def test_nothing_at_all_is_an_axis_alone():
    empty = [charts.Column("1", [None]), charts.Column("2", [0])]
    for draw in (charts.columns, charts.lines):
        _height, body = draw(empty, ["f1"] if draw is charts.columns else ["s1"], write=write)(330)
        assert "seg" not in body


def test_names_are_left_out_when_there_is_no_room_but_never_the_last():
    many = [charts.Column(f"m{number}", [1]) for number in range(36)]
    _height, body = charts.columns(many, ["f1"], write=write)(330)
    assert ">m35<" in body
    assert ">m34<" not in body
