"""Doors of quote requests: status and effect; what nobody may read, and the spreadsheet both ways."""

import io
from datetime import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from catalog.models import Quote, QuoteRequest
from catalog.services.quotes import close_quotes
from catalog.states import QuoteState
from catalog.tests.dealing import (
    closing,
    far_day,
    invitation_of,
    past_deadline,
    quoted,
    quotes_asked,
    renamed,
    seller_of,
)
from catalog.tests.factories import ProductFactory
from catalog.views import quotes
from portal.calendar import is_business_day
from portal.clock import SEOUL
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


def moment(days: int = 5) -> str:
    return closing(days).astimezone(SEOUL).strftime("%Y-%m-%dT%H:%M")


def test_a_request_from_a_comparison_reaches_both_suppliers(client):
    first, second = ProductFactory(), ProductFactory()
    sign_in(client, staff("RQ"))
    url = reverse("catalog:quote-request-new")
    shown = client.get(url, {"products": f"{first.uid},{second.uid}"})
    assert shown.context["suppliers"] == 2
    response = client.post(
        url,
        {
            "products": [first.uid, second.uid],
            f"qty_{first.pk}": "100",
            f"qty_{second.pk}": "1,200.5",
            "title": "방청유",
            "delivery_place": "광양",
            "closes_at": moment(),
        },
    )
    request = QuoteRequest.objects.get()
    assert response["Location"] == reverse("catalog:quote-request-detail", args=[request.uid])
    assert [line.qty for line in request.lines.all()] == [Decimal(100), Decimal("1200.5")]


def test_what_is_wrong_in_a_request_is_said_and_nothing_is_lost(client):
    product = ProductFactory()
    sign_in(client, staff("RQ"))
    response = client.post(
        reverse("catalog:quote-request-new"),
        {"products": product.uid, f"qty_{product.pk}": "0", "title": "", "delivery_place": "광양", "closes_at": "soon"},
    )
    assert response.status_code == 422
    assert {"title", "closes_at", f"qty_{product.pk}"} <= set(response.context["form"].errors)
    assert "광양" in response.content.decode()


def test_days_that_have_passed_are_said_together_with_a_quantity_of_zero(client):
    product = ProductFactory()
    sign_in(client, staff("RQ"))
    facts = {"title": "방청유", "delivery_place": "광양", "closes_at": "2020-01-02T10:00", "delivery_on": "2019-01-02"}
    response = client.post(
        reverse("catalog:quote-request-new"), {"products": product.uid, f"qty_{product.pk}": "0", **facts}
    )
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {f"qty_{product.pk}", "closes_at", "delivery_on"}


@pytest.mark.parametrize("weeks_day", range(7))
def test_the_deadline_that_is_offered_is_a_business_day_at_five(client, weeks_day, monkeypatch):
    monkeypatch.setattr(quotes, "USUAL_DAYS", 7 + weeks_day)
    sign_in(client, staff("RQ"))
    shown = client.get(reverse("catalog:quote-request-new"), {"products": ProductFactory().uid})
    offered = datetime.fromisoformat(shown.context["form"]["closes_at"].value())
    assert is_business_day(offered.date())
    assert (offered.hour, offered.minute) == (17, 0)


def test_a_quantity_below_the_minimum_order_is_sent_and_said_on_the_page(client):
    product = ProductFactory()
    product.moq = Decimal(50)
    product.save(update_fields=["moq"])
    few, enough = quotes_asked(product, qty=49), quotes_asked(product, qty=50)
    sign_in(client, few.asked_by)
    hint = b"Below the minimum order of 50"
    assert hint in client.get(reverse("catalog:quote-request-detail", args=[few.uid])).content
    sign_in(client, enough.asked_by)
    assert hint not in client.get(reverse("catalog:quote-request-detail", args=[enough.uid])).content


def test_a_request_keeps_the_name_under_which_the_product_was_asked_for(client):
    product = ProductFactory()
    request = quotes_asked(product)
    before = request.lines.get().name_ko
    renamed(product, "새 이름", "New name")
    page = reverse("catalog:quote-request-detail", args=[request.uid])
    answer = reverse("catalog:quote-answer", args=[invitation_of(request, product).uid])
    for person, address in ((request.asked_by, page), (seller_of(product), answer)):
        sign_in(client, person)
        client.cookies["django_language"] = "ko"
        shown = client.get(address).content.decode()
        assert before in shown
        assert "새 이름" not in shown


def test_no_amount_is_on_the_buyers_page_before_the_deadline(client):
    product, other = ProductFactory(), ProductFactory()
    request = quotes_asked(product, other)
    quoted(invitation_of(request, product), "7654321")
    sign_in(client, request.asked_by)
    url = reverse("catalog:quote-request-detail", args=[request.uid])
    assert b"7,654,321" not in client.get(url).content
    past_deadline(request)
    assert b"7,654,321" in client.get(url).content


def test_a_supplier_never_reads_anothers_figures_or_name(client):
    product, other = ProductFactory(), ProductFactory(company=CompanyFactory(legal_name_en="Rival Works"))
    request = quotes_asked(product, other)
    quoted(invitation_of(request, other), "7654321")
    quoted(invitation_of(request, product), "1234567")
    close_quotes(request, by=request.asked_by)
    sign_in(client, seller_of(product))
    own = client.get(reverse("catalog:quote-answer", args=[invitation_of(request, product).uid])).content
    assert b"1,234,567" in own
    assert b"7,654,321" not in own
    assert b"Rival Works" not in own
    theirs = client.get(reverse("catalog:quote-answer", args=[invitation_of(request, other).uid]))
    assert theirs.status_code == 404


def sheet_of(client, invitation):
    response = client.get(reverse("catalog:quote-sheet", args=[invitation.uid]))
    assert response["Content-Type"] == XLSX
    return load_workbook(io.BytesIO(response.content))


