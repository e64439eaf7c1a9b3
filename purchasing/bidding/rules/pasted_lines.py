"""Lines of a tender as people write them: a quantity with its unit, rows copied from a spreadsheet."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

NUMBER = re.compile(r"\d[\d,]*(\.\d+)?")
WITH_UNIT = re.compile(r"(-?[0-9](?:[0-9.,]| (?=[0-9]))*) ?((?![eE][+-]?[0-9])[^\W\d_]\S{0,11})")  # 1e5 is a number
CODE = re.compile(r"\d{8}")
HANGUL = re.compile(r"[가-힣]")
LONGEST_QUANTITY = 40  # characters, with its unit
LONGEST_UNIT = 12


@dataclass(frozen=True, slots=True)
class PastedLine:
    """What one row says; the quantity and the unit as they were written."""

    description_ko: str
    description_en: str
    qty: str
    uom: str
    class_code: str
    unused: tuple[str, ...] = ()  # cells for which a line has no field, such as a price


def parted(typed: str) -> tuple[str, str] | None:
    """The number and the unit of a quantity that was written with its unit; None if it has none.

    Source: issue 4 (draft, bad input).

    >>> parted("40개"), parted("1,000 EA"), parted("1e5"), parted("1" + " " * 99_999 + "!")
    (('40', '개'), ('1,000', 'EA'), None, None)
    """
    text = _plain(typed)
    found = WITH_UNIT.fullmatch(text) if len(text) <= LONGEST_QUANTITY else None
    return (found[1], found[2]) if found else None


def read_rows(text: str) -> tuple[list[PastedLine], list[str]]:
    """The lines in copied rows, and the rows that hold none.

    A row is read by what its cells look like: behind the item, a number before a word is the quantity and that word its
    unit, else the first number, else a number with its unit; eight digits alone are a UNSPSC code; a text without
    Korean beside one with it is the English name, or, with a digit in it, the specification. A first row without a
    quantity is the heading; what else stands behind the quantity is told apart. Source: issue 4 (draft, bad input).

    >>> found, left = read_rows("품명\\t규격\\t수량\\t단위\\n볼 베어링\\t6205\\t1,000\\tEA\\n커플링 40개\\n")
    >>> found
    [PastedLine(description_ko='볼 베어링 6205', description_en='', qty='1,000', uom='EA', class_code='', unused=())]
    >>> left
    ['커플링 40개']
    >>> read_rows("1\\t40161513\\t필터\\tAir filter\\t40개")[0][0]
    PastedLine(description_ko='필터', description_en='Air filter', qty='40', uom='개', class_code='40161513', unused=())
    >>> read_rows("베어링\\t10\\tEA\\t123\\t급함")[0][0].unused
    ('123', '급함')
    """
    found, left = [], []
    rows = [row for row in text.splitlines() if row.strip()]
    for place, row in enumerate(rows):
        line = _line([cell for cell in map(_plain, row.split("\t")) if cell])
        if line is not None:
            found.append(line)
        elif place or len(rows) == 1:
            left.append(row)
    return found, left


def _line(cells: Sequence[str]) -> PastedLine | None:
    code = next((cell for cell in cells if CODE.fullmatch(cell)), "")
    rest = [cell for cell in cells if cell != code]
    while rest and NUMBER.fullmatch(rest[0]):  # a number before the item counts the rows
        del rest[0]
    place = _quantity(rest)
    if place is None:
        return None
    behind = next((cell for cell in rest[place + 1 : place + 2] if _is_word(cell)), "")
    with_unit = parted(rest[place])
    qty, uom = with_unit or (rest[place], behind)
    unused = rest[place + 1 + bool(behind and not with_unit) :]
    words = rest[:place]
    korean = any(HANGUL.search(word) for word in words)
    english = [word for word in words if korean and not HANGUL.search(word) and not re.search(r"\d", word)]
    item = " ".join(word for word in words if word not in english)
    return PastedLine(item, " ".join(english), qty, uom, code, tuple(unused))


def _quantity(cells: Sequence[str]) -> int | None:
    """The place of the quantity behind the item."""
    numbers = [place for place, cell in enumerate(cells) if place and NUMBER.fullmatch(cell)]
    before_a_word = [place for place in numbers if cells[place + 1 :] and _is_word(cells[place + 1])]
    with_unit = [place for place, cell in enumerate(cells) if place and parted(cell)]
    return next(iter([*before_a_word, *numbers, *reversed(with_unit)]), None)


def _is_word(cell: str) -> bool:
    return len(cell) <= LONGEST_UNIT and not cell[0].isdigit()


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
