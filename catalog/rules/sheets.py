"""Tables that people send: CSV in any usual encoding, and the first sheet of an XLSX; measured before they are read."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from portal.errors import RuleBroken

MOST_ROWS = 200_000
MOST_COLUMNS = 300
MOST_CELL = 4_000
LOOK = 65_536
DELIMITERS = ",;\t"
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is read."""

    kind: str  # csv or xlsx
    encoding: str = ""
    delimiter: str = ","
    sheet: int = 0

    def as_dict(self) -> dict[str, object]:
        """To be stored."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number there, its cells as text, and the places whose content cannot be trusted."""

    number: int
    cells: list[str]
    traps: dict[int, tuple[str, str]] = field(default_factory=dict)  # column -> (kind, what stands there)


def csv_shape(file: BinaryIO) -> Shape:
    """The encoding and the delimiter of a CSV file; the encoding is decided over the whole file.

    Source: issue 3, item 3 (UTF-8, UTF-8 BOM, CP949).

    >>> csv_shape(io.BytesIO("품번;단가\\nA;1,5".encode("cp949")))
    Shape(kind='csv', encoding='cp949', delimiter=';', sheet=0)
    """
    encoding = _encoding(file)
    file.seek(0)
    head = io.TextIOWrapper(_Kept(file), encoding=encoding, newline="").read(LOOK)
    first = head.splitlines()[0] if head.strip() else ""
    counts = {delimiter: _outside_quotes(first).count(delimiter) for delimiter in DELIMITERS}
    return Shape("csv", encoding, max(DELIMITERS, key=lambda delimiter: counts[delimiter]))


class _Kept(io.BufferedReader):
    """A stream whose end is not the end of the file below it."""

    def __init__(self, file: BinaryIO):
        super().__init__(_Raw(file))


class _Raw(io.RawIOBase):
    def __init__(self, file: BinaryIO):
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _outside_quotes(line: str) -> str:
    return re.sub(r'"(?:[^"]|"")*"', "", line)


def _encoding(file: BinaryIO) -> str:
    file.seek(0)
    start = file.read(4)
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            return encoding
    for encoding in ("utf-8", "cp949"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while data := file.read(LOOK):
                decoder.decode(data)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise RuleBroken(_("It is not readable text. Save it as CSV (UTF-8) and send it again."))


def csv_lines(file: BinaryIO, shape: Shape) -> Iterator[Line]:
    """The rows of a CSV file, one after the other; empty rows are left out. Raises RuleBroken that names the line.

    Source: issue 3, item 3 (streaming); bad input (10^6 columns).

    >>> [line.cells for line in csv_lines(io.BytesIO(b"a,b\\n\\n1, 2\\n"), Shape("csv", "utf-8"))]
    [['a', 'b'], ['1', ' 2']]
    """
    file.seek(0)
    text = io.TextIOWrapper(_Kept(file), encoding=shape.encoding, newline="")
    reader = csv.reader(text, delimiter=shape.delimiter)
    begun = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as trouble:
            raise RuleBroken(_broken_line(begun, trouble)) from None
        except UnicodeDecodeError:
            message = _("Line %(line)d: it is not readable text. Save the file as CSV (UTF-8) and send it again.")
            raise RuleBroken(message % {"line": begun}) from None
        if cells is None:
            return
        if len(cells) > MOST_COLUMNS:
            raise RuleBroken(_too_wide(begun, len(cells)))
        if cells and any(cells):
            yield Line(begun, [cell if cell.isprintable() else readable(cell) for cell in cells])
        begun = reader.line_num + 1


def readable(text: str) -> str:
    """A cell without what neither a database nor a spreadsheet takes; each such character leaves a blank.

    Source: issue 3 (bad input); XML 1.0, 2.2 (characters).

    >>> readable("a\\x00b\\x0cc"), readable("볼트\\nM12")
    ('a b c', '볼트\\nM12')
    """
    return UNREADABLE.sub(" ", text)


def _broken_line(line: int, trouble: csv.Error) -> str:
    if "field larger" in str(trouble):
        message = _("Line %(line)d: a cell does not end. Is a quotation mark missing?")
    else:
        message = _("Line %(line)d cannot be read as CSV. Is a quotation mark missing?")
    return message % {"line": line}


def _too_wide(line: int, columns: int) -> str:
    message = _("Line %(line)d has %(count)s columns; at most %(most)d are read. Delete those not needed.")
    return message % {"line": line, "count": f"{columns:,}", "most": MOST_COLUMNS}


def column_letters(number: int) -> str:
    """The name of the ``number``-th column (from 0) as spreadsheets show it.

    Source: issue 3 (each message at its place).

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701), column_letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(letters: str) -> int:
    """The place of a column (from 0); the other way round.

    Source: issue 3 (each message at its place).

    >>> column_number("A"), column_number("AA"), column_number("XFD")
    (0, 26, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def checked_table(lines: Iterable[Line]) -> tuple[list[str], int]:
    """The headings and the number of rows of a table, read to its end once: a fault anywhere refuses the whole file.

    Source: issue 3 (bad input: empty, header only, too many rows); nothing is half imported.

    >>> checked_table([Line(1, ["a", "b"]), Line(2, ["1", "2"])])
    (['a', 'b'], 1)
    """
    rows = iter(lines)
    first = next(rows, None)
    if first is None:
        raise RuleBroken(_("The file is empty. Download the template and fill it in."))
    if first.traps:
        raise RuleBroken(_("The first row holds merged cells or formulas. Write one heading into each cell of row 1."))
    header = [cell.strip()[:200] for cell in first.cells]
    while header and not header[-1]:
        header.pop()
    count = 0
    for row in rows:
        count += 1
        if count > MOST_ROWS:
            raise RuleBroken(_("More than %(most)s rows. Split the file.") % {"most": f"{MOST_ROWS:,}"})
        if len(row.cells) > len(header) and any(cell.strip() for cell in row.cells[len(header) :]):
            message = _("Line %(line)d has more cells than headings. Is a quotation mark or a heading missing?")
            raise RuleBroken(message % {"line": row.number})
    if not count:
        raise RuleBroken(_("There are headings but no rows. Fill in one row for each product."))
    return header, count
