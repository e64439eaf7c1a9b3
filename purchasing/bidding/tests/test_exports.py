"""Tenders and bids taken out in bulk: words for people in their language, codes for programs."""

import csv
import io
import json

import openpyxl
import pytest
from django.utils.translation import override

from portal.exchange.services import exports
from portal.exchange.services.export_worker import run_export
from purchasing.bidding.models import Tender
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
CODES = {"kind": "goods", "method": "lpl_posco", "state": "evaluation"}


def taken(code: str, by, form: str = "csv", **options) -> bytes:
    export = exports.ask_export(code, file_format=form, by=by, **options)
    assert not run_export(export.pk)
    return export.parts.get().content.read()


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("language", "kind", "state", "bid"),
    [("en", "Goods", "Under evaluation", "Bid"), ("ko", "물품", "평가 중", "투찰")],
)
def test_words_stand_above_words(language, kind, state, bid):
    stage = make.evaluated()
    tender = Tender.objects.get(pk=stage.tender.pk)
    with override(language):
        rows = rows_of(taken("bidding.tenders", stage.cast.officer, headings="words"))
        book = taken("bidding.tenders", stage.cast.officer, "xlsx", headings="words")
        own = rows_of(taken("bidding.own_bids", stage.bidders[0], headings="words"))
        method = tender.get_method_display()

    assert [rows[1][1], rows[1][4], rows[1][5], rows[1][6]] == [tender.number, kind, method, state]
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    assert [sheet.cell(2, place).value for place in (5, 6, 7)] == [kind, method, state]
    assert own[1][4] == bid


def test_names_stand_above_codes():
    stage = make.evaluated()
    officer = stage.cast.officer
    heads, row = rows_of(taken("bidding.tenders", officer, headings="names"))
    for told in (
        dict(zip(heads, row, strict=True)),
        json.loads(taken("bidding.tenders", officer, "jsonl", headings="words")),
    ):
        assert {name: told[name].lower() for name in CODES} == CODES
