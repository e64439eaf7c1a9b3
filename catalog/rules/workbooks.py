"""The first sheet of an XLSX: looked through for its size, formulas and merged cells, then read.

A reader of spreadsheets makes a full grid of what it reads: two cells far apart would fill the memory. So the sheet's
own text is looked through first, a piece at a time.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from catalog.rules.bulk_rows import plain_number
from catalog.rules.sheets import MOST_COLUMNS, MOST_ROWS, Line, column_letters, column_number, readable
from portal.errors import RuleBroken

MOST_CELLS = 6_000_000
MOST_GRID = 12_000_000  # rows times columns: the reader makes a cell of each
MOST_TRAPS = 20_000
PIECE = 1 << 20
LONGEST_TAG = 4_096
FIRST_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^<>]*?\br:id="([^"]+)"')
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
RELATIONS = "xl/_rels/workbook.xml.rels"
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
FOREIGN = frozenset({"content.xml", "mimetype", "xl/workbook.bin"})  # parts of other kinds of spreadsheets
# Each start of a tag is tried once and to its end at most (possessive): what a file says costs no more than its length.
NAME = rb"<(?:[^\s<>:/!?]*+:)?"
TOKEN = re.compile(NAME + rb"""(c|row|f|mergeCell)(?=[\s/>])((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)(>?)""")
CELLS = re.compile(NAME + rb"sheetData(?=[\s/>])")
USUAL = re.compile(rb'\s+r="([A-Z]{0,7})([0-9]{1,9})"')  # as spreadsheets write it: before anything else
ATTRIBUTE = re.compile(rb"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
PLACE = re.compile(rb"([A-Za-z]{0,7})([0-9]{1,9})")
MERGED = re.compile(rb"([A-Za-z]{1,7})([0-9]{1,9}):([A-Za-z]{1,7})([0-9]{1,9})")
WRONG = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


def _damaged() -> RuleBroken:
    return RuleBroken(_("The file is damaged or incomplete. Open it, save it again and send the new copy."))


@dataclass(slots=True)
class Look:
    """What a look through a sheet found: its size, and the cells that cannot be taken as they are."""

    columns: int = 0
    rows: int = 0
    cells: int = 0
    traps: dict[int, dict[int, tuple[str, str]]] = field(default_factory=dict)  # row -> column -> (kind, place)

    def trap(self, row: int, column: int, kind: str, place: str) -> None:
        """Note a cell."""
        if len(self.traps) > MOST_TRAPS:
            raise RuleBroken(_("The sheet is full of formulas or merged cells. Copy it and paste the values only."))
        self.traps.setdefault(row, {})[column] = (kind, place)


def look_through(file: BinaryIO) -> Look:
    """Size, formulas and merged cells of all sheets of the workbook; RuleBroken when a sheet is too large.

    Source: issue 3 (bad input: formulas, merged cells, 10^6 columns).
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            looks = {}
            if FOREIGN & set(archive.namelist()):
                raise _damaged()
            for name in sorted(archive.namelist()):
                with archive.open(name) as part:
                    if SHEET.fullmatch(name):
                        looks[name] = _look(part)
                    elif _has_cells(part):  # a sheet where no program puts one
                        raise _damaged()
            first = _first_sheet(archive)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError):
        raise RuleBroken(
            _("The file is damaged or incomplete. Open it, save it again and send the new copy.")
        ) from None
    return looks.get(first) or next(iter(looks.values()), Look())


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """Where the sheet lies that the workbook shows first."""
    named = FIRST_SHEET.search(archive.read("xl/workbook.xml")) if "xl/workbook.xml" in archive.namelist() else None
    relations = archive.read(RELATIONS) if named and RELATIONS in archive.namelist() else b""
    for found in RELATION.finditer(relations):
        if named and (b'Id="' + named[1] + b'"') in found[0]:
            target = re.search(rb'Target="/?(?:xl/)?([^"]+)"', found[0])
            return f"xl/{target[1].decode()}" if target else ""
    return ""


def _pieces(part) -> Iterator[bytes]:
    """The text of a part of the file, cut where a tag begins."""
    rest = b""
    while piece := part.read(PIECE):
        text = rest + piece
        cut = text.rfind(b"<") if len(piece) == PIECE else len(text)
        rest = text[cut:] if cut >= 0 else text
        if len(rest) > PIECE or (len(rest) > LONGEST_TAG and b">" not in rest and rest[:1] == b"<"):
            raise _damaged()
        yield text[: max(cut, 0)]
    yield rest


def _has_cells(part) -> bool:
    """Whether a reader would find a sheet in it; pictures and the like are no text."""
    found = False
    rest = b""
    while piece := part.read(PIECE):
        found = found or CELLS.search(rest + piece) is not None
        rest = piece[-LONGEST_TAG:]
    return found


