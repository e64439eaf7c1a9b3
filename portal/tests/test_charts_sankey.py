"""The Sankey: amounts add up in every node; what is not shown has one width that says nothing; no text runs out."""

import re
from decimal import Decimal

import pytest

from portal import charts

COLUMNS = ["Buyer", "Tier 1", "Tier 2", "Tier 3"]
NODES = [
    charts.Node("b", 0, "Hanbit", ("Buyer",), "buyer"),
    charts.Node("g", 1, "Garam", ("312,400,000", "27 Nov")),
    charts.Node("n", 2, "Nuri", ("96,200,000", "27 Nov")),
    charts.Node("s", 2, "Saebyeok", ("not shown", "27 Nov")),
    charts.Node("o", 3, "Onsaemi", ("not shown", "3 days late"), "late"),
]
FLOWS = [
    charts.Flow("b", "g", Decimal(312_400_000), "due"),
    charts.Flow("g", "n", Decimal(96_200_000), "paid"),
    charts.Flow("g", "s", None, "due"),
    charts.Flow("s", "o", None, "late"),
]


def drawn(width: int) -> str:
    return charts.sankey(COLUMNS, NODES, FLOWS)(width)[1]


def widths(body: str) -> list[float]:
    return [float(found) for found in re.findall(r'stroke-width="([\d.]+)"', body)]


@pytest.mark.parametrize("width", charts.FULL_WIDTHS)
def test_widths_are_in_proportion_and_hidden_ones_all_alike(width):
    first, second, *hidden = widths(drawn(width))
    assert second / first == pytest.approx(96.2 / 312.4, abs=0.01)
    assert hidden == [11.0, 11.0]


def test_a_hidden_amount_changes_nothing_in_the_drawing():
    other = [charts.Flow(flow.source, flow.target, flow.value, flow.tone) for flow in FLOWS]
    assert charts.sankey(COLUMNS, NODES, other)(800) == charts.sankey(COLUMNS, NODES, FLOWS)(800)
    assert drawn(800).count("hidden-sum") == 2


@pytest.mark.parametrize("width", charts.FULL_WIDTHS[2:])
def test_every_node_and_its_words_lie_inside(width):
    height, body = charts.sankey(COLUMNS, NODES, FLOWS)(width)
    for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"', body):
        assert 0 < float(y) < height
    assert "style=" not in body
    assert ">Onsaemi<" in body
    assert 'class="tbad"' in body


def test_only_hidden_amounts_and_nothing_at_all_can_be_drawn():
    lonely = [charts.Node("b", 0, "Hanbit"), charts.Node("g", 1, "Garam")]
    height, body = charts.sankey(COLUMNS[:2], lonely, [charts.Flow("b", "g", None, "due")])(600)
    assert height > 0
    assert widths(body) == [11.0]
