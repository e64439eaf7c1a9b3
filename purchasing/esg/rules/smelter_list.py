"""A list of smelters or of high-risk areas as a CSV file or a workbook; columns are known by their words."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from openpyxl import load_workbook

from purchasing.esg.rules.cmrt_words import country_of, metal_of, plain
from purchasing.esg.rules.tables import BROKEN, Unreadable, csv_table
from purchasing.esg.states.minerals import AreaKind, ListKind, SmelterStatus

MOST_ROWS, MOST_BYTES = 20_000, 100_000_000

COLUMNS: dict[str, tuple[str, ...]] = {
    "cid": ("smelter id", "smelter identification", "cid", "제련소 번호", "제련소 식별"),
    "metal": ("metal", "mineral", "광물", "금속"),
    "aliases": ("alias", "also known", "other name", "look-up", "lookup", "별칭", "다른 이름"),
    "name": ("smelter name", "facility name", "standard smelter", "name", "제련소 이름", "제련소명", "이름", "명칭"),
    "status_on": ("status date", "date", "상태 일자", "기준일", "일자"),
    "status": ("status", "assessment", "상태", "심사"),
    "region": ("region", "province", "area", "지역"),
    "country": ("country", "국가"),
    "kind": ("kind", "type", "구분", "종류"),
}
ORDER = tuple(COLUMNS)
NEEDED = {ListKind.SMELTERS: ("cid", "metal", "name", "country", "status"), ListKind.AREAS: ("country",)}
STATUSES = {
    SmelterStatus.NON_CONFORMANT: ("non-conformant", "nonconformant", "not conformant", "non conformant", "부적합"),
    SmelterStatus.NOT_ENROLLED: ("not enrolled", "not_enrolled", "none", "outreach", "미참여"),
    SmelterStatus.CONFORMANT: ("conformant", "compliant", "적합", "인증"),
    SmelterStatus.ACTIVE: ("active", "in progress", "진행"),
    SmelterStatus.UNKNOWN: ("unknown", "미상", "확인 불가"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the list."""

    place: int
    country: str
    cid: str = ""
    metal: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    status: str = ""
    status_on: date | None = None
    region: str = ""
    kind: str = ""


@dataclass(slots=True)
class ReadList:
    """What was understood; ``faults``: (row, column, what stood there)."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    missing: tuple[str, ...] = ()  # columns that the list must have


class NotAList(ValueError):
    """The file can be read neither as CSV nor as a workbook."""


def read_list(file: BinaryIO, kind: str, countries: Mapping[str, str]) -> ReadList:
    """The rows of a list; a smelter that stands twice is a fault.

    Source: domain MIN-04, MIN-08.

    >>> told = "Smelter ID,Metal,Smelter Name,Country,Status\\nCID001,Tin,Hanbit,KR,Conformant\\nCID2,Tin,X,KR,good\\n"
    >>> found = read_list(io.BytesIO(told.encode()), "smelters", {"korea": "KR"})
    >>> [(each.cid, each.metal, each.status) for each in found.entries], found.faults
    ([('CID001', 'tin', 'conformant')], [(3, 'status', 'good')])
    >>> read_list(io.BytesIO("지역\\n가\\n".encode()), "areas", {}).missing
    ('country',)
    """
    rows = _rows(file)
    place, at = _head(rows)
    found = ReadList(missing=tuple(name for name in NEEDED[ListKind(kind)] if name not in at))
    if found.missing:
        return found
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        told = {name: row[column].strip() if column < len(row) else "" for name, column in at.items()}
        if not any(told.values()):
            continue
        entry, fault = _entry(number, told, kind, countries)
        if entry is None:
            found.faults.append((number, *fault))
            continue
        key = (entry.cid, entry.metal) if kind == ListKind.SMELTERS else (entry.country, entry.region, entry.kind)
        if key in seen:
            found.faults.append((number, "twice", " ".join(key)))
            continue
        seen.add(key)
        found.entries.append(entry)
    return found


def _entry(
    place: int, told: Mapping[str, str], kind: str, countries: Mapping[str, str]
) -> tuple[Entry | None, tuple[str, str]]:
    country = country_of(told["country"], countries)
    if not country:
        return None, ("country", told["country"])
    if kind == ListKind.AREAS:
        words = plain(told.get("kind", ""))
        is_transit = any(mark in words for mark in ("transit", "transship", "경유", "환적"))
        area = AreaKind.TRANSIT if is_transit else AreaKind.CAHRA
        return Entry(place, country, region=told.get("region", "")[:120], kind=area.value), ("", "")
    cid = told["cid"].upper().replace(" ", "")
    metal, status = metal_of(told["metal"]), status_of(told["status"])
    if not re.fullmatch(r"[A-Z0-9-]{3,12}", cid):
        return None, ("cid", told["cid"])
    if not metal:
        return None, ("metal", told["metal"])
    if not told["name"]:
        return None, ("name", "")
    if not status:
        return None, ("status", told["status"])
    aliases = tuple(part.strip()[:200] for part in re.split(r"[;|\n]+", told.get("aliases", "")) if part.strip())
    on = _day(told.get("status_on", ""))
    return Entry(place, country, cid, metal, told["name"][:200], aliases, status, on), ("", "")


def status_of(words: str) -> str:
    """The status that a cell names, or "".

    Source: domain MIN-04.

    >>> [status_of(words) for words in ("Conformant", "Non-Conformant", "Active", "부적합", "?")]
    ['conformant', 'non_conformant', 'active', 'non_conformant', '']
    """
    bare = plain(words)
    return next((status.value for status, marks in STATUSES.items() if any(mark in bare for mark in marks)), "")


def _rows(file: BinaryIO) -> list[list[str]]:
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    if content[:4] == b"PK\x03\x04":
        return _workbook_rows(content)
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        try:
            return csv_table(text, most=MOST_ROWS, delimiter=delimiter)
        except Unreadable as trouble:
            raise NotAList from trouble
    raise NotAList


def _workbook_rows(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise NotAList
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [
            [
                [_text(value) for value in row]
                for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=40, values_only=True)
            ]
            for sheet in book.worksheets
        ]
        book.close()
    except NotAList:
        raise
    except BROKEN as trouble:
        raise NotAList from trouble
    return max(sheets, key=lambda rows: len(_head(rows)[1]), default=[])


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.strftime("%Y-%m-%d") if isinstance(value, datetime | date) else str(value)


def _head(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row that names most columns."""
    best: tuple[int, dict[str, int]] = (0, {})
    for place, row in enumerate(rows[:20]):
        named: dict[str, int] = {}
        for column, cell in enumerate(row):
            words = plain(cell)
            name = next((name for name in ORDER if words and any(mark in words for mark in COLUMNS[name])), "")
            if name and name not in named:
                named[name] = column
        if len(named) > len(best[1]):
            best = place, named
    return best


def _day(words: str) -> date | None:
    try:
        return datetime.strptime(words.strip(), "%Y-%m-%d").date()
    except ValueError:
        return None
