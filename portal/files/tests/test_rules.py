"""Each refusal, with a real file that deserves it."""

import io
import struct
import time
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.files.rules import Unfit, check_contents, clean_name, disposition, kind_of, kinds, redraw
from portal.files.states import Kind
from portal.files.tests.factories import (
    DOCX_PARTS,
    HWPX_PARTS,
    XLSX_PARTS,
    docx_bytes,
    ole_bytes,
    pdf_bytes,
    picture_bytes,
    xlsx_bytes,
    zip_bytes,
)

STEP = b"ISO-10303-21;\nHEADER;\nENDSEC;\nEND-ISO-10303-21;\n"
MACRO_TYPES = XLSX_PARTS["[Content_Types].xml"].replace(
    "</Types>",
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    "</Types>",
)
DTD = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'


def with_entry(build) -> bytes:
    """An archive made by hand: ``build(archive)``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        build(archive)
    return out.getvalue()


def link_entry(archive):
    entry = zipfile.ZipInfo("drawing.pdf")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    archive.writestr(entry, "/etc/passwd")


def locked(data: bytes) -> bytes:
    """The first entry claims to need a password, in both its headers."""
    changed = bytearray(data)
    changed[6] |= 1
    changed[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def lying(data: bytes, size: int) -> bytes:
    """The directory promises ``size`` bytes for the last entry, whatever it unpacks to."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, data.rfind(b"PK\x01\x02") + 24, size)
    return bytes(changed)


