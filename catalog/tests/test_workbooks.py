"""A workbook made to harm: cells that a look would miss, tags that never end, characters that nothing stores."""

import io
import time
import zipfile
from decimal import Decimal

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from catalog.rules.quote_sheet import SheetHead, SheetLine, make_sheet, read_sheet
from catalog.rules.row_reader import RowReader
from catalog.rules.sheets import Line, csv_lines, csv_shape
from catalog.rules.workbooks import look_through, xlsx_lines
from portal.errors import RuleBroken


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


HEAD = SheetHead("RFQ-2026-000001", "CMP-2026-000007")
LINE = SheetLine(1, "PRD-2026-000001", "bolt", Decimal(5), "piece", Decimal(1200), 7)
SHEET = "xl/worksheets/sheet1.xml"
OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = b"</sheetData></worksheet>"


def workbook(rows: bytes, **more: bytes) -> io.BytesIO:
    """A workbook whose first sheet holds ``rows`` as they stand; ``more`` replaces other parts."""
    plain, out = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, OPEN + rows + CLOSE if name == SHEET else source.read(name))
        for name, data in more.items():
            target.writestr(name, data)
    return out


FAR = {
    "single-quotes": b"<row r='1'><c r='A1'><v>1</v></c></row><row r='9000'><c r='ZZ9000'><v>1</v></c></row>",
    "another-attribute-first": b'<row r="1"><c x=\'>\' r="ZZ1"><v>1</v></c></row>',
    "a-place-in-another-attribute": b'<row r="1"><c x=\' r="A1" \' r="ZZ1"><v>1</v></c></row>',
    "no-places": b"<row>" + b"<c><v>1</v></c>" * 301 + b"</row>",
    "small-letters": b'<row r="1"><c r="zz1"><v>1</v></c></row>',
    "another-prefix": b'<row r="1"><a-b:c r="ZZ1"><v>1</v></a-b:c></row>',
}


@pytest.mark.parametrize("case", FAR)
def test_a_far_cell_is_seen_however_it_is_written(case):
    with pytest.raises(RuleBroken, match="columns; at most 300"):
        look_through(workbook(FAR[case]))


def test_two_cells_far_apart_are_not_made_a_full_grid():
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="100000"><c r="KN100000"><v>1</v></c></row>'
    with pytest.raises(RuleBroken, match="More than 6,000,000 cells"):
        look_through(workbook(rows))


def test_a_sheet_where_no_program_puts_one_is_refused():
    with pytest.raises(RuleBroken, match="damaged"):
        look_through(workbook(b"", **{"xl/other.bin": OPEN + b"<row/>" + CLOSE}))
    with pytest.raises(RuleBroken, match="damaged"):
        look_through(workbook(b"", **{"content.xml": b"<x/>"}))


@pytest.mark.parametrize(
    "tags", [b"<c " * 300_000, b"<c" + b' r="A1"' * 100_000, b'<c "' * 200_000, b"<mergeCell " * 60_000]
)
def test_tags_that_never_end_cost_no_more_than_their_length(tags):
    begun = time.process_time()
    with pytest.raises(RuleBroken, match="damaged"):
        look_through(workbook(tags))
    assert time.process_time() - begun < 2


def test_tags_across_the_pieces_are_read_whole():
    rows = b"".join(b'<row r="%d"><c r="B%d" t="inlineStr"><is><t>%s</t></is></c></row>' % (n, n, b"x" * 90)
                    for n in range(1, 20_001))  # fmt: skip
    look = look_through(workbook(rows))
    assert (look.rows, look.columns, look.cells) == (20_000, 2, 20_000)


def test_an_area_of_the_whole_sheet_is_refused_before_the_workbook_is_opened():
    plain, out = io.BytesIO(make_sheet(HEAD, [LINE])), io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            area = b'</sheetData><mergeCells count="1"><mergeCell ref="A12:XFD1048576"/></mergeCells>'
            target.writestr(name, source.read(name).replace(b"</sheetData>", area))
    begun = time.process_time()
    with pytest.raises(RuleBroken, match="A12:XFD1048576 are merged"):
        read_sheet(out.getvalue(), HEAD, [LINE])
    assert time.process_time() - begun < 2


def test_characters_that_nothing_stores_leave_a_blank():
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a_x0000_b_x0001_c</t></is></c></row>'
    assert [line.cells for line in xlsx_lines(workbook(rows))] == [["a b c"]]

    text = io.BytesIO(b"a,b\x0cc\n")
    assert [line.cells for line in csv_lines(text, csv_shape(text))] == [["a", "b c"]]


def test_a_cell_too_long_is_not_read_at_all():
    reader = RowReader(["sku", "price", "name_ko"], lambda code: None, the_class="31171504")
    begun = time.process_time()
    row = reader.read(Line(2, ["A-1", "1 " * 30_000, "가" * 4_001]))

    assert time.process_time() - begun < 1
    assert sorted((place, english) for place, _korean, english in row.faults if place >= 0) == [
        (1, "At most 400 characters."),
        (2, "At most 4000 characters."),
    ]
