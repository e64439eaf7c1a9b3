"""Charts as SVG text, drawn on the server. Pure functions: numbers in, markup out; no script and no style attribute.

Colours come from CSS classes (``static/css/charts.css``), so dark mode and print need no second drawing.
``draw(width)`` returns a height and the markup for one width; ``figure`` draws several, and container queries show
the one that fits, so text stays 13 to 15 px on every screen. Amounts stay Decimal until a coordinate is needed.
"""

from portal.charts.columns import Column, columns, lines
from portal.charts.frame import Key, Table, data_table, figure, legend
from portal.charts.marks import bar, spark
from portal.charts.pieces import FULL_WIDTHS, HALF_WIDTHS, NARROW, Draw, Drawing, Number, clip, text_width
from portal.charts.price_ladder import Level, Rung, ladder, placed
from portal.charts.radar import Axis, radar
from portal.charts.sankey import Flow, Node, sankey
from portal.charts.stacks import Stack, stacked
from portal.charts.waterfall import Step, waterfall

__all__ = [
    "FULL_WIDTHS",
    "HALF_WIDTHS",
    "NARROW",
    "Axis",
    "Column",
    "Draw",
    "Drawing",
    "Flow",
    "Key",
    "Level",
    "Node",
    "Number",
    "Rung",
    "Stack",
    "Step",
    "Table",
    "bar",
    "clip",
    "columns",
    "data_table",
    "figure",
    "ladder",
    "legend",
    "lines",
    "placed",
    "radar",
    "sankey",
    "spark",
    "stacked",
    "text_width",
    "waterfall",
]
