"""A draft whose writer was signed out: everything typed comes back, the rows of lines and criteria too."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from portal.clock import SEOUL, db_now, today
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import Tender
from purchasing.bidding.services import LineIn, PlanIn
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.notice_stage import two_lots
from purchasing.bidding.tests.test_views_officer import address, typed

pytestmark = pytest.mark.django_db
THREE_LINES = {
    "lines-TOTAL_FORMS": "3",
    "lines-INITIAL_FORMS": "1",
    "lines-2-description_ko": "축",
    "lines-2-qty": "7",
    "lines-2-uom": "M",
    "find_class": "0",
}
CRITERIA = {
    "criteria-TOTAL_FORMS": "2",
    "criteria-INITIAL_FORMS": "0",
    "criteria-0-title_ko": "납기 준수",
    "criteria-0-envelope": "technical",
    "criteria-0-kind": "required",
    "criteria-0-needs_file": "on",
    "criteria-1-title_ko": "기술력",
    "criteria-1-envelope": "technical",
    "criteria-1-kind": "scored",
    "criteria-1-weight": "40",
}


@pytest.fixture
def cast():
    return make.Cast()


def resumed(client, cast, url, sent):
    """The page of the form after the session was lost with ``sent`` on its way, and its writer signed in again."""
    sign_in(client, cast.officer)
    client.get(url)
    Session.objects.all().delete()
    client.post(url, sent)
    sign_in(client, cast.officer)
    return client.get(client.get(reverse("people:form-resume")).url)


def words_of(formset, *names) -> list[tuple[str, ...]]:
    return [tuple(form[name].value() for name in names) for form in formset.forms]


def test_lines_and_criteria_come_back_with_the_rest_of_the_draft(client, cast):
    page = resumed(client, cast, reverse("bidding:tender-create"), typed(cast, **THREE_LINES, **CRITERIA))

    assert page.context["form"]["title_ko"].value() == "컨베이어 롤러"
    assert words_of(page.context["formset"], "description_ko", "qty", "uom") == [
        ("롤러", "12.5", "EA"),
        ("브래킷", "1200", "EA"),
        ("축", "7", "M"),
    ]
    assert words_of(page.context["criterion_formset"], "title_ko", "kind", "weight", "needs_file") == [
        ("납기 준수", "required", None, True),
        ("기술력", "scored", "40", False),
    ]
    shown = page.content.decode()
    assert 'name="lines-TOTAL_FORMS" value="3"' in shown
    assert 'name="criteria-TOTAL_FORMS" value="2"' in shown
    assert not Tender.objects.exists()


def test_what_came_back_is_saved_as_it_was_typed(client, cast):
    page = resumed(client, cast, reverse("bidding:tender-create"), typed(cast, **THREE_LINES))
    rows = page.context["formset"]
    again = {row.add_prefix(name): row[name].value() or "" for row in rows.forms for name in row.fields}
    counts = {rows.management_form.add_prefix(name): value for name, value in rows.management_form.initial.items()}

    client.post(page.context["action"], typed(cast) | again | counts)

    assert [line.description_ko for line in Tender.objects.get().lines.order_by("no")] == ["롤러", "브래킷", "축"]


def test_a_line_taken_out_of_a_stored_draft_does_not_return(client, cast):
    tender = make.draft(cast).tender  # of two lines
    one = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "2", "lines-0-description_ko": "롤러, 고침"}

    page = resumed(client, cast, address(tender, "tender-edit"), typed(cast, **one))

    assert words_of(page.context["formset"], "description_ko") == [("롤러, 고침",)]


def test_figures_come_back_under_the_rule_that_was_chosen(client, cast):
    chosen = {"method": "EU_EXPLAIN", "method-of_base": "72.5"}

    page = resumed(client, cast, reverse("bidding:tender-create"), typed(cast, **chosen))

    assert page.context["form"]["method"].value() == "EU_EXPLAIN"
    assert page.context["method_form"]["of_base"].value() == "72.5"


def test_rows_that_were_pasted_and_not_read_come_back_without_blame(client, cast):
    page = resumed(client, cast, reverse("bidding:tender-create"), typed(cast, pasted="볼트\t20\tEA"))

    shown = page.content.decode()
    assert "볼트\t20\tEA</textarea>" in shown
    assert 'class="field-error"' not in shown


@pytest.mark.parametrize("total", ["", "many", "99999", "-1", "٣"])
def test_a_number_of_rows_that_is_none_changes_no_rows(client, cast, total):
    page = resumed(client, cast, reverse("bidding:tender-create"), typed(cast) | {"lines-TOTAL_FORMS": total})

    assert len(page.context["formset"].forms) == 1
    assert page.context["form"]["title_ko"].value() == "컨베이어 롤러"


@pytest.mark.parametrize(
    ("language", "told"), [("en", "saved in another window"), ("ko", "다른 창에서 이 초안을 저장했습니다")]
)
def test_a_draft_saved_in_another_window_is_not_overwritten_unseen(client, cast, language, told):
    client.cookies["django_language"] = language
    tender = make.draft(cast).tender
    sign_in(client, cast.officer)
    url = address(tender, "tender-edit")
    one, two = (client.get(url).context["seen"] for _window in range(2))

    assert client.post(url, typed(cast, title_ko="창 하나", seen=one)).status_code == 303
    late = client.post(url, typed(cast, title_ko="창 둘", seen=two))
    assert late.status_code == 422
    assert told in late.content.decode()
    assert 'value="창 둘"' in late.content.decode()
    assert Tender.objects.get().title_ko == "창 하나"
    wrong = client.post(url, typed(cast, title_ko="", seen=two))
    assert str(wrong.context["seen"]) == str(two)  # nobody has looked at the other window for that

    assert client.post(url, typed(cast, title_ko="창 둘", seen=late.context["seen"])).status_code == 303
    assert Tender.objects.get().title_ko == "창 둘"


def test_words_that_come_back_rest_on_the_draft_as_they_found_it(client, cast):
    tender = make.draft(cast).tender
    url = address(tender, "tender-edit")
    sign_in(client, cast.officer)
    seen = client.get(url).context["seen"]
    Session.objects.all().delete()
    client.post(url, typed(cast, title_ko="창 하나", seen=seen))
    sign_in(client, cast.officer)
    services.edit_tender(tender, by=cast.officer, title_ko="창 둘")  # in another window, before the first is opened

    back = client.get(client.get(reverse("people:form-resume")).url)
    assert back.context["seen"] == seen
    assert client.post(url, typed(cast, title_ko="창 하나", seen=back.context["seen"])).status_code == 422
    assert Tender.objects.get().title_ko == "창 둘"


def test_what_one_lot_changes_in_another_makes_an_open_page_of_it_old(client, cast):
    _stage, _notice, (first, second) = two_lots(cast)
    sign_in(client, cast.officer)
    old = client.get(address(second, "tender-edit")).context["seen"]
    closes = f"{(db_now() + timedelta(days=12)).astimezone(SEOUL):%Y-%m-%dT%H:%M}"
    assert client.post(address(first, "tender-edit"), typed(cast, closes_at=closes)).status_code == 303
    assert client.post(address(second, "tender-edit"), typed(cast, seen=old)).status_code == 422
    now = client.get(address(second, "tender-edit")).context["seen"]
    assert client.post(address(first, "tender-edit"), typed(cast, closes_at=closes)).status_code == 303
    assert client.get(address(second, "tender-edit")).context["seen"] == now  # nothing of it changed


def test_a_code_that_no_class_has_may_stay_where_it_stood(client, cast):
    tender = make.draft(cast, lines=[LineIn("롤러", Decimal(1), "EA", class_code="99999999")]).tender
    sign_in(client, cast.officer)
    codes = {"lines-0-class_code": "99999999", "lines-1-class_code": "99999998"}
    wrong = client.post(address(tender, "tender-edit"), typed(cast, **codes))
    assert [list(row) for row in wrong.context["formset"].errors] == [[], ["class_code"]]
    kept = client.post(address(tender, "tender-edit"), typed(cast, **{"lines-0-class_code": "99999999"}))
    assert kept.status_code == 303

    sent = {"title_ko": "압연 롤", "kind": "goods", "planned_for": f"{today() + timedelta(days=70):%Y-%m}"}
    plan = services.plan_tender(PlanIn("압연 롤", "goods", today(), class_codes=["99999999"]), by=cast.officer)
    url = address(plan.tender, "plan-change")
    assert client.post(url, sent | {"class_codes": "99999999, 99999998", "reason": "수량"}).status_code == 422
    assert client.post(url, sent | {"class_codes": "99999999", "reason": "수량"}).status_code == 303
