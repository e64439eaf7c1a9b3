"""Workbooks: numbers stay numbers, days stay days, and nothing in a cell is run."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

from openpyxl import load_workbook

from portal.sheets import Sheet, csv_answer, workbook, xlsx_answer


def read(found: bytes):
    return load_workbook(io.BytesIO(found))


def test_values_keep_their_kind_and_formulas_are_words():
    rows = [["=HYPERLINK(1)", Decimal("312400000"), date(2026, 11, 27), None, "a\x07b"]]
    sheet = read(workbook(Sheet("10월 대금 [A]", ["이름", "금액", "지급일", "", "비고"], rows)))["10월 대금  A "]
    assert [cell.value for cell in sheet[2]] == ["'=HYPERLINK(1)", 312400000, datetime(2026, 11, 27), None, "ab"]
    assert [cell.data_type for cell in sheet[2]][:3] == ["s", "n", "d"]


def test_notes_stand_above_the_table_and_moments_are_of_korea():
    noon = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
    sheet = read(workbook(Sheet("x", ["at"], [[noon]], notes=["=note"])))["x"]
    assert [row[0].value for row in sheet.iter_rows()] == ["'=note", None, "at", datetime(2026, 11, 27, 12, 0)]
    assert sheet.freeze_panes == "A4"


def test_the_answer_is_a_file_that_nobody_keeps():
    answer = xlsx_answer("tracing-CTR-2026-000001", Sheet("x", ["a"], [[1]]))
    assert answer["Content-Disposition"] == 'attachment; filename="tracing-CTR-2026-000001.xlsx"'
    assert answer["Cache-Control"] == "private, no-store"


def test_csv_runs_nothing_either_and_reads_as_people_write():
    noon = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
    sheet = Sheet("x", ["=이름", "금액"], [["=1+1", Decimal("1E+3")], [noon, None]], notes=["@note"])
    answer = csv_answer("list", sheet)
    assert answer.content.decode() == "\ufeff'@note\r\n'=이름,금액\r\n'=1+1,1000\r\n2026-11-27 12:00,\r\n"
    assert answer["Content-Disposition"] == 'attachment; filename="list.csv"'
