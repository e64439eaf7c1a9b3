"""Tables that people send, as CSV or as a workbook: read whole, or said to be unreadable."""

import csv
import io
import itertools
import zipfile
import zlib

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

# What the readers of workbooks raise at files that are damaged or made by hand: broken XML is a SyntaxError, a style or
# a shared text that is not there an IndexError, a number without end an OverflowError, an encrypted one a RuntimeError.
BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, IndexError, ValueError, TypeError, OverflowError,
    OSError, AttributeError, EOFError, SyntaxError, RuntimeError,
)  # fmt: skip
MOST_COLUMNS = 100


class Unreadable(ValueError):
    """The file can be read neither as CSV nor as a workbook."""


def csv_table(text: str, *, most: int, delimiter: str = ",") -> list[list[str]]:
    """The first ``most`` rows; a spreadsheet's own mark at the beginning is left out.

    Source: issue 6, parts 2 and 8.

    >>> csv_table("\\ufeffcode,pillar\\nE1,E\\n", most=9)
    [['code', 'pillar'], ['E1', 'E']]
    >>> for text in ("a\\0b", "x" * 200_000):
    ...     try: csv_table(text, most=9)
    ...     except Unreadable: print("refused")
    refused
    refused
    """
    if "\0" in text:
        raise Unreadable
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    try:
        return list(itertools.islice(rows, most))
    except csv.Error as trouble:  # a cell over 128 KiB, line ends in the middle of a cell
        raise Unreadable from trouble


def book_table(content: bytes, *, most: int) -> list[list[object]]:
    """The first ``most`` rows of the first sheet of a workbook.

    Source: issue 6, part 2.
    """
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS, values_only=True)]
        book.close()
    except BROKEN as trouble:
        raise Unreadable from trouble
    return rows