def _look(sheet) -> Look:
    look, here = Look(), (0, -1)
    for text in _pieces(sheet):
        for found in TOKEN.finditer(text):
            here = _note(look, found, here)
    if look.columns > MOST_COLUMNS:
        message = _("The sheet has %(count)s columns; at most %(most)d are read. Delete those not needed.")
        raise RuleBroken(message % {"count": f"{look.columns:,}", "most": MOST_COLUMNS})
    if look.rows > MOST_ROWS + 1:
        raise RuleBroken(_("More than %(most)s rows. Split the file.") % {"most": f"{MOST_ROWS:,}"})
    if look.cells > MOST_CELLS or look.rows * look.columns > MOST_GRID:
        raise RuleBroken(_("More than %(most)s cells. Split the file.") % {"most": f"{MOST_CELLS:,}"})
    return look


def _note(look: Look, found: re.Match, here: tuple[int, int]) -> tuple[int, int]:
    kind, attributes, end = found.groups()
    if not end:  # a tag that does not end before the next one begins
        raise _damaged()
    if kind in (b"c", b"row"):
        here = _place(kind, attributes, here)
        if kind == b"c":
            look.cells += 1
            look.rows, look.columns = max(look.rows, here[0]), max(look.columns, here[1] + 1)
            if b't="e"' in attributes:
                look.trap(here[0], here[1], "error", f"{column_letters(here[1])}{here[0]}")
    elif kind == b"f":
        look.trap(here[0], max(here[1], 0), "formula", f"{column_letters(max(here[1], 0))}{here[0]}")
    else:
        area = MERGED.fullmatch(_attribute(attributes, b"ref"))
        if area is None:
            raise _damaged()
        first, last = area[1].decode().upper(), area[3].decode().upper()
        top, bottom = int(area[2]), int(area[4])
        for row in range(top, min(bottom, top + MOST_TRAPS) + 1):
            look.trap(row, column_number(first), "merged", f"{first}{top}:{last}{bottom}")
    return here


def _place(kind: bytes, attributes: bytes, here: tuple[int, int]) -> tuple[int, int]:
    """Row and column (from 0) of a cell, or where a row begins; what does not say it follows the one before."""
    said = USUAL.match(attributes)
    if said is None:
        text = _attribute(attributes, b"r")
        said = PLACE.fullmatch(text)
        if text and said is None:
            raise _damaged()
    if kind == b"row":
        return (int(said[2]) if said else here[0] + 1), -1
    if said is None or not said[1]:
        return here[0], here[1] + 1
    return int(said[2]), column_number(said[1].decode().upper())


def _attribute(attributes: bytes, name: bytes) -> bytes:
    """What an attribute of a tag says, whatever stands in the others."""
    for found in ATTRIBUTE.finditer(attributes):
        if found[1] == name:
            return found[2] or found[3] or b""
    return b""


def xlsx_lines(file: BinaryIO, sheet: int = 0) -> Iterator[Line]:
    """The rows of the first sheet; empty rows are left out. Numbers as people write them, dates as 2026-11-24.

    Source: issue 3, item 3 (XLSX).
    """
    look = look_through(file)
    file.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
        grid = workbook.get_sheet_by_index(sheet)
        top, left = grid.start or (0, 0)
        rows = grid.iter_rows()
    except (CalamineError, IndexError, ValueError, OSError):
        raise RuleBroken(
            _("The file is damaged or incomplete. Open it, save it again and send the new copy.")
        ) from None
    skip = [""] * left
    for number, row in enumerate(rows, start=top + 1):
        cells = skip + [
            (value if value.isprintable() else readable(value)) if type(value) is str else cell_text(value)
            for value in row
        ]
        traps = look.traps.get(number, {})
        if traps or any(cells):
            wrong = {
                place: ("error", cell) for place, cell in enumerate(cells) if cell.startswith("#") and cell in WRONG
            }
            yield Line(number, cells, traps | wrong)


def cell_text(value: object) -> str:
    """What a cell says, as a person would type it.

    Source: issue 3, item 3 (XLSX).

    >>> cell_text(12.0), cell_text(0.1), cell_text(6204), cell_text(True), cell_text(date(2026, 11, 24))
    ('12', '0.1', '6204', 'yes', '2026-11-24')
    >>> cell_text(8801234567890.0), cell_text(1e-7), cell_text(None)
    ('8801234567890', '0.0000001', '')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else _plain(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ")
    if isinstance(value, date | time | timedelta | int):
        return str(value)
    return "" if value is None else str(value)


def _plain(value: float) -> str:
    """The fifteen digits that a spreadsheet keeps, without an exponent."""
    return plain_number(Decimal(f"{value:.15g}"))
