"""Dates that can still come true, and quantities as people type them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from catalog.tests.factories import class_node
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.forms import TenderForm
from purchasing.bidding.forms.lines import QuantityField
from purchasing.bidding.models import Tender
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.test_views_officer import typed

DATABASE = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.Cast()


def moment(**later) -> str:
    return f"{(db_now() + timedelta(**later)).astimezone(SEOUL):%Y-%m-%dT%H:%M}"


@DATABASE
@pytest.mark.parametrize("days", [-2500, 0, 10])
def test_a_notice_promises_no_delivery_before_it_is_known_who_delivers(cast, days):
    stage = make.draft(cast, delivery_on=today() + timedelta(days=days), closes_at=db_now() + timedelta(days=10))

    with pytest.raises(RuleBroken, match="delivery has to lie after that day") as refusal:
        services.request_publication(stage.tender, by=cast.officer)

    assert refusal.value.field == "delivery_on"
    assert Tender.objects.get().state == "draft"


@DATABASE
def test_nor_does_an_approver_publish_one(cast):
    stage = make.in_review(cast)
    Tender.objects.update(delivery_on="2020-01-01")  # as older drafts may stand

    with pytest.raises(RuleBroken, match="delivery has to lie after that day"):
        services.approve_publication(stage.tender, by=cast.approver)


@DATABASE
def test_the_day_after_closing_is_early_enough(cast):
    stage = make.draft(cast, delivery_on=today() + timedelta(days=11), closes_at=db_now() + timedelta(days=10))
    assert services.request_publication(stage.tender, by=cast.officer).state == "review"


@DATABASE
def test_a_deadline_does_not_move_beyond_the_delivery(cast):
    stage = make.published(cast, delivery_on=today() + timedelta(days=12))
    late = stage.tender.closes_at + timedelta(days=5)

    with pytest.raises(RuleBroken, match="delivery has to lie after that day") as refusal:
        services.request_extension(stage.tender, closes_at=late, reason="도면", by=cast.officer)

    assert refusal.value.field == "closes_at"


@DATABASE
@pytest.mark.parametrize(
    ("closes", "delivery_on", "field"),
    [({"days": -1}, "", "closes_at"), ({"days": 10}, "2020-01-01", "delivery_on")],
    ids=["closed-already", "delivered-before"],
)
def test_a_date_that_cannot_come_true_is_told_at_its_field(client, cast, closes, delivery_on, field):
    sign_in(client, cast.officer)

    answer = client.post(
        reverse("bidding:tender-create"), typed(cast, closes_at=moment(**closes), delivery_on=delivery_on)
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Tender.objects.count() == 0


@DATABASE
@pytest.mark.parametrize(
    ("changed", "field"),
    [({"budget_won": ""}, "budget_won"), ({"budget_won": "", "seal": "keys"}, None), ({"kind": "works"}, None)],
)
def test_how_small_a_purchase_is_whose_bids_have_no_keys_is_told(client, cast, changed, field):
    sign_in(client, cast.officer)

    answer = client.post(reverse("bidding:tender-create"), typed(cast, **changed))

    if field:
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        return
    tender = Tender.objects.get()
    assert tender.cap_ratio == (1 if changed.get("kind") == "works" else None)  # BID-06
    edited = client.post(reverse("bidding:tender-edit", args=[tender.number]), typed(cast, **changed))
    assert edited.status_code == 303
    assert Tender.objects.get().cap_ratio is None  # taken out, as the form of the draft was sent without it


@DATABASE
def test_a_draft_without_dates_says_only_that_they_are_missing(cast):
    people = {"estimators": type(cast.estimator).objects.all(), "members": type(cast.estimator).objects.all()}
    form = TenderForm({"title_ko": "가", "delivery_on": "2020-01-01"}, **people)
    assert "delivery_on" not in form.errors
    assert "closes_at" in form.errors


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1,000", "1000"),
        ("１，０００", "1000"),
        ("1 000.5", "1000.5"),
        ("１２．５", "12.5"),
        ("1,234,567.125", "1234567.125"),
        (" 3 ", "3"),
    ],
)
def test_a_quantity_as_people_type_it(text, quantity):
    assert QuantityField(max_digits=14, decimal_places=3).clean(text) == Decimal(quantity)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,5", "commas"),
        ("10,00", "commas"),
        (",5", "commas"),
        ("백", "invalid"),
        ("-3", "min_value"),
        ("", "required"),
        ("40개", "unit"),
        ("1,000 EA", "unit"),
        ("1e3개", "invalid"),
    ],
)
def test_what_is_no_quantity_is_asked_about(text, code):
    with pytest.raises(ValidationError) as refusal:
        QuantityField(min_value=Decimal("0.001"), max_digits=14, decimal_places=3).clean(text)
    assert [error.code for error in refusal.value.error_list] == [code]


@DATABASE
def test_the_form_takes_a_grouped_quantity_and_a_code_in_wide_digits(client, cast):
    sign_in(client, cast.officer)
    client.post(
        reverse("bidding:tender-create"),
        typed(cast, **{"lines-0-qty": "１，２００", "lines-0-class_code": "３１１７１５０４"}),
    )
    line = Tender.objects.get().lines.first()
    assert (line.qty, line.class_code) == (1200, "31171504")


@DATABASE
@pytest.mark.parametrize(
    ("qty", "uom", "line"),
    [("40개", "", (40, "개")), ("1,000 EA", "EA", (1000, "EA")), ("2.5ton", "TON", (Decimal("2.5"), "TON"))],
)
def test_a_unit_typed_behind_the_number_goes_into_its_own_field(client, cast, qty, uom, line):
    sign_in(client, cast.officer)
    client.post(reverse("bidding:tender-create"), typed(cast, **{"lines-0-qty": qty, "lines-0-uom": uom}))
    assert Tender.objects.get().lines.values_list("qty", "uom").first() == line


@DATABASE
def test_errors_of_lines_name_the_line_and_stand_where_the_page_has_them(client, cast):
    client.cookies["django_language"] = "en"
    sign_in(client, cast.officer)
    wrong = {
        "lines-TOTAL_FORMS": "3",
        "lines-1-qty": "40개",
        "lines-1-class_code": "12",
        "lines-1-delivery_on": "soon",
        "lines-2-qty": "many",
        "delivery_place": "x" * 201,
        "department": "x" * 81,
    }

    text = client.post(reverse("bidding:tender-create"), typed(cast, **wrong)).content.decode()

    summary = text[text.index('id="error-summary-title"') : text.index("<fieldset")]
    told = [
        '#id_department">',
        '#id_lines-1-qty">Line 2: Quantity: Write the number alone; the unit has its own field.',
        '#id_lines-1-delivery_on">Line 2: Delivery by: ',
        '#id_lines-1-class_code">Line 2: UNSPSC code: ',
        '#id_lines-2-description_ko">Line 3: Item (Korean): ',
        '#id_lines-2-qty">Line 3: Quantity: ',
        '#id_delivery_place">',
    ]
    places = [summary.find(words) for words in told]
    assert -1 not in places
    assert places == sorted(places)
    assert text.count('value="40개"') == 1  # another unit stands in its own field: nothing typed is changed


@DATABASE
@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "The classification has no class “12345678”."), ("ko", "분류 체계에 “12345678” 분류가 없습니다.")],
)
def test_a_code_that_no_class_has_is_told_at_its_line(client, cast, language, told):
    client.cookies["django_language"] = language
    sign_in(client, cast.officer)
    codes = {"lines-0-class_code": class_node().code, "lines-1-class_code": "12345678", "lines-1-qty": "7"}
    response = client.post(reverse("bidding:tender-create"), typed(cast, **codes))
    assert response.status_code == 422
    assert list(response.context["formset"].errors[1]) == ["class_code"]
    assert "class_code" not in response.context["formset"].errors[0]
    assert told in response.content.decode()
    assert 'value="12345678"' in response.content.decode()


@DATABASE
def test_a_line_that_was_added_and_left_untouched_does_not_count(client, cast):
    sign_in(client, cast.officer)
    added = typed(cast, **{"add_line": "yes", "lines-INITIAL_FORMS": "2"})
    page = client.post(reverse("bidding:tender-create"), added).context["formset"]
    row = {f"lines-2-{name}": page.forms[2][name].value() or "" for name in page.forms[2].fields}
    assert row["lines-2-uom"] == "EA"  # filled in by the page
    sent = typed(cast, **row, **{"lines-TOTAL_FORMS": "3", "lines-INITIAL_FORMS": "3"})

    assert client.post(reverse("bidding:tender-create"), sent).status_code == 303
    assert Tender.objects.get().lines.count() == 2