def packed_script() -> bytes:
    """A script hidden in a compressed object stream."""
    objects = zlib.compress(b"5 0 << /S /JavaScript /JS (app.alert(1)) >>")
    return pdf_bytes(
        b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj"
        % (len(objects), objects)
    )


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PDF, pdf_bytes()),
        (Kind.XLSX, xlsx_bytes()),
        (Kind.DOCX, docx_bytes()),
        (Kind.DOCX, docx_bytes(**{"word/embeddings/chart.xlsx": xlsx_bytes()})),
        (Kind.HWPX, zip_bytes(HWPX_PARTS, zipfile.ZIP_STORED)),
        (Kind.HWP, ole_bytes("FileHeader", b"HWP Document File")),
        (Kind.DWG, b"AC1032" + bytes(100)),
        (Kind.STEP, STEP),
        (Kind.XML, "<?xml version='1.0' encoding='utf-8'?><발주><품목>펌프</품목></발주>".encode()),
        (Kind.XML, "<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16")),
        (Kind.CSV, "품목,수량\r\n원심펌프,3\r\n".encode()),
        (Kind.CSV, "품목,수량\r\n원심펌프,3\r\n".encode("cp949")),
        (Kind.CSV, "품목,수량\r\n".encode("utf-16")),
        (Kind.ZIP, zip_bytes({"도면/펌프.pdf": pdf_bytes(), "부품.xlsx": xlsx_bytes(), "모형.step": STEP})),
        (Kind.ZIP, zip_bytes({"시방서.docx": docx_bytes(**{"word/embeddings/a.xlsx": xlsx_bytes()})})),
        (Kind.ZIP, zip_bytes({"plan.pdf": pdf_bytes()}, zipfile.ZIP_STORED)),
        (Kind.ZIP, zip_bytes({"a.pdf": pdf_bytes(), "__MACOSX/._a.pdf": b"\x00\x05\x16\x07" + bytes(20)})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_honest_files_are_taken(kind, data):
    check_contents(data, kind)


@pytest.mark.parametrize(
    ("kind", "data", "reason"),
    [
        pytest.param(Kind.PDF, b"MZ\x90\x00" + bytes(200), "not PDF", id="renamed-program"),
        pytest.param(Kind.PDF, b"\n" + pdf_bytes(), "not PDF", id="something-in-front-of-a-pdf"),
        pytest.param(Kind.PDF, pdf_bytes()[:100], "damaged", id="cut-off-pdf"),
        pytest.param(Kind.PDF, pdf_bytes() + zip_bytes({"a": b"b"}), "two kinds", id="pdf-and-zip"),
        pytest.param(Kind.PDF, pdf_bytes() + b"<script>alert(1)</script>" * 200, "two kinds", id="pdf-with-a-tail"),
        pytest.param(Kind.PDF, pdf_bytes(b"4 0 obj << /S /JavaScript /JS (x) >> endobj"), "script", id="pdf-script"),
        pytest.param(
            Kind.PDF, pdf_bytes(b"4 0 obj << /S /J#61vaScript /JS (x) >> endobj"), "script", id="pdf-script-in-hex"
        ),
        pytest.param(Kind.PDF, packed_script(), "script", id="pdf-script-in-object-stream"),
        pytest.param(
            Kind.PDF, pdf_bytes(b"4 0 obj << /S /Launch /F (cmd.exe) >> endobj"), "starts a program", id="pdf-launch"
        ),
        pytest.param(Kind.PNG, picture_bytes() + zip_bytes({"a": b"b"}), "two kinds", id="png-and-zip"),
        pytest.param(Kind.JPG, picture_bytes("PNG"), "not JPG", id="png-named-jpg"),
        pytest.param(Kind.XLSX, docx_bytes(), "not XLSX", id="docx-named-xlsx"),
        pytest.param(Kind.XLSX, xlsx_bytes(**{"xl/vbaProject.bin": b"macro"}), "macros", id="xlsx-with-macros"),
        pytest.param(
            Kind.XLSX, zip_bytes({**XLSX_PARTS, "[Content_Types].xml": MACRO_TYPES}), "macros", id="xlsm-renamed"
        ),
        pytest.param(
            Kind.XLSX,
            xlsx_bytes(**{"xl/embeddings/oleObject1.bin": kinds.OLE_START + "Ole10Native".encode("utf-16-le")}),
            "embedded programs",
            id="xlsx-with-package",
        ),
        pytest.param(
            Kind.XLSX, xlsx_bytes(**{"xl/media/tool.png": b"MZ" + bytes(50)}), "is a program", id="xlsx-with-program"
        ),
        pytest.param(Kind.XLSX, xlsx_bytes(**{"xl/worksheets/sheet2.xml": DTD}), "document type", id="xlsx-xxe"),
        pytest.param(
            Kind.DOCX,
            docx_bytes(**{"word/embeddings/a.xlsx": xlsx_bytes(**{"xl/vbaProject.bin": b"m"})}),
            "macros",
            id="macros-in-a-sheet-in-a-document",
        ),
        pytest.param(
            Kind.DOCX, docx_bytes(**{"word/embeddings/a.zip": zip_bytes({"a": b"b"})}), "archive", id="docx-with-zip"
        ),
        pytest.param(Kind.HWPX, zip_bytes({"mimetype": "application/epub+zip"}), "not HWPX", id="epub-named-hwpx"),
        pytest.param(Kind.HWP, kinds.OLE_START + bytes(600), "damaged|not HWP", id="broken-hwp"),
        pytest.param(Kind.HWP, ole_bytes("WordDocument", b"HWP Document File"), "not HWP", id="old-word-named-hwp"),
        pytest.param(Kind.HWP, ole_bytes("FileHeader", b"HWP Document File", "Workbook"), "not HWP", id="hwp-and-xls"),
        pytest.param(Kind.DWG, b"AC10", "not DWG", id="short-dwg"),
        pytest.param(Kind.XML, DTD.encode(), "document type", id="xml-entities"),
        pytest.param(
            Kind.XML, DTD.replace("?>", " encoding='utf-16'?>", 1).encode("utf-16"), "document type", id="xml-utf16"
        ),
        pytest.param(Kind.XML, b"<a><b></a>", "damaged", id="broken-xml"),
        pytest.param(Kind.XML, b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG", id="svg-named-xml"),
        pytest.param(Kind.XML, b'<a><x xmlns="http://www.w3.org/1999/xhtml"/></a>', "web page", id="xhtml-inside-xml"),
        pytest.param(Kind.XML, b'<?xml-stylesheet href="a.xsl"?><a/>', "style sheet", id="xml-with-style-sheet"),
        pytest.param(Kind.CSV, b"<html><script>alert(1)</script>", "web page", id="html-named-csv"),
        pytest.param(Kind.CSV, b"a,b\x00c", "readable text", id="binary-named-csv"),
        pytest.param(Kind.ZIP, zip_bytes({"a.zip": zip_bytes({"b": b"c"})}), "archive again", id="nested-zip"),
        pytest.param(Kind.ZIP, zip_bytes({"a.7z": b"7z\xbc\xaf\x27\x1c"}), "archive again", id="nested-7z"),
        pytest.param(Kind.ZIP, zip_bytes({"setup.exe": b"MZ"}), "not taken", id="zip-with-program"),
        pytest.param(Kind.ZIP, zip_bytes({"plan.pdf": b"MZ"}), "plan.pdf.*not PDF", id="zip-with-renamed-program"),
        pytest.param(Kind.ZIP, zip_bytes({"../../etc/cron.csv": b"a,b"}), "forbidden path", id="zip-slip"),
        pytest.param(Kind.ZIP, zip_bytes({"/etc/cron.csv": b"a,b"}), "forbidden path", id="absolute-path"),
        pytest.param(Kind.ZIP, zip_bytes({"C:\\windows\\a.csv": b"a,b"}), "forbidden path", id="windows-path"),
        pytest.param(Kind.ZIP, with_entry(link_entry), "is a link", id="symlink"),
        pytest.param(Kind.ZIP, zip_bytes({"A.csv": b"a", "a.csv": b"b"}), "twice", id="same-name-twice"),
        pytest.param(Kind.ZIP, locked(zip_bytes({"a.csv": b"a,b"})), "password", id="password"),
        pytest.param(Kind.ZIP, zip_bytes({"a.csv": b"a,b"}, zipfile.ZIP_LZMA), "unusual", id="lzma"),
        pytest.param(
            Kind.ZIP, zip_bytes({f"{n}.csv": b"" for n in range(2_001)}), "2,000 files", id="too-many-entries"
        ),
        pytest.param(Kind.ZIP, zip_bytes({"a.csv": bytes(20_000_000)}), "hundred times", id="zip-bomb"),
        pytest.param(Kind.XLSX, xlsx_bytes(**{"xl/a.xml": b" " * 20_000_000}), "hundred times", id="xlsx-bomb"),
        pytest.param(
            Kind.ZIP, lying(zip_bytes({"a.csv": b"a,b\n" * 400_000}), 900), "more than it says", id="lying-directory"
        ),
        pytest.param(Kind.ZIP, lying(zip_bytes({"a.csv": b"a,b"}), 90), "damaged", id="promises-too-much"),
        pytest.param(Kind.ZIP, zip_bytes({"a.csv": b"a"})[:-30], "damaged", id="cut-off-zip"),
        pytest.param(Kind.ZIP, b"#!/bin/sh\n" + zip_bytes({"a.csv": b"a"}), "not ZIP", id="self-extracting"),
        pytest.param(Kind.ZIP, zip_bytes({"a.csv": b"a"}) + b"tail", "damaged", id="zip-with-a-tail"),
        pytest.param(Kind.ZIP, zip_bytes({"%PDF-1.7.csv": b"a"}), "two kinds", id="zip-and-pdf"),
        pytest.param(Kind.ZIP, b"PK\x05\x06" + bytes(18), "not ZIP", id="empty-zip"),
    ],
)
def test_dishonest_files_are_refused(kind, data, reason):
    with pytest.raises(Unfit, match=reason):
        check_contents(data, kind)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        pytest.param(Kind.PDF, b"%PDF-1.7\n" + b"/ObjStm stream\n" * 1_000_000 + b"%%EOF", id="many-object-streams"),
        pytest.param(Kind.PDF, b"%PDF-1.7\n" + b"#61" * 5_000_000 + b"%%EOF", id="many-hex-names"),
        pytest.param(Kind.XML, b"<a>" + b"<b/>" * 2_000_000 + b"</a>", id="many-elements"),
        pytest.param(Kind.XML, b"<a>" * 2_000_000, id="deep-elements"),
        pytest.param(Kind.ZIP, b"PK\x03\x04" + b"PK\x05\x06" * 5_000_000, id="many-ends"),
    ],
)
def test_no_file_keeps_the_portal_busy(kind, data):
    began = time.process_time()
    with suppress(Unfit):
        check_contents(data, kind)
    assert time.process_time() - began < 10


