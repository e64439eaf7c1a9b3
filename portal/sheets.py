"""Lists that people download (XLSX, CSV): plain values, numbers as numbers, nothing that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from portal.clock import SEOUL

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = PatternFill("solid", start_color="DCE6F1")
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # security B1: full-width forms too
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
WIDEST, NARROWEST = 48, 9


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the notes above the table, the heads of its columns, its rows."""

    title: str
    head: Sequence[object]
    rows: Iterable[Sequence[object]]
    notes: Sequence[object] = ()


def harmless(value: object) -> object:
    """A cell as it is written: numbers and days as they are, text that begins like a formula behind an apostrophe.

    Source: domain CNV-11, security (CSV injection).

    >>> harmless("=1+1"), harmless("-cmd"), harmless("@x"), harmless("볼트"), harmless(Decimal("-5"))
    ("'=1+1", "'-cmd", "'@x", '볼트', Decimal('-5'))
    """
    if value is None or isinstance(value, bool | int | Decimal):
        return value
    if isinstance(value, datetime):  # a workbook knows no time zones
        return value.astimezone(SEOUL).replace(tzinfo=None)
    if isinstance(value, date):
        return value
    words = UNSEEN.sub("", str(value))
    return f"'{words}" if words.startswith(RISKY) else words


def workbook(*sheets: Sheet) -> bytes:
    """The workbook as a file."""
    book = Workbook(write_only=True)
    for each in sheets:
        rows = [[harmless(value) for value in row] for row in each.rows]
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", each.title)[:31])
        for place, name in enumerate(each.head, start=1):
            longest = max([_width(name), *(_width(row[place - 1]) for row in rows[:200])])
            sheet.column_dimensions[get_column_letter(place)].width = min(max(longest + 2, NARROWEST), WIDEST)
        sheet.freeze_panes = f"A{len(each.notes) + (2 if each.notes else 1) + 1}"
        for note in each.notes:
            sheet.append([harmless(str(note))])
        if each.notes:
            sheet.append([])
        sheet.append([_head(sheet, name) for name in each.head])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_answer(name: str, *sheets: Sheet) -> HttpResponse:
    """A workbook to keep under ``name`` (letters and digits, without its ending)."""
    response = HttpResponse(workbook(*sheets), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def csv_answer(name: str, sheet: Sheet) -> HttpResponse:
    """The table of a sheet as CSV under ``name``: UTF-8 with a mark that spreadsheets know; notes above the table."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    response.write("\ufeff")
    writer = csv.writer(response)
    for note in sheet.notes:
        writer.writerow([harmless(str(note))])
    writer.writerow([harmless(str(head)) for head in sheet.head])
    for row in sheet.rows:
        writer.writerow([_plain(harmless(value)) for value in row])
    return response


def _plain(value: object) -> object:
    """As it is read by people and programs: no exponents, moments by the minute."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else value


def _width(value: object) -> int:
    return sum(2 if ord(character) > 0x2E80 else 1 for character in str(value if value is not None else ""))


def _head(sheet, name: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, harmless(str(name)))
    cell.font, cell.fill = Font(bold=True), HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet, value: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        whole = isinstance(value, int) or value == value.to_integral_value()
        cell.number_format = "#,##0" if whole else "#,##0.00####"
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell
