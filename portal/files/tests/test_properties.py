"""What files tell of their making, and that a file which tells nothing, or lies, stops nobody."""

import io

import pytest
from openpyxl import Workbook
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject

from portal.files.rules import CONTENT_TYPES, Properties, Unreadable, properties_of
from portal.files.states import Kind
from portal.files.tests.factories import docx_bytes, xlsx_bytes, zip_bytes

PDF, XLSX, DOCX = (CONTENT_TYPES[kind] for kind in (Kind.PDF, Kind.XLSX, Kind.DOCX))


def pdf_by(author: str, *, password: str = "") -> bytes:
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata(
        {
            "/Author": author,
            "/Creator": "한컴오피스",
            "/Producer": "Hancom PDF 1.3",
            "/CreationDate": "D:20261103101512+09'00'",
        }
    )
    writer._ID = ArrayObject([ByteStringObject(bytes(range(16))), ByteStringObject(bytes(range(16)))])
    if password:
        writer.encrypt(password, algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def test_a_pdf_tells_author_program_time_and_its_first_identifier():
    assert properties_of(pdf_by("김  도윤"), PDF) == Properties(
        author="김 도윤",
        program="한컴오피스 / hancom pdf 1.3",
        created="d:20261103101512+09'00'",
        original=bytes(range(16)).hex(),
    )


def test_a_workbook_and_a_document_tell_author_editor_and_office():
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:creator>ＫＩＭ Doyun</dc:creator>'
        "<cp:lastModifiedBy>박서준</cp:lastModifiedBy><dcterms:created>2026-11-03T01:15:12Z</dcterms:created>"
        "</cp:coreProperties>"
    )
    app = '<Properties xmlns="p"><Application>Microsoft Excel</Application><Company>한빛정밀</Company></Properties>'
    told = {"docProps/core.xml": core, "docProps/app.xml": app}
    expected = Properties("kim doyun", "박서준", "한빛정밀", "microsoft excel", "2026-11-03t01:15:12z")
    assert properties_of(xlsx_bytes(**told), XLSX) == expected
    assert properties_of(docx_bytes(**told), DOCX) == expected


def test_a_workbook_made_by_a_program_is_read():
    out, book = io.BytesIO(), Workbook()
    book.properties.creator = "이하나"
    book.save(out)
    assert properties_of(out.getvalue(), XLSX).author == "이하나"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        pytest.param(b"%PDF-1.7 broken", PDF, id="broken-pdf"),
        pytest.param(pdf_by("김도윤", password="x"), PDF, id="locked-pdf"),
        pytest.param(b"PK\x03\x04 broken", XLSX, id="broken-workbook"),
        pytest.param(xlsx_bytes(), XLSX, id="nothing-told"),
        pytest.param(
            xlsx_bytes(**{"docProps/core.xml": '<!DOCTYPE a [<!ENTITY b "x">]><a><creator>&b;</creator></a>'}),
            XLSX,
            id="document-type",
        ),
        pytest.param(xlsx_bytes(**{"docProps/core.xml": "<a><creator>"}), XLSX, id="not-xml"),
        pytest.param(zip_bytes({"a.txt": "x"}), "application/zip", id="another-kind"),
    ],
)
def test_what_does_not_tell_says_so(data, content_type):
    with pytest.raises(Unreadable):
        properties_of(data, content_type)


def test_a_pdf_without_properties_tells_nothing():
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.metadata = None
    writer.write(out)
    assert properties_of(out.getvalue(), PDF) == Properties()
