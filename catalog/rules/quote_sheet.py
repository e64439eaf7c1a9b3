"""The spreadsheet in which a supplier answers a request for quotes: written with its lines, read back cell by cell."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from catalog.rules.workbooks import look_through
from catalog.states import Currency
from portal.errors import RuleBroken

HEAD = {"currency": "B3", "valid_until": "B4", "freight": "B5", "note": "B6"}
NUMBER_CELL, COMPANY_CELL = "B1", "B2"
FIRST_LINE = 9
COLUMNS = {"price": "F", "days": "G", "remark": "H"}
MOST_BYTES = 5_000_000  # of the sheet itself, unpacked
MOST_ROWS, MOST_COLUMNS = 200, 30
BROKEN = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, AttributeError)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line as it stands in the sheet."""

    no: int
    product: str
    name: str
    qty: Decimal
    uom: str
    price: Decimal | None = None
    days: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SheetHead:
    """What stands above the lines."""

    number: str
    company: str
    currency: str = "KRW"
    valid_until: date | None = None
    freight: Decimal = Decimal(0)
    note: str = ""


def cell_of(field: str, lines: Sequence[int]) -> str:
    """Where a field of the form stands in the sheet: ``price_2`` in F10 when line 2 is the second.

    Source: issue item 8 (errors at their row).

    >>> cell_of("price_7", [3, 7]), cell_of("currency", []), cell_of("strange", [])
    ('F10', 'B3', '')
    """
    if field in HEAD:
        return HEAD[field]
    name, _bar, no = field.partition("_")
    if name not in COLUMNS or not no.isdecimal() or int(no) not in lines:
        return ""
    return f"{COLUMNS[name]}{FIRST_LINE + list(lines).index(int(no))}"


def make_sheet(head: SheetHead, lines: Sequence[SheetLine]) -> bytes:
    """The workbook to fill in; what is not asked for is locked. Text never begins a formula.

    Source: issue item 8; security (formulas in exported sheets).

    >>> head = SheetHead("RFQ-2026-000001", "CMP-2026-000007")
    >>> line = SheetLine(1, "PRD-2026-000001", "=1+1", Decimal(5), "piece", Decimal(1200), 7)
    >>> read_sheet(make_sheet(head, [line]), head, [line])["price_1"]
    '1200'
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 (a new workbook has one)
    sheet.title = "Quote"
    labels = [
        (_("Request"), head.number),
        (_("Supplier"), head.company),
        (_("Currency"), head.currency),
        (_("Quote valid until (2026-12-31)"), head.valid_until.isoformat() if head.valid_until else ""),
        (_("Freight for everything"), head.freight),
        (_("Note"), head.note),
    ]
    for row, (label, value) in enumerate(labels, start=1):
        _put(sheet, f"A{row}", label, bold=True)
        _put(sheet, f"B{row}", value, is_input=row > 2)
    titles = [
        _("Line"), _("Product"), _("Name"), _("Quantity"),
        _("Unit"), _("Unit price"), _("Lead time (days)"), _("Remark"),
    ]  # fmt: skip
    for column, title in zip("ABCDEFGH", titles, strict=True):
        _put(sheet, f"{column}{FIRST_LINE - 1}", title, bold=True)
    for row, line in enumerate(lines, start=FIRST_LINE):
        for column, fact in zip("ABCDE", (line.no, line.product, line.name, line.qty, line.uom), strict=True):
            _put(sheet, f"{column}{row}", fact)
        for column, answer in zip("FGH", (line.price, line.days, line.remark), strict=True):
            _put(sheet, f"{column}{row}", answer, is_input=True)
    choice = DataValidation(type="list", formula1=f'"{",".join(Currency.values)}"', allow_blank=False)
    sheet.add_data_validation(choice)
    choice.add(HEAD["currency"])
    for column, width in zip("ABCDEFGH", (26, 20, 36, 12, 10, 16, 16, 36), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.protection.sheet = True
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _put(sheet: Worksheet, place: str, value, *, bold: bool = False, is_input: bool = False) -> None:
    cell = sheet[place]
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # also when it begins with "="
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if is_input:
        cell.protection = Protection(locked=False)
        cell.fill = PatternFill("solid", fgColor="FFF7D6")


def read_sheet(data: bytes, head: SheetHead, lines: Sequence[SheetLine]) -> dict[str, str]:
    """What was filled in, as text by the fields of the form, which judges each. RuleBroken when it cannot be read.

    Refused: another workbook, another request or supplier, merged cells, formulas, other lines than those asked for.

    Source: issue item 8, "Bad input".
    """
    sheet = _opened(data)
    told = [_text(sheet[NUMBER_CELL].value), _text(sheet[COMPANY_CELL].value)]
    if told != [head.number, head.company]:
        message = _("This spreadsheet belongs to another request (%(told)s). Download the one of %(number)s.")
        raise RuleBroken(message % {"told": " ".join(told)[:60] or "—", "number": head.number})
    for row, line in enumerate(lines, start=FIRST_LINE):
        if [_text(sheet[f"A{row}"].value), _text(sheet[f"B{row}"].value)] != [str(line.no), line.product]:
            message = _("Row %(row)d should be line %(no)d, %(product)s. Keep the lines as they were.")
            raise RuleBroken(message % {"row": row, "no": line.no, "product": line.product})
    extra = sheet.cell(row=FIRST_LINE + len(lines), column=1).value
    if _text(extra):
        raise RuleBroken(_("Row %(row)d is not asked for. Take it out.") % {"row": FIRST_LINE + len(lines)})
    places = dict(HEAD)
    for row, line in enumerate(lines, start=FIRST_LINE):
        places |= {f"{name}_{line.no}": f"{column}{row}" for name, column in COLUMNS.items()}
    return {field: _value(sheet, place) for field, place in places.items()}


def _opened(data: bytes) -> Worksheet:
    strange = _("This file cannot be read as a spreadsheet. Download the template again and fill that in.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                raise RuleBroken(_("This workbook is far larger than the template. Fill in the template itself."))
        _refuse_merged(data)
        book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
        sheet = book.worksheets[0]
    except BROKEN + (IndexError,):
        raise RuleBroken(strange) from None
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise RuleBroken(_("This workbook is far larger than the template. Fill in the template itself."))
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                message = _("%(cell)s holds a formula. Write its result as a plain value.")
                raise RuleBroken(message % {"cell": cell.coordinate})
            if cell.data_type == "e":
                raise RuleBroken(_("%(cell)s holds an error value. Write a plain value.") % {"cell": cell.coordinate})
    return sheet


def _refuse_merged(data: bytes) -> None:
    """Before the workbook is opened: its reader would make a cell of every place in the area."""
    traps = look_through(io.BytesIO(data)).traps
    where = next((place for cells in traps.values() for kind, place in cells.values() if kind == "merged"), "")
    if where:
        raise RuleBroken(
            _("Cells %(where)s are merged. Split them again: each value has a cell of its own.") % {"where": where}
        )


def _value(sheet: Worksheet, place: str) -> str:
    value = sheet[place].value
    if isinstance(value, bool):
        raise RuleBroken(_("%(cell)s holds yes or no where a value is asked for.") % {"cell": place})
    return _text(value)


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, str):
        return value.strip()
    text = repr(value)  # a binary number: the shortest text that means it
    return text.removesuffix(".0")
