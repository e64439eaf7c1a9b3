"""The matrix of items and bidders: unit prices beside each other, with the lowest and those far from the middle."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from purchasing.bidding import rules
from purchasing.bidding.models import TenderLine
from purchasing.bidding.queries import EvaluationView

if TYPE_CHECKING:
    from purchasing.bidding.views.ladder import Verdict

MOST_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class ItemCell:
    """One bidder's price for one item. ``apart``: signed share of the median, where it lies far from it."""

    unit_won: Decimal | None
    amount_won: Decimal | None
    lowest: bool
    apart: Decimal | None

    @property
    def apart_pct(self) -> Decimal | None:
        """In percent."""
        return None if self.apart is None else self.apart * 100


@dataclass(frozen=True, slots=True)
class ItemMatrix:
    """All items of a tender by unit price against its bidders, the cheapest bid first."""

    columns: list["Verdict"]
    rows: list[tuple[TenderLine, list[ItemCell]]]
    outliers: int
    left_out: int  # bidders beyond the last column


def item_matrix(view: EvaluationView, rows: list["Verdict"]) -> ItemMatrix | None:
    """The matrix; None for a tender with one price for all. Its marks are hints to look: no verdict rests on them."""
    opened = [verdict for verdict in rows if verdict.row.ruling.lines]
    if not view.tender.by_unit_price or not opened:
        return None
    columns = opened[:MOST_COLUMNS]
    by_bid = {verdict.row.bid.pk: {int(line["no"]): line for line in verdict.row.ruling.lines} for verdict in opened}
    found, count = [], 0
    for line in view.tender.lines.all():
        prices = {pk: Decimal(told[line.no]["unit_price_won"]) for pk, told in by_bid.items() if line.no in told}
        apart, lowest = rules.outliers(prices), min(prices.values(), default=None)
        count += len(apart)
        cells = []
        for verdict in columns:
            pk = verdict.row.bid.pk
            price = prices.get(pk)
            amount = Decimal(by_bid[pk][line.no]["amount_won"]) if price is not None else None
            cells.append(ItemCell(price, amount, price is not None and price == lowest, apart.get(pk)))
        found.append((line, cells))
    return ItemMatrix(columns, found, count, len(opened) - len(columns))
