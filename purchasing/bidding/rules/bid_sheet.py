"""The workbook in which a bid is prepared: written with what the notice asks for, read back cell by cell.

One row is one field of the form, named in column A, its value in column E. So rows may be sorted or coloured, and what
is read is bound to the form exactly as if it had been typed. Prices stay on the bidder's own computer until then.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from portal.errors import RuleBroken

NUMBER_CELL, VERSION_CELL, COMPANY_CELL = "B1", "B2", "B3"
HEAD_ROW, FIRST_ROW = 5, 6
ID, LABEL, QTY, UNIT, VALUE, AMOUNT = 1, 2, 3, 4, 5, 6
MOST_ROWS, MOST_BYTES, LONGEST_CELL = 2_000, 20_000_000, 5_000
BROKEN = (  # what a damaged workbook makes its reader raise
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    OSError,
    AttributeError,
    EOFError,
    SyntaxError,
    OverflowError,
    RuntimeError,
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One field: its name in the form, what it asks for, and what stands there already."""

    field: str
    label: str
    value: str = ""
    unit: str = ""
    qty: Decimal | None = None  # of a line: the amount is computed beside it


@dataclass(frozen=True, slots=True)
class Read:
    """What a sheet says: values by field, what cannot be taken (cell, message), and its notice version."""

    values: dict[str, str]
    faults: list[tuple[str, str]]
    notice_version: int


def plain_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    Source: domain CNV-11.

    >>> plain_text("=1+1"), plain_text("90"), plain_text("-5")
    ("'=1+1", '90', "'-5")
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def make_bid_sheet(
    rows: Sequence[SheetRow], *, number: str, version: int, company: str, title: str, heads: Sequence[str]
) -> bytes:
    """The workbook: only the values may be changed; the amounts of lines and their total are computed in it.

    Source: issue 4, item 3 (XLSX template round trip); domain BID-03.

    >>> rows = [SheetRow("line-0-unit_price_won", "Bearing", "1200", "won", Decimal(5)), SheetRow("note", "Note", "=1")]
    >>> heads = ["id", "item", "quantity", "unit", "value", "amount"]
    >>> sheet = make_bid_sheet(rows, number="TND-1", version=2, company="CMP-1", title="Bid", heads=heads)
    >>> read = read_bid_sheet(io.BytesIO(sheet), ["line-0-unit_price_won", "note"], number="TND-1", company="CMP-1")
    >>> read.values, read.faults, read.notice_version
    ({'line-0-unit_price_won': '1200', 'note': '=1'}, [], 2)
    """
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = plain_text(title)[:31]
    for place, told in ((NUMBER_CELL, number), (VERSION_CELL, str(version)), (COMPANY_CELL, company)):
        sheet[place] = told
        sheet[f"A{place[1:]}"].font = Font(bold=True)
    for row_no, name in enumerate([_("Tender"), _("Version of the notice"), _("Company")], start=1):
        sheet.cell(row_no, ID, str(name))
    for column, name in enumerate(heads, start=1):
        cell = sheet.cell(HEAD_ROW, column, plain_text(str(name)))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EDF3")
    for row_no, row in enumerate(rows, start=FIRST_ROW):
        _write(sheet, row_no, row)
    priced = [row_no for row_no, row in enumerate(rows, start=FIRST_ROW) if row.qty is not None]
    if priced:
        total = FIRST_ROW + len(rows)
        sheet.cell(total, LABEL, str(_("Total"))).font = Font(bold=True)
        sheet.cell(total, AMOUNT, f"=SUM(F{priced[0]}:F{priced[-1]})").number_format = "#,##0"
    for letter, width in zip("ABCDEF", (24, 52, 12, 10, 44, 18), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.protection.sheet = True
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _write(sheet: Worksheet, place: int, row: SheetRow) -> None:
    sheet.cell(place, ID, row.field).font = Font(color="7A8896", size=9)
    sheet.cell(place, LABEL, plain_text(row.label)).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(place, UNIT, plain_text(row.unit))
    value = sheet.cell(place, VALUE)
    value.value, value.data_type = row.value or None, "s" if row.value else "n"
    if row.qty is not None:
        sheet.cell(place, QTY, row.qty)
        sheet.cell(place, AMOUNT, f"=ROUND(C{place}*E{place},0)").number_format = "#,##0"
        if row.value.isdecimal():
            value.value, value.data_type = int(row.value), "n"
        value.number_format = "#,##0"
    else:
        value.number_format = "@"
    value.protection = Protection(locked=False)
    value.fill = PatternFill("solid", fgColor="FFF7D6")
    value.alignment = Alignment(wrap_text=True, vertical="top")


def read_bid_sheet(file: BinaryIO, fields: Iterable[str], *, number: str, company: str) -> Read:
    """What the bidder wrote, by field. RuleBroken when the file is not this tender's sheet of this company.

    Source: issue 4, item 3; domain CNV-11.
    """
    known = set(fields)
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise RuleBroken(_("The sheet is too large. Fill in the sheet that the portal gives."))
        file.seek(0)
        sheet = load_workbook(file, read_only=True, data_only=False, keep_links=False).worksheets[0]
        rows = list(sheet.iter_rows(min_row=1, max_row=MOST_ROWS, max_col=VALUE, values_only=True))
    except RuleBroken:
        raise
    except BROKEN:
        raise RuleBroken(_("The file cannot be read as a workbook. Save it as .xlsx and choose it again.")) from None
    said = [str(row[1]).strip() if len(row) > 1 and row[1] is not None else "" for row in rows[:3]]
    if len(said) < 3 or said[0] != number:
        raise RuleBroken(
            _("This sheet belongs to another tender. Download the sheet of %(number)s.") % {"number": number}
        )
    if said[2] != company:
        raise RuleBroken(_("This sheet was made for another company. Download your own."))
    values: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    for place, row in enumerate(rows[FIRST_ROW - 1 :], start=FIRST_ROW):
        field = str(row[0]).strip() if row and row[0] is not None else ""
        if field not in known or len(row) < VALUE:
            continue
        text, fault = _said(row[VALUE - 1], typed_as_text=field in {"note"} or field.startswith("answer_"))
        if fault:
            faults.append((f"E{place}", fault))
        elif field in values:
            faults.append((f"A{place}", _("This row stands twice: delete one of them.")))
        else:
            values[field] = text
    return Read(values, faults, int(said[1]) if said[1].isdecimal() else 0)


def _said(value: Any, *, typed_as_text: bool) -> tuple[str, str]:
    """A cell as it would have been typed, or why it cannot be taken."""
    if value is None:
        return "", ""
    if isinstance(value, bool | datetime | date):
        return "", _("Write a number or a text here, not a date or a truth value.")
    if isinstance(value, int | float):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        return f"{number.normalize():f}" if number else "0", ""
    text = str(value)
    if text.startswith("=") and not typed_as_text:
        return "", _("This cell holds a formula. Copy it and paste its value.")
    if len(text) > LONGEST_CELL:
        return "", _("This text is too long. Put it into an attachment.")
    return text, ""
