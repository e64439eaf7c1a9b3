"""The calculation as a workbook: the compared figures, each bid year by year, and formulas that recompute them."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

HEAD = PatternFill("solid", fgColor="E9EEF3")
BOLD = Font(bold=True)
WON_FORMAT, RATE_FORMAT = "#,##0", "0.0000"
MOST_BIDS = 100


@dataclass(frozen=True, slots=True)
class SheetBid:
    """One bid of the workbook: who, and the stored calculation."""

    name: str
    receipt: str
    price_won: Decimal
    years: int
    npv_won: Decimal
    eac_won: Decimal
    compared: Decimal
    lines: Sequence[Mapping[str, Any]]  # as rules.cost_document has them


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words of the workbook in the reader's language."""

    summary: str
    bidder: str
    receipt: str
    price: str
    years: str
    npv: str
    eac: str
    compared: str
    line: str
    year: str
    flow: str
    factor: str
    pv: str
    check: str
    sum: str
    rate: str
    model: str
    assumed: str


def calculation_sheet(
    title: str,
    document: Mapping[str, Any],
    names: Mapping[str, str],
    bids: Sequence[SheetBid],
    words: SheetWords,
) -> bytes:
    """The workbook of a tender's calculation. Text never begins a formula; the column of checks is all formulas.

    Source: issue item 5 (XLSX of the calculation); domain 3.5, CNV-11.

    >>> bid = SheetBid("=Evil", "BID-1", Decimal(100), 1, Decimal(100), Decimal(105), Decimal(105),
    ...     [{"code": "PRICE", "assumed": False, "pv_won": "100", "years": [[0, "100", "100"]]}])
    >>> words = SheetWords(*("abcdefghijklmnopqr"))
    >>> from openpyxl import load_workbook
    >>> book = load_workbook(io.BytesIO(calculation_sheet("T", {"rate": "0.05"}, {"PRICE": "Price"}, [bid], words)))
    >>> book.sheetnames, book.worksheets[0]["A6"].value, book.worksheets[1]["F4"].value
    (['a', '1'], "'=Evil", '=ROUND(C4*D4,0)')
    """
    book = Workbook()
    front = book.active
    front.title = words.summary[:31]
    _front(front, title, document, bids, words)
    for place, bid in enumerate(bids[:MOST_BIDS], start=1):
        _bid_sheet(book.create_sheet(str(place)), bid, document, names, words)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def safe(text: str) -> str:
    """Text that a spreadsheet does not take for a formula.

    Source: domain CNV-11.

    >>> safe("=1+1"), safe("Garam")
    ("'=1+1", 'Garam')
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _front(
    sheet: Worksheet, title: str, document: Mapping[str, Any], bids: Sequence[SheetBid], words: SheetWords
) -> None:
    sheet["A1"], sheet["A1"].font = safe(title), Font(bold=True, size=14)
    sheet["A2"], sheet["B2"] = words.model, f"{document.get('code', '')} v{document.get('version', '')}"
    sheet["A3"], sheet["B3"] = words.rate, Decimal(document["rate"])
    sheet["B3"].number_format = RATE_FORMAT
    _head(sheet, 5, [words.bidder, words.receipt, words.price, words.years, words.npv, words.eac, words.compared])
    for row, bid in enumerate(bids, start=6):
        values = [safe(bid.name), bid.receipt, bid.price_won, bid.years, bid.npv_won, bid.eac_won, bid.compared]
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column, value)
            if column > 2:
                cell.number_format = WON_FORMAT
    _widths(sheet, [28, 22, 18, 8, 18, 18, 18])


def _bid_sheet(
    sheet: Worksheet,
    bid: SheetBid,
    document: Mapping[str, Any],
    names: Mapping[str, str],
    words: SheetWords,
) -> None:
    sheet["A1"], sheet["A1"].font = safe(f"{bid.name} · {bid.receipt}"), BOLD
    _head(sheet, 3, [words.line, words.year, words.flow, words.factor, words.pv, words.check])
    rate = Decimal(document["rate"])
    row = 4
    for line in bid.lines:
        label = names.get(line["code"], line["code"]) + (f" ({words.assumed})" if line["assumed"] else "")
        for year, flow_won, pv_won in line["years"]:
            sheet.cell(row, 1, safe(label))
            sheet.cell(row, 2, year)
            sheet.cell(row, 3, Decimal(flow_won)).number_format = WON_FORMAT
            sheet.cell(row, 4, f"=1/(1+{rate})^B{row}").number_format = "0.000000"
            sheet.cell(row, 5, Decimal(pv_won)).number_format = WON_FORMAT
            sheet.cell(row, 6, f"=ROUND(C{row}*D{row},0)").number_format = WON_FORMAT
            row += 1
    sheet.cell(row, 1, words.sum).font = BOLD
    for column in (5, 6):
        letter = get_column_letter(column)
        cell = sheet.cell(row, column, f"=SUM({letter}4:{letter}{row - 1})")
        cell.number_format, cell.font = WON_FORMAT, BOLD
    sheet.cell(row + 1, 1, words.eac).font = BOLD
    whole = f"E{row}/{bid.years}" if rate == 0 else f"E{row}*{rate}/(1-(1+{rate})^-{bid.years})"
    cell = sheet.cell(row + 1, 5, f"=ROUND({whole},0)")
    cell.number_format, cell.font = WON_FORMAT, BOLD
    _widths(sheet, [34, 8, 20, 12, 20, 20])
    sheet.freeze_panes = "A4"


def _head(sheet: Worksheet, row: int, names: Sequence[str]) -> None:
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(row, column, safe(name))
        cell.font, cell.fill, cell.alignment = BOLD, HEAD, Alignment(wrap_text=True)


def _widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
