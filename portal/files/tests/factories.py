"""Real small files made on the spot, and stored ones."""

import io
import struct
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.files.models import File
from portal.files.rules.kinds import OLE_START
from portal.files.services import store_upload

CONTENT_TYPES_XML = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
XLSX_PARTS = {
    "[Content_Types].xml": CONTENT_TYPES_XML.format(""),
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
    "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
    "xl/worksheets/sheet1.xml": '<?xml version="1.0"?><worksheet/>',
}
DOCX_PARTS = {
    "[Content_Types].xml": CONTENT_TYPES_XML.format(""),
    "word/document.xml": '<?xml version="1.0"?><document/>',
}
HWPX_PARTS = {"mimetype": "application/hwp+zip", "Contents/section0.xml": '<?xml version="1.0"?><sec/>'}


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    """What a form gives to a view."""
    return SimpleUploadedFile("x", data) if not name else _named(name, data)


def _named(name: str, data: bytes) -> SimpleUploadedFile:
    """Keeps the name as it was sent: Django's own object would already have cut its path off."""
    made = SimpleUploadedFile("x", data)
    made._name = name
    return made


def picture_bytes(form: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "#1c55b3", **options) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **options)
    return out.getvalue()


def pdf_bytes(inside: bytes = b"") -> bytes:
    """A small PDF; ``inside`` becomes one more object."""
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n" + inside + b"\n"
        b"xref\n0 3\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    )


def zip_bytes(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of ``parts``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx_bytes(**more: str | bytes) -> bytes:
    """A minimal workbook; ``more`` adds parts by name (``**{"xl/vbaProject.bin": b"…"}``)."""
    return zip_bytes({**XLSX_PARTS, **more})


def docx_bytes(**more: str | bytes) -> bytes:
    """A minimal document."""
    return zip_bytes({**DOCX_PARTS, **more})


def ole_bytes(*names: str | bytes) -> bytes:
    """A compound file (old Office, Hangul) with one stream per name; bytes after a name are how its stream begins.

    Sector 0 is the allocation table, 1 the directory, then eight sectors for each stream (MS-CFB 2.1).
    """
    streams: list[list] = []
    for part in names:
        if isinstance(part, bytes):
            streams[-1][1] = part
        else:
            streams.append([part, b""])
    fat = [0xFFFFFFFD, 0xFFFFFFFE]
    entries = [_ole_entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)]
    body = b""
    for number, (name, content) in enumerate(streams, start=1):
        start = 2 + 8 * (number - 1)
        fat += [*range(start + 1, start + 8), 0xFFFFFFFE]
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_ole_entry(name, 2, right=right, start=start, size=4096))
        body += content.ljust(4096, b"\0")
    chains = (0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # one table sector, the directory at 1, no small streams
    header = OLE_START + bytes(16) + struct.pack("<HHHHH6x9I", 0x3E, 3, 0xFFFE, 9, 6, *chains)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", *(fat + [0xFFFFFFFF] * (128 - len(fat))))
    return header + table + b"".join(entries).ljust(512, b"\0") + body


def _ole_entry(name: str, kind: int, *, child=0xFFFFFFFF, right=0xFFFFFFFF, start=0, size=0) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xIQQIQ", encoded, len(encoded), kind, 1, 0xFFFFFFFF, right, child, 0, 0, 0, start, size
    )


def FileFactory(name: str = "시방서.pdf", data: bytes | None = None, *, company=None, by=None, public=False) -> File:  # noqa: N802
    """A stored file, through the real service; the kind follows the name."""
    if data is None:
        makers = {"pdf": pdf_bytes, "xlsx": xlsx_bytes, "docx": docx_bytes, "png": picture_bytes}
        extension = name.rpartition(".")[2]
        data = picture_bytes("JPEG") if extension in ("jpg", "jpeg") else makers[extension]()
    return store_upload(upload(name, data), company=company, by=by, public=public)