def test_an_archive_of_honest_ratio_may_still_be_too_large():
    noise = bytes(range(256)) * 40_000  # ten million bytes that do not shrink a hundredfold in small pieces
    parts = {f"{n}.step": STEP + noise[: 10_000_000 - n] for n in range(21)}
    data = zip_bytes(parts, zipfile.ZIP_STORED)
    with pytest.raises(Unfit, match="200 MB"):
        check_contents(data, Kind.ZIP)


@given(st.binary(max_size=400), st.sampled_from(list(Kind)))
def test_noise_is_refused_or_taken_but_never_crashes(noise, kind):
    start = {Kind.PDF: b"%PDF-1.7\n", Kind.HWP: kinds.OLE_START, Kind.DWG: b"AC1032", Kind.STEP: b"ISO-10303-21;"}
    for data in (noise, start.get(kind, kinds.ZIP_START) + noise, xlsx_bytes()[: len(noise)] + noise):
        try:
            check_contents(data, kind)
        except Unfit:
            continue


@given(st.integers(min_value=0, max_value=len(xlsx_bytes()) - 1), st.integers(min_value=0, max_value=255))
def test_one_changed_byte_never_crashes(place, value):
    data = bytearray(zip_bytes({"a/b.xlsx": xlsx_bytes(), "c.pdf": pdf_bytes()}))
    data[place] = value
    try:
        check_contents(bytes(data), Kind.ZIP)
    except Unfit:
        return


