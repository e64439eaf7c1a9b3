"""A CMRT or EMRT workbook as it comes: sheets by their content, columns and questions by their words in four languages.

The template is filled in by suppliers all over the world, in languages of its own and renamed by hand: nothing is read
by the name of a sheet or the place of a cell. What cannot be taken is said with its sheet and cell; the rest is kept.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from purchasing.esg.rules.cmrt_words import (
    COLUMNS,
    answer_of,
    column_of,
    country_of,
    field_of,
    is_recycled,
    letter_of,
    metal_of,
    plain,
    question_of,
    scope_of,
)
from purchasing.esg.rules.tables import BROKEN
from purchasing.esg.states.minerals import METALS_OF, MineralTemplate

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL, MOST_BYTES = 5_000, 40, 2_000, 100_000_000
Grid = Sequence[Sequence[str]]


class Note(NamedTuple):
    """What could not be taken, where it stands, and what stood there."""

    code: str
    cell: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class SmelterRow:
    """One smelter as the workbook tells it."""

    row: int
    metal: str
    cid: str
    name: str
    country: str
    mine_countries: tuple[str, ...]
    recycled: bool
    comment: str


@dataclass(slots=True)
class Read:
    """All that was understood of a workbook."""

    template: str = ""
    version: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    declared_on: date | None = None
    scope: str = ""
    company_answers: dict[str, str] = field(default_factory=dict)
    metal_answers: dict[str, dict[str, str]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    smelters: list[SmelterRow] = field(default_factory=list)
    products: list[dict[str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class NotAWorkbook(ValueError):
    """The file cannot be read as a workbook, or nothing in it looks like a declaration."""


def read_cmrt(file: BinaryIO, countries: Mapping[str, str]) -> Read:
    """Everything that the workbook declares; ``countries``: code by plain name, in all languages that are taken.

    Source: domain MIN-02, MIN-03 and the design of issue 6 (column-tolerant import).

    >>> from openpyxl import Workbook
    >>> book = Workbook()
    >>> sheet = book.active
    >>> sheet.title = "Renamed"
    >>> for row in [["", "Revision 6.4"], ["", "Company Name (*):", "", "Hanbit"],
    ...             ["", "1) Is any 3TG intentionally added or used?", "", "Answer"], ["", "Tin (*)", "", "Yes"]]:
    ...     sheet.append(row)
    >>> kept = io.BytesIO(); book.save(kept)
    >>> found = read_cmrt(kept, {})
    >>> found.template, found.version, found.fields["company"], found.metal_answers
    ('cmrt', '6.4', 'Hanbit', {'tin': {'used': 'yes'}})
    """
    grids = _grids(file)
    found = Read()
    declaration = _best(grids, _looks_declared)
    if declaration is None:
        raise NotAWorkbook
    found.template, found.version = _template(grids, declaration)
    _read_declaration(found, declaration, grids[declaration])
    smelters = _best({name: grid for name, grid in grids.items() if name != declaration}, _looks_smelters)
    if smelters is None:
        found.notes.append(Note("no_smelter_sheet", ""))
    else:
        _read_smelters(found, smelters, grids[smelters], countries)
    rest = {name: grid for name, grid in grids.items() if name not in (declaration, smelters)}
    products = _best(rest, _looks_products)
    if products is not None:
        _read_products(found, grids[products])
    return found


def _grids(file: BinaryIO) -> dict[str, list[list[str]]]:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise NotAWorkbook
        file.seek(0)
        book = load_workbook(io.BytesIO(file.read()), read_only=True, data_only=True)
        grids: dict[str, list[list[str]]] = {}
        for sheet in book.worksheets:
            rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
            grids[sheet.title] = [[_text(value) for value in row] for row in rows]
        book.close()
    except NotAWorkbook:
        raise
    except BROKEN as trouble:
        raise NotAWorkbook from trouble
    return grids


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and 0 <= value <= 1:  # a percentage as Excel keeps it
        return f"{value * 100:g}%"
    return str(value).strip()[:LONGEST_CELL]


def _best(grids: Mapping[str, Grid], score) -> str | None:
    """The sheet that looks most like it, or None if none does."""
    points = {name: score(grid) for name, grid in grids.items()}
    best = max(points, key=lambda name: points[name], default=None)
    return best if best is not None and points[best] > 1 else None


def _looks_declared(grid: Grid) -> int:
    """A question about metals with metals below it, and fields with a value."""
    cells = [(cell, row) for row in grid[:200] for cell in row[:4] if cell]
    fields = {name for cell, _row in cells if (name := field_of(cell))}
    asked = {name for cell, _row in cells if (name := question_of(cell))}
    return len(fields) + 2 * len(asked)


def _head(grid: Grid, wanted: str) -> tuple[int, dict[str, int]]:
    """The row that names most columns, and where each column of ``wanted`` stands."""
    best: tuple[int, dict[str, int]] = (0, {})
    for place, row in enumerate(grid[:30]):
        named: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = column_of(cell, wanted)
            if name and name not in named:
                named[name] = column
        if len(named) > len(best[1]):
            best = place, named
    return best


def _looks_smelters(grid: Grid) -> int:
    """Columns of smelters, and preferably rows: the template's own look-up list has no column of mines."""
    _place, named = _head(grid, "smelters")
    if not ({"metal", "name"} <= named.keys() or {"metal", "lookup"} <= named.keys()):
        return 0
    return len(named) + (3 if "mine_country" in named or "recycled" in named else 0)


