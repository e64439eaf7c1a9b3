"""The files themselves: what is written can be read by the tools that people have, and nothing in it runs."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from pyarrow import parquet

from portal.exchange.registry.exports import BOOL, DAY, DECIMAL, INTEGER, MOMENT, WON, Column
from portal.exchange.services.export_files import WRITERS

COLUMNS = [
    Column("name", "이름"),
    Column("count", "수량", INTEGER),
    Column("price_won", "금액(원)", WON),
    Column("share", "비율", DECIMAL),
    Column("on", "날짜", DAY),
    Column("at", "시각", MOMENT),
    Column("yes", "여부", BOOL),
]
AT = datetime(2026, 3, 2, 5, 30, 15, 123456, tzinfo=UTC)
AT_IN_KOREA = datetime(2026, 3, 2, 14, 30, 15, 123000)  # as a workbook keeps it
ROWS = [
    ["깊은 홈 볼 베어링", 3, Decimal("12000"), Decimal("12.500"), date(2026, 3, 2), AT, True],
    ["=cmd|' /C calc'!A0", 0, Decimal("-5"), Decimal("1E+3"), None, None, False],
    ["＝1+1", None, None, None, None, None, None],
    ['line\nbreak, "quoted"; tab\there', 1, Decimal(999_999_999_999_999), Decimal("0.000001"), None, None, None],
]


def written(kind, rows=ROWS, words=True):
    """The bytes of one file, written in two calls."""
    out = io.BytesIO()
    writer = WRITERS[kind](out, COLUMNS, words=words, notes=[("Number", "EXP-2026-000001"), ("Needed for", "=1+1")])
    writer.write(rows[:1])
    writer.write(rows[1:])
    writer.end()
    return out.getvalue()


def test_csv_is_read_back_and_holds_no_formula():
    data = written("csv")

    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["이름", "수량", "금액(원)", "비율", "날짜", "시각", "여부"]
    assert rows[1] == [
        "깊은 홈 볼 베어링",
        "3",
        "12000",
        "12.5",
        "2026-03-02",
        "2026-03-02T14:30:15.123456+09:00",
        "true",
    ]
    assert rows[2] == ["'=cmd|' /C calc'!A0", "0", "-5", "1000", "", "", "false"]
    assert rows[3][0] == "'＝1+1"
    assert rows[4][0] == 'line\nbreak, "quoted"; tab\there'
    assert [row[0] for row in csv.reader(io.StringIO(written("csv", words=False).decode("utf-8-sig")))][0] == "name"


def test_a_workbook_has_typed_cells_and_says_where_it_comes_from():
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))

    rows = list(book["Data"].iter_rows(values_only=True))
    assert rows[1] == (
        "깊은 홈 볼 베어링",
        3,
        12000,
        12.5,
        datetime(2026, 3, 2),
        AT_IN_KOREA,
        True,
    )
    assert rows[2][:3] == ("'=cmd|' /C calc'!A0", 0, -5)
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert list(book["About"].iter_rows(values_only=True)) == [("Number", "EXP-2026-000001"), ("Needed for", "'=1+1")]


def test_json_lines_keep_the_text_and_exact_amounts():
    lines = [json.loads(line) for line in written("jsonl").decode().splitlines()]

    assert [line["name"] for line in lines] == [row[0] for row in ROWS]
    assert lines[1] == {
        "name": "=cmd|' /C calc'!A0", "count": 0, "price_won": -5, "share": "1000",
        "on": None, "at": None, "yes": False,
    }  # fmt: skip
    assert lines[3]["price_won"] == 999_999_999_999_999


def test_parquet_has_types_and_origin():
    table = parquet.read_table(io.BytesIO(written("parquet")))

    assert table.column_names == [column.name for column in COLUMNS]
    assert table.column("at").to_pylist()[0] == AT.astimezone(ZoneInfo("UTC"))
    assert table.column("price_won").to_pylist() == [12000, -5, None, 999_999_999_999_999]
    assert table.column("share").to_pylist()[1] == Decimal("1000.000000")
    assert table.column("yes").to_pylist() == [True, False, None, None]
    assert table.schema.metadata[b"together.number"] == b"EXP-2026-000001"


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_no_rows_make_a_file_too(kind):
    data = written(kind, rows=[])
    assert data or kind == "jsonl"
