"""Charts: figures are where they should be, add up, stand in the table too, and keep the strict policy."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import charts

RUNGS = [
    charts.Rung("Ara Tech", Decimal(68_000_000), "out", "68.0 below the limit"),
    charts.Rung("Garam Precision", Decimal(78_500_000), "win", "78.5 wins"),
    charts.Rung("<b>Maru</b> & Co", Decimal(97_000_000), "ok", "97.0"),
]
LEVELS = [
    charts.Level("limit", Decimal(78_497_500), "Limit 78.5"),
    charts.Level("mean", Decimal(84_700_000), "Bid mean 84.7"),
    charts.Level("base", Decimal(100_000_000), "Base price 100"),
]
AMOUNTS = st.integers(min_value=1, max_value=10**15).map(Decimal)


def ladder(rungs=RUNGS, base=Decimal(100_000_000), levels=LEVELS):
    return charts.ladder(rungs, base=base, levels=levels)


def widths_of(body: str, cls: str) -> list[Decimal]:
    return [Decimal(width) for width in re.findall(rf'width="([\d.]+)" height="[\d.]+" class="{cls} seg"', body)]


@pytest.mark.parametrize("width", charts.FULL_WIDTHS)
def test_no_style_and_no_script_in_a_drawing(width):
    _height, body = ladder()(width)
    assert "style=" not in body
    assert "<script" not in body
    assert "http" not in body


@pytest.mark.parametrize("width", [330, 800])
def test_names_are_escaped(width):
    _height, body = ladder()(width)
    assert "<b>" not in body
    assert "&lt;b&gt;" in body


@pytest.mark.parametrize("width", [330, 800])
def test_a_dearer_bid_stands_further_right(width):
    _height, body = ladder()(width)
    cross = float(re.search(r'<path d="M([\d.]+) [\d.]+l12', body)[1]) + 6
    won, valid = (float(x) for x in re.findall(r'<circle cx="([\d.]+)"', body))
    limit = float(re.search(r'<line x1="([\d.]+)"[^>]*class="limit"', body)[1])
    assert cross < limit <= won < valid <= width


def test_words_that_a_line_would_run_through_lie_on_a_bed_of_their_own():
    """The base price (100) stands within the words beside 97, and no line within those beside 88."""
    rungs = [
        charts.Rung("Maru", Decimal(97_000_000), "win", "97.0 recommended for the award"),
        charts.Rung("Ara", Decimal(88_000_000), "ok", "8"),
    ]
    _height, body = ladder(rungs, levels=LEVELS[2:])(800)

    base = float(re.search(r'<line x1="([\d.]+)"[^>]*class="target"', body)[1])
    beds = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="20.0" class="fsur"', body)
    [(begins, size)] = [(float(x), float(width)) for x, width in beds]
    assert begins < base < begins + size
    assert body.count('class="fsur"') == 1
    assert body.index('class="target"') < body.index('class="fsur"')  # the bed covers the line


def test_the_set_aside_bid_is_crossed_hatched_and_worded():
    _height, body = ladder()(600)
    assert 'class="ln sbad"' in body
    assert "url(#h" in body
    assert "below the limit" in body


def test_without_a_limit_nothing_is_hatched():
    _height, body = ladder(levels=LEVELS[2:])(600)
    assert "<pattern" not in body


@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=12), base=AMOUNTS, limit=AMOUNTS)
def test_every_mark_stays_inside_the_drawing(amounts, base, limit):
    rungs = [charts.Rung("Nuri Coating", amount, "ok", f"{amount:,}") for amount in sorted(amounts)]
    levels = [charts.Level("limit", limit, "Limit"), charts.Level("base", base, "Base price")]
    for width in (330, 600):
        height, body = charts.ladder(rungs, base=base, levels=levels)(width)
        xs = [float(x) for x in re.findall(r'(?:cx|x1|x2|x)="([\d.-]+)"', body)]
        ys = [float(y) for y in re.findall(r'(?:cy|y1|y2|y)="([\d.-]+)"', body)]
        assert min(xs) >= 0
        assert max(xs) <= width
        assert min(ys) >= 0
        assert max(ys) <= height
        assert body.count('class="gl"') <= width // 40


@given(places=st.lists(st.floats(min_value=0, max_value=600), min_size=1, max_size=5))
def test_labels_neither_overlap_nor_run_out(places):
    labels, rows = charts.placed([(x, "Base price 100,000,000") for x in places], 0, 600)
    size = charts.text_width("Base price 100,000,000")
    taken = sorted((row, x) for x, _anchor, row in labels)
    assert max(row for row, _x in taken) == rows - 1
    for (row, x), (next_row, next_x) in zip(taken, taken[1:], strict=False):
        assert row != next_row or x + size < next_x
    assert all(0 <= x <= 600 - size for _row, x in taken)


def boxes(body: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each text."""
    found = []
    for x, y, anchor, words in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*anchor="(\w+)">([^<]*)<', body):
        size = charts.text_width(words)
        start = float(x) - {"start": 0, "middle": size / 2, "end": size}[anchor]
        found.append((start, float(y) - 11, start + size, float(y) + 3))
    return found