def _looks_products(grid: Grid) -> int:
    place, named = _head(grid, "products")
    return 2 if "no" in named and any(row[named["no"]] for row in grid[place + 1 :] if named["no"] < len(row)) else 0


def _template(grids: Mapping[str, Grid], declaration: str) -> tuple[str, str]:
    """Which template and version: told by the sheet itself, else by the metals that it asks about."""
    words = [cell for row in grids[declaration][:12] for cell in row if cell]
    others = [cell for name, grid in grids.items() if name != declaration for row in grid[:4] for cell in row if cell]
    told = " ".join(words)
    template = ""
    for candidate in (told, " ".join(others), " ".join(grids)):
        found = re.search(r"\b(CMRT|EMRT)\b", candidate, re.IGNORECASE)
        if found:
            template = found.group(1).lower()
            break
    if not template:
        metals = {metal for row in grids[declaration] for cell in row[:4] if (metal := metal_of(cell))}
        template = "cmrt" if metals & {"tin", "tantalum", "tungsten", "gold"} or not metals else "emrt"
    for candidate in [*words, *others]:
        found = re.search(
            r"(?:revision|rev\.?|version|개정|버전|版本|修订|リビジョン|バージョン|[CE]MRT)\s*v?\s*(\d+(?:\.\d+)*)",
            candidate,
            re.IGNORECASE,
        )
        if found:
            return template, found.group(1)
    return template, ""


def _read_declaration(found: Read, sheet: str, grid: Grid) -> None:
    metals = METALS_OF[MineralTemplate(found.template)]
    question = ""
    for place, row in enumerate(grid, start=1):
        label, column = _label(row)
        if not label:
            continue
        asked = question_of(label)
        if asked:
            question = asked
            continue
        letter = letter_of(label)
        if letter:
            question = ""
            _take_answer(found, sheet, place, row, column, letter)
            continue
        metal = metal_of(label)
        if metal and question:
            if metal in metals:
                _take_answer(found, sheet, place, row, column, f"{metal}.{question}")
            continue
        name = field_of(label)
        if name:
            _take_field(found, sheet, place, row, column, name)


def _label(row: Sequence[str]) -> tuple[str, int]:
    for column, cell in enumerate(row[:4]):
        if cell:
            return cell, column
    return "", 0


def _after(row: Sequence[str], column: int) -> Iterator[tuple[int, str]]:
    return ((place, cell) for place, cell in enumerate(row[column + 1 :], start=column + 1) if cell)


def _take_answer(found: Read, sheet: str, place: int, row: Sequence[str], column: int, key: str) -> None:
    given = list(_after(row, column))
    if not given:
        return
    spot, words = given[0]
    name = key.rpartition(".")[2]
    answer = answer_of(words, name)
    if not answer:
        found.notes.append(Note("answer", _cell(sheet, place, spot), words))
        return
    if "." in key:
        metal, _dot, question = key.partition(".")
        found.metal_answers.setdefault(metal, {})[question] = answer
    else:
        found.company_answers[key] = answer
    if len(given) > 1:
        found.comments[key] = given[1][1][:500]


