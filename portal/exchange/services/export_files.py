"""How rows are written: one writer for each form, none of which keeps the rows it has written.

Text that a spreadsheet would run begins with an apostrophe in CSV and XLSX; JSON Lines and Parquet are for programs and
hold the text as it is.
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal.exchange.registry.exports import BOOL, DAY, DECIMAL, INTEGER, MOMENT, WON, Column
from portal.exchange.rules.exports import plain
from portal.exchange.states.exports import ExportFormat
from portal.sheets import HEAD, harmless

DIGITS, PLACES = 38, 6  # of amounts in Parquet


class Writer:
    """Begun with the open file and the columns; ``notes`` say where the file comes from."""

    def __init__(self, out: IO[bytes], columns: Sequence[Column], *, words: bool, notes: Sequence[tuple[str, str]]):
        self.out, self.columns, self.words, self.notes = out, columns, words, notes
        self.begin()

    @property
    def heads(self) -> list[str]:
        """What stands above the columns."""
        return [str(column.label) if self.words else column.name for column in self.columns]

    def begin(self) -> None:
        """What stands before the rows."""

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        """Add these rows."""
        raise NotImplementedError

    def end(self) -> None:
        """What stands after the rows."""


class CsvWriter(Writer):
    """UTF-8 with a byte order mark, so that spreadsheets read Hangul; lines end by RFC 4180."""

    def begin(self) -> None:
        """The head."""
        self.text = io.TextIOWrapper(self.out, encoding="utf-8-sig", newline="", write_through=True)
        self.csv = csv.writer(self.text)
        self.csv.writerow([harmless(head) for head in self.heads])

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        """Numbers in plain digits, days and moments by ISO 8601."""
        for row in rows:
            self.csv.writerow([_cell_text(value) for value in row])

    def end(self) -> None:
        """The file stays open for who keeps it."""
        self.text.flush()
        self.text.detach()


def _cell_text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int | Decimal | date):
        return plain(value)
    return harmless(value)


class JsonLinesWriter(Writer):
    """One object a line; whole amounts as numbers, amounts with a fraction as text."""

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        """As it is."""
        names = [column.name for column in self.columns]
        for row in rows:
            told = {
                name: int(value) if column.kind == WON and value is not None else plain(value)  # type: ignore[call-overload]
                for name, column, value in zip(names, self.columns, row, strict=True)
            }
            self.out.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


class XlsxWriter(Writer):
    """A workbook written row by row, with typed cells; its second sheet says where it comes from."""

    def begin(self) -> None:
        """The head, fixed above the rows."""
        self.book = Workbook(write_only=True)
        self.sheet = self.book.create_sheet("Data")
        for place, head in enumerate(self.heads, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = min(max(len(head) * 1.6 + 4, 12), 40)
        self.sheet.freeze_panes = "A2"
        self.sheet.append([self._bold(head) for head in self.heads])

    def _bold(self, words: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(self.sheet, harmless(words))
        cell.font, cell.fill = Font(bold=True), HEAD
        return cell

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        """Numbers as numbers, days as days."""
        for row in rows:
            self.sheet.append([self._cell(harmless(value)) for value in row])

    def _cell(self, value: Any) -> WriteOnlyCell:
        cell = WriteOnlyCell(self.sheet, value)
        if isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm:ss"
        elif isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        return cell

    def end(self) -> None:
        """The sheet of origin, and the whole book."""
        about = self.book.create_sheet("About")
        about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 60
        for name, told in self.notes:
            about.append([harmless(name), harmless(told)])
        self.book.save(self.out)


class ParquetWriter(Writer):
    """Columns with their types, one group of rows for each call."""

    def begin(self) -> None:
        """The schema; the notes stand in its metadata."""
        import pyarrow
        from pyarrow import parquet

        types = {
            INTEGER: pyarrow.int64(),
            WON: pyarrow.int64(),
            DECIMAL: pyarrow.decimal128(DIGITS, PLACES),
            DAY: pyarrow.date32(),
            MOMENT: pyarrow.timestamp("us", tz="UTC"),
            BOOL: pyarrow.bool_(),
        }
        told = {f"together.{_key(name)}": str(text) for name, text in self.notes}
        self.schema = pyarrow.schema(
            [(column.name, types.get(column.kind, pyarrow.string())) for column in self.columns], metadata=told
        )
        self.table = pyarrow.Table
        self.file = parquet.ParquetWriter(self.out, self.schema, compression="zstd")

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        """A group of rows."""
        columns = [[_typed(column.kind, row[place]) for row in rows] for place, column in enumerate(self.columns)]
        names = [column.name for column in self.columns]
        self.file.write_table(self.table.from_pydict(dict(zip(names, columns, strict=True)), schema=self.schema))

    def end(self) -> None:
        """The foot, without which it is no Parquet file."""
        self.file.close()


def _key(words: str) -> str:
    return re.sub(r"\W+", "_", words.lower()).strip("_")


def _typed(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind in (INTEGER, WON):
        return int(value)
    if kind == DECIMAL:
        return round(Decimal(value), PLACES)
    if kind in (DAY, MOMENT, BOOL):
        return value
    return str(plain(value))


WRITERS: dict[str, type[Writer]] = {
    ExportFormat.CSV: CsvWriter,
    ExportFormat.XLSX: XlsxWriter,
    ExportFormat.JSONL: JsonLinesWriter,
    ExportFormat.PARQUET: ParquetWriter,
}