@pytest.mark.parametrize("base", [100_000_000, 84_700_000, 78_600_000])
def test_on_a_narrow_screen_no_line_crosses_words_and_no_words_overlap(base):
    levels = [*LEVELS[:2], charts.Level("base", Decimal(base), "Base price 100,000,000")]
    _height, body = ladder(base=Decimal(base), levels=levels)(330)
    texts = boxes(body)
    place_of = r'x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"'
    lines = re.findall(r'<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)" class="(?!hatch)', body)
    assert len(lines) == len(levels) * (len(RUNGS) + 1) + len(RUNGS)  # in each strip, in the key, and to each dot
    assert len(texts) >= len(LEVELS) + 2 * len(RUNGS)
    for place, (left, top, right, bottom) in enumerate(texts):
        for other in texts[place + 1 :]:
            assert other[0] >= right or other[2] <= left or other[1] >= bottom or other[3] <= top
        for x1, y1, x2, y2 in lines:
            clear = float(x2) <= left or float(x1) >= right or float(y2) <= top or float(y1) >= bottom
            assert clear, (x1, y1, x2, y2)
        for x, y, width, size in re.findall(rf"<rect {place_of}", body):
            clear = float(y) + float(size) <= top or float(y) >= bottom or float(x) + float(width) <= left
            assert clear, "hatching"


def test_a_line_of_a_level_is_drawn_before_all_words_of_levels():
    _height, body = ladder()(600)
    lines = [body.index(f'class="{cls}"') for cls in ("limit", "target", "ax dash2")]
    assert max(lines) < min(body.index(level.words) for level in LEVELS)


def test_segments_are_in_proportion_and_add_up_to_the_total():
    stacks = [charts.Stack("A", [Decimal(60), Decimal(40)]), charts.Stack("B", [Decimal(50), Decimal(0)])]
    _height, body = charts.stacked(stacks, ["f1", "f2"], write=lambda value: f"{value}")(800)
    first, second = widths_of(body, "f1"), widths_of(body, "f2")
    assert first[0] + second[0] == pytest.approx(first[1] * 2, abs=Decimal("0.3"))
    assert first[0] * 2 == pytest.approx(second[0] * 3, abs=Decimal("0.4"))
    assert ">100<" in body
    assert ">+50<" in body


def test_nothing_at_all_draws_no_bars():
    _height, body = charts.stacked([charts.Stack("A", [Decimal(0)])], ["f1"], write=str)(600)
    assert widths_of(body, "f1") == [Decimal("0.0")]


def test_a_figure_says_what_it_shows_and_has_its_table():
    rows = [(rung.name, f"{rung.amount:,}") for rung in RUNGS]
    shown = charts.figure(
        title="Price ladder",
        basis="Won · 2026-11-20",
        finding="One bid is below the limit.",
        draw=ladder(),
        keys=[charts.Key("f5", "Valid"), charts.Key("", "Below the limit", "hatch"), charts.Key("s1", "Mean", "line")],
        table=charts.Table(["Bidder", "Price"], rows, "Show as a table"),
    )
    assert shown.count('role="img" aria-label="One bid is below the limit."') == len(charts.HALF_WIDTHS)
    assert "<summary>Show as a table</summary>" in shown
    for rung in RUNGS:
        assert f"{rung.amount:,}" in shown
    assert '<th scope="row">&lt;b&gt;Maru' in shown
    assert "style=" not in shown


def test_the_same_chart_is_the_same_markup():
    assert ladder()(600) == ladder()(600)


@pytest.mark.parametrize(
    ("value", "most", "shown"),
    [
        (35, 70, "50.0%"),
        (0, 70, "0.0%"),
        (90, 70, "100.0%"),
        (-3, 70, "0.0%"),
        (Decimal("0.1"), Decimal("0.3"), "33.3%"),
    ],
)
def test_a_bar_stays_between_nothing_and_all(value, most, shown):
    assert f'class="f " width="{shown}"' in charts.bar(value, most)


def test_a_bar_out_of_nothing_does_not_fail():
    assert 'width="0.0%"' in charts.bar(0, 0)


def test_a_spark_needs_two_values():
    assert charts.spark([3]) == ""
    assert 'points="2.0,30.0 118.0,6.0"' in charts.spark([1, 2])
    assert "points=" in charts.spark([5, 5, 5])