def sent(client, invitation, book):
    packed = io.BytesIO()
    book.save(packed)
    upload = SimpleUploadedFile("quote.xlsx", packed.getvalue(), content_type=XLSX)
    return client.post(reverse("catalog:quote-sheet-read", args=[invitation.uid]), {"sheet": upload})


@pytest.fixture
def asked_by_sheet(client):
    product = ProductFactory()
    invitation = invitation_of(quotes_asked(product), product)
    sign_in(client, seller_of(product))
    return invitation


def test_a_spreadsheet_is_read_into_the_form_and_sent_by_the_person(client, asked_by_sheet):
    book = sheet_of(client, asked_by_sheet)
    sheet = book.active
    sheet["F9"], sheet["G9"], sheet["H9"], sheet["B4"], sheet["B5"] = 6500, 9, "드럼", far_day(), 30000
    response = sent(client, asked_by_sheet, book)
    form = response.context["form"]
    assert response.status_code == 200
    assert Quote.objects.count() == 0
    assert form.answers()["prices"][1].unit_price == Decimal(6500)
    data = {name: form[name].value() for name in form.fields}
    client.post(reverse("catalog:quote-answer", args=[asked_by_sheet.uid]), data)
    quote = Quote.objects.get()
    assert (quote.freight, quote.valid_until) == (Decimal(30000), far_day())


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("F9", "=5*1000", "F9 holds a formula"),
        ("F9", True, "F9 holds yes or no"),
        ("B1", "RFQ-1999-000001", "another request"),
        ("A9", 7, "Row 9 should be line 1"),
        ("A10", 2, "Row 10 is not asked for"),
    ],
)
def test_a_spreadsheet_that_is_not_ours_is_refused(client, asked_by_sheet, cell, value, said):
    book = sheet_of(client, asked_by_sheet)
    book.active[cell] = value
    response = sent(client, asked_by_sheet, book)
    assert response.status_code == 422
    assert said in str(response.context["sheet_form"].errors)


def test_merged_cells_are_refused(client, asked_by_sheet):
    book = sheet_of(client, asked_by_sheet)
    book.active.merge_cells("F9:G9")
    assert "merged" in str(sent(client, asked_by_sheet, book).context["sheet_form"].errors)


def test_faults_are_named_by_their_cells(client, asked_by_sheet):
    book = sheet_of(client, asked_by_sheet)
    sheet = book.active
    sheet["F9"], sheet["G9"], sheet["B3"], sheet["B4"] = "육천오백", -3, "원화", "내년"
    response = sent(client, asked_by_sheet, book)
    assert response.status_code == 422
    assert {fault["cell"] for fault in response.context["sheet_faults"]} == {"F9", "G9", "B3", "B4"}
    assert "육천오백" in response.content.decode()  # what was written comes back


@pytest.mark.parametrize(
    ("name", "content"), [("quote.xlsx", b"PK\x03\x04broken"), ("quote.csv", b"a,b"), ("quote.xlsx", b"")]
)
def test_what_is_no_spreadsheet_is_said(client, asked_by_sheet, name, content):
    upload = SimpleUploadedFile(name, content, content_type=XLSX)
    response = client.post(reverse("catalog:quote-sheet-read", args=[asked_by_sheet.uid]), {"sheet": upload})
    assert response.status_code == 422
    assert response.context["sheet_form"].errors


def test_a_late_quote_is_a_409_and_nothing_typed_is_lost(client, asked_by_sheet):
    past_deadline(asked_by_sheet.request)
    response = client.post(
        reverse("catalog:quote-answer", args=[asked_by_sheet.uid]),
        {"currency": "KRW", "valid_until": far_day(), "price_1": "6,500", "days_1": "7", "note": "꼭 부탁드립니다"},
    )
    assert response.status_code == 409
    assert "꼭 부탁드립니다" in response.content.decode()
    assert Quote.objects.count() == 0


def test_decide_through_the_screen(client):
    product = ProductFactory()
    request = quotes_asked(product)
    invitation = invitation_of(request, product)
    quoted(invitation)
    sign_in(client, request.asked_by)
    client.post(reverse("catalog:quote-request-close", args=[request.uid]))
    url = reverse("catalog:quote-request-decide", args=[request.uid])
    assert client.post(url, {"reason": "?"}).status_code == 422
    client.post(url, {"chosen": str(invitation.uid), "reason": "총액 최저"})
    request.refresh_from_db()
    assert (request.state, request.chosen) == (QuoteState.DECIDED, invitation)
    assert client.post(url, {"chosen": "none", "reason": "다시"}).status_code == 409


@pytest.mark.parametrize("number", [1, 3])
def test_lists_of_quotes_cost_the_same(client, number, django_assert_num_queries):
    product, buyer = ProductFactory(), staff("RQ")
    for _ in range(number):
        quotes_asked(product, by=buyer)
    sign_in(client, buyer)
    client.get(reverse("catalog:quote-request-list"))
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get(reverse("catalog:quote-request-list")).context["results"]) == number
    sign_in(client, seller_of(product))
    client.get(reverse("catalog:quote-list"))
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get(reverse("catalog:quote-list")).context["results"]) == number


LIST_QUERIES = 8


def test_a_supplier_without_the_right_role_reads_and_does_not_quote(client):
    product = ProductFactory()
    request = quotes_asked(product)
    sign_in(client, UserFactory(company=product.company, roles=("SF",)))
    url = reverse("catalog:quote-answer", args=[invitation_of(request, product).uid])
    assert client.get(url).context["form"] is None
    assert client.post(url, {}).status_code == 403
    sign_in(client, supplier("SU"))
    assert client.get(url).status_code == 404
