"""What the portal computes from what a bidder typed: line amounts, total, VAT. By the same rules that seal the bid."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from purchasing.bidding import rules


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts in won; None where something is still missing."""

    amounts: list[Decimal | None]  # of the lines
    price_won: Decimal | None  # what counts: without VAT
    vat_won: Decimal | None
    gross_won: Decimal | None
    entered_won: Decimal | None = None  # what was typed, where that was with VAT

    @classmethod
    def empty(cls, lines: int) -> "Sums":
        """Before anything is typed."""
        return cls([None] * lines, None, None, None)

    @property
    def net_won(self) -> Decimal | None:
        """The price that a bidder who typed it with VAT confirms."""
        return self.price_won if self.entered_won is not None else None

    @property
    def loses_a_won(self) -> bool:
        """Whether price and VAT together are below what was typed: the price goes down to the won (BID-02)."""
        return self.entered_won not in (None, self.gross_won)


def sums_of(entry: Any) -> Sums:
    """The figures of an entry (``views.bids.Entry``), as far as they can be read."""
    if entry.prices is not None:
        prices = entry.prices.unit_prices()
        amounts = [
            rules.line_amount(line.qty, price) if price is not None else None
            for line, price in zip(entry.lines, prices, strict=True)
        ]
        if not amounts or None in amounts:
            return Sums(amounts, None, None, None)
        total = sum((amount for amount in amounts if amount is not None), Decimal(0))
        return _with_vat(amounts, total)
    typed = entry.typed_won
    if typed is None:
        return Sums.empty(0)
    if entry.with_vat:
        return _with_vat([], rules.net_of_vat(typed), entered_won=typed)
    return _with_vat([], typed)


def _with_vat(amounts: list[Decimal | None], price_won: Decimal, entered_won: Decimal | None = None) -> Sums:
    vat_won = rules.vat_on(price_won)
    return Sums(amounts, price_won, vat_won, price_won + vat_won, entered_won)