def _take_field(found: Read, sheet: str, place: int, row: Sequence[str], column: int, name: str) -> None:
    given = next(_after(row, column), None)
    if given is None or name in found.fields:
        return
    spot, words = given
    if name == "declared_on":
        found.declared_on = _day(words)
        if found.declared_on is None:
            found.notes.append(Note("day", _cell(sheet, place, spot), words))
    elif name == "scope":
        found.scope = scope_of(words)
        if not found.scope:
            found.notes.append(Note("scope", _cell(sheet, place, spot), words))
    found.fields[name] = words


def _day(words: str) -> date | None:
    for form in ("%Y-%m-%d", "%d-%b-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"):
        try:
            return datetime.strptime(words.strip().rstrip("."), form).date()
        except ValueError:
            continue
    return None


def _cell(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{get_column_letter(column + 1)}{row}"


def _read_smelters(found: Read, sheet: str, grid: Grid, countries: Mapping[str, str]) -> None:
    head, at = _head(grid, "smelters")

    def told(row: Sequence[str], *names: str) -> str:
        """The first of these columns that says something."""
        return next((row[at[name]] for name in names if name in at and at[name] < len(row) and row[at[name]]), "")

    for place, row in enumerate(grid[head + 1 :], start=head + 2):
        cid = told(row, "cid", "cid_input").upper().replace(" ", "")
        name = told(row, "name")
        if plain(name) in ("", "smelter not listed", "smelter not yet identified"):
            looked_up = told(row, "lookup")
            name = name if plain(looked_up) in ("", "smelter not listed") else looked_up
        words = told(row, "metal")
        if not (cid or name or words):
            continue
        metal = metal_of(words)
        if not metal or metal not in METALS_OF[MineralTemplate(found.template)]:
            found.notes.append(Note("metal", _cell(sheet, place, at.get("metal", 0)), words or name or cid))
            continue
        if cid and not re.fullmatch(r"CID\d{6}", cid):
            found.notes.append(Note("cid", _cell(sheet, place, at.get("cid", at.get("cid_input", 0))), cid))
            cid = ""
        if not name:
            found.notes.append(Note("name", _cell(sheet, place, at.get("name", 0)), cid))
            continue
        land = told(row, "country")
        country = country_of(land, countries)
        if land and not country:
            found.notes.append(Note("country", _cell(sheet, place, at["country"]), land))
        mine_countries, unread = _countries(told(row, "mine_country"), countries)
        found.notes += [Note("country", _cell(sheet, place, at["mine_country"]), words) for words in unread]
        recycled = answer_of(told(row, "recycled"), "recycled") == "yes" or is_recycled(told(row, "mine"))
        found.smelters.append(
            SmelterRow(place, metal, cid, name[:200], country, mine_countries, recycled, told(row, "comment")[:500])
        )


def _countries(words: str, countries: Mapping[str, str]) -> tuple[tuple[str, ...], list[str]]:
    """Codes of the countries named, and what is none. A comma may stand inside a name: the whole is tried first."""
    codes: list[str] = []
    unread: list[str] = []
    for part in filter(None, (part.strip() for part in re.split(r"[;/\n、]+", words))):
        if code := country_of(part, countries):
            codes.append(code)
            continue
        for piece in filter(None, (piece.strip() for piece in re.split(r"[,，]+", part))):
            if code := country_of(piece, countries):
                codes.append(code)
            elif not is_recycled(piece):
                unread.append(piece)
    return tuple(dict.fromkeys(codes)), unread


def _read_products(found: Read, grid: Grid) -> None:
    head, at = _head(grid, "products")
    for row in grid[head + 1 :]:
        told = {name: row[at[name]] if name in at and at[name] < len(row) else "" for name in COLUMNS["products"]}
        if told["no"]:
            found.products.append({"no": told["no"][:80], "name": told["name"][:200], "comment": told["comment"][:300]})