# Pictures ------------------------------------------------------------------------------------------------------------
def photo_with_place() -> bytes:
    """A photograph that says where it was taken, by which camera, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCam"
    exif[0x0112] = 6  # turn by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 58.0)
    return picture_bytes("JPEG", (60, 40), exif=exif.tobytes(), comment=b"home address")


def test_place_and_camera_are_gone_and_the_picture_stands_upright():
    data = photo_with_place()
    assert b"SecretCam" in data
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)

    picture = redraw(data, Kind.JPG)

    assert (picture.width, picture.height) == (40, 60)
    for kept in (picture.content, picture.thumbnail, picture.preview):
        opened = Image.open(io.BytesIO(kept))
        assert dict(opened.getexif()) == {}
        assert "exif" not in opened.info
        assert b"SecretCam" not in kept
        assert b"home address" not in kept


def test_what_follows_the_picture_is_cut_off():
    assert b"<script>" not in redraw(picture_bytes("JPEG") + b"<script>alert(1)</script>", Kind.JPG).content


def test_two_small_copies_keep_the_proportions():
    picture = redraw(picture_bytes("PNG", (2_000, 1_000)), Kind.PNG)

    sizes = [Image.open(io.BytesIO(copy)).size for copy in (picture.thumbnail, picture.preview)]
    assert sizes == [(320, 160), (960, 480)]
    assert {Image.open(io.BytesIO(copy)).format for copy in (picture.thumbnail, picture.preview)} == {"WEBP"}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_a_png_stores_colours_is_drawn(mode):
    out = io.BytesIO()
    Image.new(mode, (10, 10)).save(out, "PNG")
    assert redraw(out.getvalue(), Kind.PNG).width == 10


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_every_way_a_jpeg_stores_colours_is_drawn(mode):
    out = io.BytesIO()
    Image.new(mode, (10, 10)).save(out, "JPEG")
    assert redraw(out.getvalue(), Kind.JPG).height == 10


def png_header(width: int, height: int) -> bytes:
    """A PNG that only claims its size: unpacking it would take the memory."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(100))
    return (
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (chunk, data)
        )
        + b"\x00\x00\x00\x00IEND\xaeB`\x82"
    )


@pytest.mark.parametrize(("width", "height"), [(10_000, 5_000), (20_000, 20_000), (65_000, 65_000), (40_000, 2)])
def test_a_pixel_flood_is_refused_by_its_header(width, height):
    with pytest.raises(Unfit, match="40 million pixels"):
        redraw(png_header(width, height), Kind.PNG)


@pytest.mark.parametrize("data", [png_header(100, 100), picture_bytes("PNG", (300, 300))[:200], b"\x89PNG\r\n\x1a\n"])
def test_a_broken_picture_is_refused(data):
    with pytest.raises(Unfit, match="damaged"):
        redraw(data, Kind.PNG)


# Names ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param("펌프 도면.pdf", "펌프 도면.pdf", id="hangul"),
        pytest.param("\u1112\u1161\u11ab.pdf", "한.pdf", id="decomposed-from-a-mac"),
        pytest.param("a\r\nSet-Cookie: b=c.pdf", "aSet-Cookie_ b=c.pdf", id="crlf"),
        pytest.param("a\x00b.pdf", "ab.pdf", id="nul"),
        pytest.param("\u200bplan\u200d.pdf", "plan.pdf", id="zero-width"),
        pytest.param("...plan.pdf", "plan.pdf", id="hidden-file"),
        pytest.param('a"b<c>.pdf', "a_b_c_.pdf", id="signs"),
        pytest.param("aux.pdf", "_aux.pdf", id="windows-device"),
    ],
)
def test_names_are_cleaned(raw, name):
    assert clean_name(raw) == name


@pytest.mark.parametrize("raw", ["\u202efdp.exe.pdf", ".pdf", "\u3164.pdf", "\u200b\u200b.pdf", ""])
def test_names_that_hide_something_are_refused(raw):
    with pytest.raises(Unfit, match="Rename the file"):
        clean_name(raw)


@given(st.text(max_size=300))
def test_a_cleaned_name_is_short_and_stays_clean(raw):
    try:
        name = clean_name(f"가{raw}.pdf")
    except Unfit:
        return
    assert clean_name(name) == name
    assert len(name) <= 200
    assert len(name.encode()) <= 255
    header = disposition(name, inline=False)
    assert header.isascii()
    assert header.isprintable()


@pytest.mark.parametrize(
    "name", ["run.exe", "page.html", "logo.svg", "macro.xlsm", "old.doc", "pdf", "a.pdf.", "x.php.pdf.js"]
)
def test_other_kinds_have_no_place(name):
    assert kind_of(name) is None


def test_the_parts_used_here_are_the_minimum():
    assert {"xl/workbook.xml"} <= set(XLSX_PARTS)
    assert {"word/document.xml"} <= set(DOCX_PARTS)
