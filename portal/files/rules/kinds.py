"""Kinds of file: their extensions, content types and first bytes."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.files.states import Kind


class Unfit(RuleBroken):
    """Why a file is not taken, without its name; who asks puts the name before it."""


EXTENSIONS = {
    "pdf": Kind.PDF,
    "jpg": Kind.JPG,
    "jpeg": Kind.JPG,
    "png": Kind.PNG,
    "xlsx": Kind.XLSX,
    "docx": Kind.DOCX,
    "hwp": Kind.HWP,
    "hwpx": Kind.HWPX,
    "dwg": Kind.DWG,
    "step": Kind.STEP,
    "stp": Kind.STEP,
    "xml": Kind.XML,
    "csv": Kind.CSV,
    "zip": Kind.ZIP,
}
CONTENT_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.JPG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.HWP: "application/x-hwp",
    Kind.HWPX: "application/hwp+zip",
    Kind.DWG: "image/vnd.dwg",
    Kind.STEP: "model/step",
    Kind.XML: "application/xml",
    Kind.CSV: "text/csv",
    Kind.ZIP: "application/zip",
}
ZIP_START, OLE_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Each pattern is matched at the very first byte: what begins otherwise is something else, or something hidden in front.
STARTS = {
    Kind.PDF: re.compile(rb"%PDF-[12]\.\d"),
    Kind.JPG: re.compile(rb"\xff\xd8\xff"),
    Kind.PNG: re.compile(rb"\x89PNG\r\n\x1a\n"),
    Kind.XLSX: re.compile(re.escape(ZIP_START)),
    Kind.DOCX: re.compile(re.escape(ZIP_START)),
    Kind.HWP: re.compile(re.escape(OLE_START)),
    Kind.HWPX: re.compile(re.escape(ZIP_START)),
    Kind.DWG: re.compile(rb"AC10[0-9]{2}"),
    Kind.STEP: re.compile(rb"(?:\xef\xbb\xbf)?\s*ISO-10303-21;"),
    Kind.XML: re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<\x00|\xfe\xff\x00<"),
    Kind.CSV: re.compile(rb"[^\x00]"),
    Kind.ZIP: re.compile(re.escape(ZIP_START)),
}
# Archives and programs, wherever they turn up inside another file.
OTHER_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"PK\x05\x06", b"MSCF")
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")


def kind_of(name: str) -> Kind | None:
    """The kind that the last extension of ``name`` claims, or None.

    Source: domain CNV-11.

    >>> kind_of("도면.PDF"), kind_of("report.pdf.exe"), kind_of("logo.svg")
    (Kind.PDF, None, None)
    """
    stem, dot, extension = name.rpartition(".")
    return EXTENSIONS.get(extension.lower()) if dot and stem else None


def extensions_of(kinds: Iterable[str]) -> list[str]:
    """The extensions of ``kinds`` in the order of the allow-list, for ``accept`` on the control.

    Source: domain CNV-11.

    >>> extensions_of({Kind.PNG, Kind.JPG})
    ['jpg', 'jpeg', 'png']
    """
    wanted = set(kinds)
    return [extension for extension, kind in EXTENSIONS.items() if kind in wanted]


def kinds_text(kinds: Iterable[str]) -> str:
    """The kinds as people write them, in the order of the allow-list.

    Source: domain CNV-11.

    >>> kinds_text({Kind.PNG, Kind.JPG, Kind.PDF})
    'PDF, JPG, PNG'
    """
    wanted = set(kinds)
    return ", ".join(str(kind.label) for kind in Kind if kind in wanted)


def check_start(data: bytes, kind: Kind) -> None:
    """The first bytes are those of ``kind``.

    Source: security A57.

    >>> check_start(b"%PDF-1.7 ...", Kind.PDF)
    """
    if not STARTS[kind].match(data):
        raise other_kind(kind)


def other_kind(kind: Kind) -> Unfit:
    """What is said when the content is not what the extension claims.

    Source: security A57.
    """
    return Unfit(
        _("The content is not %(kind)s, although the name says so. Save it again as %(kind)s with the right program.")
        % {"kind": kind.label}
    )


def two_kinds() -> Unfit:
    """What is said of a polyglot.

    Source: security A57.
    """
    return Unfit(_("It is two kinds of file at once. Save it again from the program that made it."))


def damaged() -> Unfit:
    """What is said of a file that cannot be read to its end.

    Source: security A57.
    """
    return Unfit(_("The file is damaged or incomplete. Open it, save it again and send the new copy."))
