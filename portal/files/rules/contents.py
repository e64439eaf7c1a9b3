"""Contents: each kind is what it says, once, and brings nothing along that runs."""

import codecs
import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress

import olefile
from django.utils.translation import gettext as _

from portal.files.rules.archives import Budget, check_archive, is_archive
from portal.files.rules.kinds import ZIP_START, Unfit, check_start, damaged, other_kind, two_kinds
from portal.files.rules.markup import check_xml
from portal.files.states import Kind

ZIPPED = (Kind.ZIP, Kind.XLSX, Kind.DOCX, Kind.HWPX)
AFTER_THE_END = 2_048  # blank lines and padding that programs leave after %%EOF
MOST_OBJECTS = 100_000_000  # bytes of compressed PDF objects that are looked through
MOST_STREAMS = 50_000  # object streams in one PDF; large drawings have hundreds
PIECE = 16_384
HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTIVE_PDF = re.compile(rb"/(JavaScript|Launch)(?![A-Za-z0-9])")
OLE_ERRORS = (OSError, ValueError, IndexError, KeyError, TypeError, struct.error, RecursionError)
FOREIGN_STREAMS = ("WordDocument", "Workbook", "Book", "PowerPoint Document", "_VBA_PROJECT_CUR", "Macros")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
PAGE_START = re.compile(r"(?i)\s*<(!doctype|html|svg|script|\?xml|head|body|iframe)")


def check_contents(data: bytes, kind: Kind, budget: Budget | None = None) -> None:
    """``data`` is wholly and only of ``kind``; Unfit says why not. Pictures are checked by drawing them anew.

    Source: domain CNV-11; security A57, A58, T30.

    >>> check_contents(b"ISO-10303-21;\\nHEADER;\\n", Kind.STEP)
    """
    check_start(data, kind)
    if kind in ZIPPED:
        check_archive(data, kind, budget or Budget(), check_contents)
        return
    if is_archive(data):
        raise two_kinds()
    if kind == Kind.PDF:
        _check_pdf(data)
    elif kind == Kind.HWP:
        _check_hwp(data)
    elif kind == Kind.XML:
        check_xml(data)
    elif kind == Kind.CSV:
        _check_csv(data)


def _check_pdf(data: bytes) -> None:
    """Whole, nothing after its end, and no script or program start in it.

    Names may be written with #xx; objects may be packed into object streams, which are looked into. What a protected
    PDF packs away stays unread: that is the virus scan's part.
    """
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise damaged()
    if len(data) - end > AFTER_THE_END or ZIP_START in data[end:]:
        raise two_kinds()
    if ACTIVE_PDF.search(_plain_names(data)) or any(ACTIVE_PDF.search(objects) for objects in _packed_objects(data)):
        raise Unfit(_("It contains a script or starts a program. Print it to PDF and send that copy."))


def _packed_objects(data: bytes) -> Iterator[bytes]:
    """What the object streams of a PDF hold. Each begins after its dictionary; the packed data know their own end."""
    left = MOST_OBJECTS
    for count, found in enumerate(re.finditer(rb"/ObjStm", data)):
        if count >= MOST_STREAMS:
            raise damaged()
        start = data.find(b"stream", found.end(), found.end() + 2_000)
        if start < 0:
            continue
        begin = start + len(b"stream")
        while data[begin : begin + 1] in (b"\r", b"\n"):
            begin += 1
        objects = _inflated(data, begin, left)
        left -= len(objects)
        if left <= 0:
            raise Unfit(_("It would unpack to more than a hundred times its size. Such files are not taken."))
        yield _plain_names(objects)


def _inflated(data: bytes, begin: int, most: int) -> bytes:
    """What is packed at ``begin``, up to ``most`` bytes; in pieces, so that nonsense costs no copy of the rest."""
    inflate, out = zlib.decompressobj(), []
    with suppress(zlib.error):  # cut off or not packed this way: what came out so far is looked at
        while not inflate.eof and most > 0 and (piece := data[begin : begin + PIECE]):
            begin += PIECE
            out.append(inflate.decompress(piece, most))
            most -= len(out[-1])
    return b"".join(out)


def _plain_names(objects: bytes) -> bytes:
    """With #61 and the like written out, as a reader of PDF understands them."""
    return HEX_NAME.sub(lambda match: bytes([int(match[1], 16)]), objects)


def _check_hwp(data: bytes) -> None:
    """A Hangul document, not another program's file in the same container."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            header = container.openstream("FileHeader").read(32) if container.exists("FileHeader") else b""
            foreign = [name for name in FOREIGN_STREAMS if container.exists(name)]
    except OLE_ERRORS:
        raise damaged() from None
    if not header.startswith(b"HWP Document File") or foreign:
        raise other_kind(Kind.HWP)


def _check_csv(data: bytes) -> None:
    """Text in UTF-8, UTF-16 with its mark, or CP949; no page of the web."""
    text = _decoded(data)
    if text is None or CONTROLS.search(text):
        raise Unfit(_("It is not readable text. Save it as CSV (UTF-8) and send it again."))
    if PAGE_START.match(text):
        raise Unfit(_("It is a web page or SVG drawing. Send it as PDF, JPG or PNG."))


def _decoded(data: bytes) -> str | None:
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    marked = next((encoding for mark, encoding in marks.items() if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp949"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
