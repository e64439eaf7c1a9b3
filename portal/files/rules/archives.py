"""Archives, and office files, which are archives: measured before anything is unpacked."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.files.rules.kinds import (
    OLE_START,
    OTHER_ARCHIVES,
    PROGRAMS,
    ZIP_START,
    Unfit,
    damaged,
    kind_of,
    other_kind,
    two_kinds,
)
from portal.files.rules.markup import check_no_dtd
from portal.files.states import Kind

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200_000_000
MOST_RATIO = 100
DEEPEST = 2  # a sheet inside a document inside a ZIP
MOST_MEMBER = 50_000_000  # a member whose inside is looked at is held in memory
DIRECTORY_BYTES = 1_000_000  # of 2,000 entries with long names; read before the entries are
SMALL = 1_000_000  # the ratio of less than this says nothing: a blank sheet shrinks a thousandfold
CHUNK = 65_536
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError, struct.error, zlib.error)
# What a Mac puts into every archive it makes; told from real members by their own first bytes.
MAC_EXTRAS = (
    (re.compile(r"(^|/)__MACOSX/"), b"\x00\x05\x16\x07"),
    (re.compile(r"(^|/)\.DS_Store$"), b"\x00\x00\x00\x01Bud1"),
)
MACRO_PARTS = re.compile(r"(?i)(^|/)(vbaproject[^/]*\.bin|vbadata\.xml|macrosheets/.+|activex/.+)$")
MACROS_INSIDE = tuple(word.encode("utf-16-le") for word in ("_VBA_PROJECT", "Ole10Native"))

CheckMember = Callable[[bytes, Kind, "Budget"], None]


@dataclass
class Budget:
    """What one upload may unpack to, with everything that lies inside it."""

    entries: int = MOST_ENTRIES
    unpacked: int = MOST_UNPACKED
    depth: int = 0

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Inside a member; what it unpacks to counts against the same budget."""
        self.depth += 1
        yield
        self.depth -= 1

    def spend(self, members: list[zipfile.ZipInfo], packed: int) -> None:
        """Count ``members`` of an archive of ``packed`` bytes; refuse what is too much."""
        self.entries -= len(members)
        whole = sum(member.file_size for member in members)
        self.unpacked -= whole
        if self.entries < 0:
            raise Unfit(_("It holds more than %(most)s files. Split it into several.") % {"most": f"{MOST_ENTRIES:,}"})
        if self.unpacked < 0:
            raise Unfit(
                _("It would unpack to more than %(most)s MB. Split it into several.")
                % {"most": MOST_UNPACKED // 1_000_000}
            )
        swollen = [m for m in members if m.file_size > SMALL and m.file_size > MOST_RATIO * max(m.compress_size, 1)]
        if swollen or (whole > SMALL and whole > MOST_RATIO * packed):
            raise Unfit(_("It would unpack to more than a hundred times its size. Such files are not taken."))


def is_archive(data: bytes) -> bool:
    """Whether some program would open ``data`` as a zip archive, wherever the archive begins in it.

    Source: security A57 (polyglots).

    >>> is_archive(b"%PDF-1.7"), is_archive(b"%PDF-1.7 PK\\x05\\x06" + bytes(18))
    (False, True)
    """
    return zipfile.is_zipfile(io.BytesIO(data))


def check_archive(data: bytes, kind: Kind, budget: Budget, check_member: CheckMember) -> None:
    """Sizes, names and members of a zip archive or office file; ``check_member`` looks into what lies inside.

    Source: domain CNV-11; security A58, B12, B14, T30.
    """
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            budget.spend(members, len(data))
            _check_entries(members, data)
            for member in members:
                if not member.is_dir():
                    archive.open(member).close()  # its own header agrees with the directory, and overlaps no other
            names = {member.filename for member in members}
            _check_family(archive, names, kind)
            look = _look_into_zip if kind == Kind.ZIP else _look_into_office
            for member in members:
                if not member.is_dir():
                    look(member, unpacked(data, member), budget, check_member)
    except BROKEN:
        raise damaged() from None


def unpacked(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of ``member`` in pieces, and not one more than its directory entry promises.

    Source: security A58: an archive may lie about its sizes.
    """
    start = member.header_offset + 30 + sum(struct.unpack_from("<HH", data, member.header_offset + 26))
    packed = memoryview(data)[start : start + member.compress_size]
    if len(packed) != member.compress_size:
        raise damaged()
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    left, crc, place = member.file_size, 0, 0
    while place < len(packed):
        piece = bytes(packed[place : place + CHUNK])
        place += CHUNK
        while piece:
            out = inflate.decompress(piece, CHUNK * 4) if inflate else piece
            piece = inflate.unconsumed_tail if inflate else b""
            left -= len(out)
            if left < 0:
                raise Unfit(_("It unpacks to more than it says. Such files are not taken."))
            crc = zlib.crc32(out, crc)
            yield out
    if left or crc != member.CRC or (inflate and not inflate.eof):
        raise damaged()


def _check_directory(data: bytes) -> None:
    """Before the entries are read: one archive, from the first byte to the last, with a directory of sane size."""
    end = data.rfind(b"PK\x05\x06")
    if not data.startswith(ZIP_START) or end < 0 or end + 22 > len(data):
        raise damaged()
    here, all_here, size, offset, comment = struct.unpack_from("<HHIIH", data, end + 8)
    if here > MOST_ENTRIES or size > DIRECTORY_BYTES or 0xFFFFFFFF in (size, offset):
        raise Unfit(_("It holds more than %(most)s files. Split it into several.") % {"most": f"{MOST_ENTRIES:,}"})
    if here != all_here or offset + size != end or end + 22 + comment != len(data):
        raise damaged()


def _check_entries(members: list[zipfile.ZipInfo], data: bytes) -> None:
    seen = set()
    for member in members:
        shown = _shown(member)
        name = member.orig_filename
        parts = name.replace("\\", "/").split("/")
        if "\\" in name or name.startswith("/") or ".." in parts or ":" in parts[0] or min(name, default=" ") < " ":
            raise Unfit(_("“%(member)s” inside it has a forbidden path.") % {"member": shown})
        if name.casefold() in seen:
            raise Unfit(_("“%(member)s” is inside it twice.") % {"member": shown})
        seen.add(name.casefold())
        if member.flag_bits & 0x1:
            raise Unfit(_("It is protected by a password, so it cannot be checked. Send it without one."))
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unfit(_("It is packed in an unusual way. Pack it again as an ordinary ZIP."))
        mode = member.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise Unfit(_("“%(member)s” inside it is a link, not a file.") % {"member": shown})
    if members and min(member.header_offset for member in members) != 0:
        raise damaged()
    first = members[0] if members else None
    stored_pdf = first is not None and first.compress_type == zipfile.ZIP_STORED and kind_of(first.filename) == Kind.PDF
    if b"%PDF-" in data[:1024] and not stored_pdf:
        raise two_kinds()


def _check_family(archive: zipfile.ZipFile, names: set[str], kind: Kind) -> None:
    """An office file has the parts of its family, and none that carry a program."""
    main = {Kind.XLSX: "xl/workbook.xml", Kind.DOCX: "word/document.xml"}.get(kind)
    if kind == Kind.HWPX:
        if "mimetype" not in names or archive.read("mimetype").strip() != b"application/hwp+zip":
            raise other_kind(kind)
    elif main:
        if not {main, "[Content_Types].xml"} <= names:
            raise other_kind(kind)
        if archive.getinfo("[Content_Types].xml").file_size > SMALL:
            raise damaged()
        if b"macroenabled" in archive.read("[Content_Types].xml").lower():
            raise _macros()
        if any(MACRO_PARTS.search(name) for name in names):
            raise _macros()


def _look_into_office(
    member: zipfile.ZipInfo, pieces: Iterator[bytes], budget: Budget, check_member: CheckMember
) -> None:
    name = member.filename.lower()
    head = next(pieces, b"")
    kind = kind_of(name)
    if head.startswith(ZIP_START) and budget.depth < DEEPEST and kind in (Kind.XLSX, Kind.DOCX):
        with budget.deeper():
            check_member(_whole(member, head, pieces), kind, budget)
        return
    if head.startswith((ZIP_START, *OTHER_ARCHIVES)):
        raise _nested(member)
    if head.startswith(PROGRAMS):
        raise Unfit(_("“%(member)s” inside it is a program.") % {"member": _shown(member)})
    if head.startswith(OLE_START):
        body = _whole(member, head, pieces)
        if any(word in body for word in MACROS_INSIDE):
            raise _macros()
        return
    if name.endswith((".xml", ".rels", ".vml")):
        check_no_dtd(head)
    for _rest in pieces:  # to the end: sizes and checksum are held to what the directory says
        continue


def _look_into_zip(member: zipfile.ZipInfo, pieces: Iterator[bytes], budget: Budget, check_member: CheckMember) -> None:
    body = _whole(member, b"", pieces)
    if any(pattern.search(member.filename) and body.startswith(start) for pattern, start in MAC_EXTRAS):
        return
    kind = kind_of(member.filename.rpartition("/")[2])
    if kind == Kind.ZIP or (kind is None and body.startswith((ZIP_START, *OTHER_ARCHIVES))):
        raise _nested(member)
    if kind is None:
        raise Unfit(_("“%(member)s” inside it is of a kind that is not taken.") % {"member": _shown(member)})
    try:
        with budget.deeper():
            check_member(body, kind, budget)
    except Unfit as reason:
        raise Unfit(_("“%(member)s” inside it: %(reason)s") % {"member": _shown(member), "reason": reason}) from None


def _whole(member: zipfile.ZipInfo, head: bytes, pieces: Iterator[bytes]) -> bytes:
    if member.file_size > MOST_MEMBER:
        raise Unfit(
            _("“%(member)s” inside it is larger than %(most)s MB.")
            % {"member": _shown(member), "most": MOST_MEMBER // 1_000_000}
        )
    return head + b"".join(pieces)


def _macros() -> Unfit:
    return Unfit(_("It contains macros or embedded programs. Save it without them and send it again."))


def _nested(member: zipfile.ZipInfo) -> Unfit:
    return Unfit(_("“%(member)s” inside it is an archive again. Unpack it first.") % {"member": _shown(member)})


def _shown(member: zipfile.ZipInfo) -> str:
    """The member's name for people: Korean Windows writes CP949 without saying so; no control characters."""
    name = member.orig_filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("cp949")
        except UnicodeError:
            name = member.orig_filename
    return re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", name)[-80:]
