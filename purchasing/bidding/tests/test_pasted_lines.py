"""Rows copied from a spreadsheet become lines of the draft; what cannot be taken stays and is told."""

import pytest
from django.urls import reverse

from portal.tests.signin import sign_in
from purchasing.bidding.forms.lines import MOST_LINES
from purchasing.bidding.models import Tender
from purchasing.bidding.rules.pasted_lines import read_rows
from purchasing.bidding.tests.factories import Cast, published
from purchasing.bidding.tests.test_views_officer import typed

pytestmark = pytest.mark.django_db

ROWS = "품명\t규격\t수량\t단위\n볼 베어링\t6205-ZZ\t1,000\tEA\n커플링\t\t40개\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Ball bearing\t12\tEA", ("Ball bearing", "", "12", "EA")),
        ("볼 베어링\tBall bearing\t12\tEA\t1,500", ("볼 베어링", "Ball bearing", "12", "EA")),
        ("3\t그리스\t2.5\tkg", ("그리스", "", "2.5", "kg")),
        ("볼 베어링\t25 mm\t1,000\tEA\t12,000", ("볼 베어링 25 mm", "", "1,000", "EA")),
        ("볼 베어링\t6205\t1,000\tEA", ("볼 베어링 6205", "", "1,000", "EA")),
        ("볼 베어링\t１２", ("볼 베어링", "", "12", "")),
    ],
)
def test_a_row_is_read_by_what_its_cells_look_like(row, told):
    (line,), left = read_rows(row)
    assert (line.description_ko, line.description_en, line.qty, line.uom) == told
    assert left == []


@pytest.mark.parametrize("row", ["볼 베어링", "12\t13", "6205ZZ EA", "\t"])
def test_a_row_without_item_or_quantity_is_no_line(row):
    assert read_rows(row)[0] == []


@pytest.fixture
def cast() -> Cast:
    return Cast()


def values(response) -> list[tuple]:
    """Item, quantity and unit of each row of the form."""
    return [tuple(form[name].value() for name in ("description_ko", "qty", "uom")) for _place, form in rows(response)]


def rows(response) -> list:
    return response.context["lines"].rows


def test_copied_rows_come_behind_what_is_filled_in(client, cast):
    sign_in(client, cast.officer)
    url = reverse("bidding:tender-create")

    answer = client.post(
        url, typed(cast, pasted=ROWS + "마지막 줄은 수량 없음\n", read_pasted="yes"), headers={"HX-Request": "true"}
    )

    assert answer.status_code == 200
    assert values(answer)[-2:] == [("볼 베어링 6205-ZZ", "1,000", "EA"), ("커플링", "40", "개")]
    assert len(rows(answer)) == 4  # two were filled in
    assert answer.context["lines"].pasted == "마지막 줄은 수량 없음"
    assert "마지막 줄은 수량 없음</textarea>" in answer.content.decode()
    assert Tender.objects.count() == 0


def test_rows_that_were_pasted_and_not_read_are_shown_before_anything_is_saved(client, cast):
    sign_in(client, cast.officer)
    url = reverse("bidding:tender-create")

    shown = client.post(url, typed(cast, pasted=ROWS))
    assert (shown.status_code, len(rows(shown)), Tender.objects.count()) == (200, 4, 0)

    again = client.post(url, typed(cast, pasted="수량이 없는 줄"))
    assert (again.status_code, Tender.objects.count()) == (422, 0)
    assert "아직 가져오지 않았습니다. 행을 고치거나 칸을 비우십시오." in again.content.decode()
    assert "수량이 없는 줄</textarea>" in again.content.decode()
    assert again.context["lines"].refused
    assert client.post(url, typed(cast, pasted=" \n")).status_code == 303


def test_an_amendment_waits_for_copied_rows_that_were_not_taken(client):
    stage = published()
    sign_in(client, stage.cast.officer)
    url = reverse("bidding:tender-amend", args=[stage.tender.number])
    answer = client.post(url, typed(stage.cast, pasted="수량이 없는 줄", reason="수량 변경"))
    assert answer.status_code == 422
    assert "아직 가져오지 않았습니다." in answer.content.decode()


def test_copied_rows_stay_in_their_box_while_another_button_is_pressed(client, cast):
    sign_in(client, cast.officer)
    answer = client.post(reverse("bidding:tender-create"), typed(cast, pasted="수량이 없는 줄", add_line="yes"))
    assert "수량이 없는 줄</textarea>" in answer.content.decode()
    assert not answer.context["lines"].refused


def test_what_has_no_field_in_a_copied_row_is_told_and_nothing_is_cut(client, cast):
    sign_in(client, cast.officer)
    long = "가" * 400
    pasted = f"볼트\t20\tEA\t123\t급함\n{long}\t3\tEA\n"
    answer = client.post(reverse("bidding:tender-create"), typed(cast, pasted=pasted, read_pasted="yes"))
    assert answer.context["lines"].unused == ["123", "급함"]
    assert "행에서 가져오지 않은 값: 123 · 급함." in answer.content.decode()
    assert values(answer)[-1] == (long, "3", "EA")  # and the form says how long it may be


def test_more_rows_than_fit_stay(client, cast):
    sign_in(client, cast.officer)
    many = "\n".join(f"품목 {number}\t{number}\tEA" for number in range(1, MOST_LINES + 1))

    answer = client.post(reverse("bidding:tender-create"), typed(cast, pasted=many, read_pasted="yes"))

    assert len(rows(answer)) == MOST_LINES
    assert answer.context["lines"].pasted.splitlines()[-1] == f"품목 {MOST_LINES}\t{MOST_LINES}\tEA"
    assert f"품목 {MOST_LINES}\t" in answer.content.decode()
