"""Lines of a tender, copied from a spreadsheet: 품명, 규격, 수량, 단위, in whatever order of columns people keep."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

NUMBER = re.compile(r"\d[\d,]*(\.\d+)?")
WITH_UNIT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([^\W\d_]\S{0,11})")  # 40개
CODE = re.compile(r"\d{8}")
HANGUL = re.compile(r"[가-힣]")
LONGEST_UNIT = 12


@dataclass(frozen=True, slots=True)
class PastedLine:
    """What one row says; the quantity and the unit as they were written."""

    description_ko: str
    description_en: str
    qty: str
    uom: str
    class_code: str


def read_rows(text: str) -> tuple[list[PastedLine], list[str]]:
    """The lines in copied rows, and the rows that hold none.

    A row is read by what its cells look like: the first number behind a text is the quantity and the word behind it the
    unit; eight digits alone are a UNSPSC code; a text without Korean beside one with it is the English name, or, with a
    digit in it, the specification. A first row without a quantity is the heading. Source: issue 4 (draft, bad input).

    >>> found, left = read_rows("품명\\t규격\\t수량\\t단위\\n볼 베어링\\t6205-ZZ\\t1,000\\tEA\\n커플링 40개\\n")
    >>> found
    [PastedLine(description_ko='볼 베어링 6205-ZZ', description_en='', qty='1,000', uom='EA', class_code='')]
    >>> left
    ['커플링 40개']
    >>> read_rows("1\\t40161513\\t필터\\tAir filter\\t40개")[0][0]
    PastedLine(description_ko='필터', description_en='Air filter', qty='40', uom='개', class_code='40161513')
    """
    found, left = [], []
    rows = [row for row in text.splitlines() if row.strip()]
    for place, row in enumerate(rows):
        cells = [" ".join(unicodedata.normalize("NFKC", cell).split()) for cell in row.split("\t")]
        line = _line([cell for cell in cells if cell])
        if line is not None:
            found.append(line)
        elif place or len(rows) == 1:
            left.append(row)
    return found, left


def _line(cells: Sequence[str]) -> PastedLine | None:
    words: list[str] = []
    qty, uom, code = "", "", ""
    for cell in cells:
        if CODE.fullmatch(cell) and not code:
            code = cell
        elif qty:
            if not uom and len(cell) <= LONGEST_UNIT and not NUMBER.fullmatch(cell):
                uom = cell
        elif words and NUMBER.fullmatch(cell):
            qty = cell
        elif words and (parts := WITH_UNIT.fullmatch(cell)):
            qty, uom = parts.groups()
        elif not NUMBER.fullmatch(cell):  # a number before the item counts the rows
            words.append(cell)
    if not words or not qty:
        return None
    korean = any(HANGUL.search(word) for word in words)
    english = [word for word in words if korean and not HANGUL.search(word) and not re.search(r"\d", word)]
    item = " ".join(word for word in words if word not in english)
    return PastedLine(item, " ".join(english), qty, uom, code)
