"""What a program wrote into a file about its making: by whom, where, with what, when. Nothing of what it says."""

import io
import logging
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from portal.files.rules.archives import BROKEN, unpacked
from portal.files.rules.kinds import Unfit

MOST_PART = 1_000_000  # the parts of an office file that tell its making are a few hundred bytes
MOST_TOLD = 300
OFFICE_PARTS = ("docProps/core.xml", "docProps/app.xml")
PDF_ERRORS = (
    PyPdfError, DependencyError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError,
    OverflowError, AssertionError, NotImplementedError, OSError,
)  # fmt: skip
logging.getLogger("pypdf").setLevel(logging.ERROR)  # files from outside are often odd: nobody has to act on it


class Unreadable(Exception):
    """The file does not tell: it is damaged, locked or of a kind that holds nothing of its making."""


@dataclass(frozen=True, slots=True)
class Properties:
    """As the file tells it, spaces and letter widths made equal; "" where it does not."""

    author: str = ""
    last_author: str = ""
    office: str = ""  # the organisation to which the program is licensed
    program: str = ""
    created: str = ""
    original: str = ""  # of a PDF: the identifier that stays through all its later versions


def properties_of(data: bytes, content_type: str) -> Properties:
    """What a PDF, XLSX or DOCX tells of its making; Unreadable for other kinds and for what cannot be read.

    Source: domain 2.11 (identical metadata); ISO 32000-1 14.3.3, 14.4; ISO/IEC 29500-2 (core properties).

    >>> properties_of(b"no", "text/csv")
    Traceback (most recent call last):
    portal.files.rules.properties.Unreadable
    """
    if content_type == "application/pdf":
        return _of_pdf(data)
    if content_type.startswith("application/vnd.openxmlformats-officedocument."):
        return _of_office(data)
    raise Unreadable


def _of_pdf(data: bytes) -> Properties:
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable
        told: Mapping[str, object] = reader.metadata or {}
        ids = reader.trailer.get("/ID")
        first = ids.get_object()[0].original_bytes if ids is not None else b""
        return Properties(
            author=_plain(told.get("/Author")),
            office=_plain(told.get("/Company")),  # word processors put it there
            program=_plain(f"{told.get('/Creator', '')} / {told.get('/Producer', '')}").strip(" /"),
            created=_plain(told.get("/CreationDate")),
            original=first.hex() if any(first) else "",
        )
    except PDF_ERRORS as fault:
        raise Unreadable from fault


def _of_office(data: bytes) -> Properties:
    told: dict[str, str] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                if member.filename in OFFICE_PARTS and member.file_size <= MOST_PART:
                    told |= _texts(b"".join(unpacked(data, member)))
    except (*BROKEN, Unfit, expat.ExpatError, LookupError) as fault:
        raise Unreadable from fault
    if not told:
        raise Unreadable
    return Properties(
        author=_plain(told.get("creator")),
        last_author=_plain(told.get("lastModifiedBy")),
        office=_plain(told.get("Company")),
        program=_plain(f"{told.get('Application', '')} {told.get('AppVersion', '')}"),
        created=_plain(told.get("created")),
    )


def _texts(part: bytes) -> dict[str, str]:
    """The text of each element by its local name; a document type is never read."""
    found: dict[str, str] = {}
    inside: list[str] = []

    def begin(name: str, _attributes) -> None:
        inside.append(name.rpartition(" ")[2])

    def text(piece: str) -> None:
        if inside:
            found[inside[-1]] = (found.get(inside[-1], "") + piece)[:MOST_TOLD]

    def refuse(*_declaration) -> None:
        raise Unreadable

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _name: inside.pop()
    parser.CharacterDataHandler = text
    parser.Parse(part, True)
    return found


def _plain(value: object) -> str:
    """One line, letters of one width, no case: two programs write the same name alike."""
    told = unicodedata.normalize("NFKC", str(value or "")).replace("\0", "")
    return " ".join(told.split()).casefold()[:MOST_TOLD]
