"""Doors of the product page's market, the comparison, questions and quotes: status and effect."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.models import Bookmark, Inquiry, Product, ProductFile
from catalog.states import FileRole, InquiryState, PriceVisibility
from catalog.tests.dealing import (
    answered,
    asked,
    renamed,
    seller_of,
)
from catalog.tests.factories import FileFactory, ProductFactory, attribute, class_node
from catalog.tests.registering import PAPER
from catalog.tests.test_search.conftest import certify, publish_with_claims
from portal.clock import today
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def node():
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", weight=60)
    attribute(node, "load", quantity="force", unit="kN", match="GE", weight=40)
    return node


def page_of(product) -> str:
    return reverse("catalog:product-detail", args=[product.uid])


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


# The product's page --------------------------------------------------------------------------------------------------
def test_an_alternative_stands_on_the_page_with_its_reason(client, node):
    product = ProductFactory(node=node, values={"bore": "20", "load": "10"})
    other = ProductFactory(node=node, name_en="Other bearing", values={"bore": "20", "load": "12"})
    ProductFactory(node=node, name_en="Far bearing", values={"bore": "90", "load": "1"})

    response = client.get(page_of(product))

    assert [alternative.product for alternative in response.context["alternatives"]] == [other]
    assert response.context["alternatives"][0].score == Decimal("100.0")
    assert b"Other bearing" in response.content


def test_only_who_may_request_a_quote_is_offered_one(client, node):
    product = ProductFactory(node=node)
    assert "Ask or request a quote" not in client.get(page_of(product)).content.decode()
    assert ">Ask the supplier</a>" in client.get(page_of(product)).content.decode()
    buyer = sign_in(client, staff("PO"))
    assert "Ask or request a quote" in buyer.get(page_of(product)).content.decode()


def test_other_companies_alternatives_come_first(client, node):
    product = ProductFactory(node=node, values={"bore": "20", "load": "10"})
    own = ProductFactory(node=node, company=product.company, values={"bore": "20", "load": "10"})
    attribute(node, "extra", quantity="length", unit="mm", weight=1)
    other = ProductFactory(node=node, values={"bore": "20", "load": "10"})

    response = client.get(reverse("catalog:product-alternatives", args=[product.uid]))

    assert [alternative.product for alternative in response.context["alternatives"]] == [other, own]


def test_the_supplier_card_shows_what_may_be_relied_on_and_no_more(client):
    company = CompanyFactory(size_class="SMALL", entered=False)
    product = ProductFactory(company=company, published=False)
    sheet = FileFactory(company=company, name="datasheet-6204.pdf", kind="pdf", thumbnail="", preview="", public=True)
    ProductFile.objects.create(version=product.versions.get(), file=sheet, role=FileRole.DATASHEET)
    publish_with_claims(product)
    product.refresh_from_db()
    certify(company, "ISO9001", number="Q-77")
    certify(company, "WOMEN", number="W-5")
    certify(company, "ISO14001", number="E-OVER", valid_to=today() - timedelta(days=1))
    record_standing(company, "size_class", "SMALL", valid_from=today(), source="register")
    record_standing(company, "registered:BRG", "PASS", valid_from=today(), source="REG-1")
    answered(asked(product))

    page = client.get(page_of(product))
    text = page.content.decode()
    assert "Q-77" in text
    assert "E-OVER" not in text  # its last day has passed
    assert [row.kind.code for row in page.context["social"]] == ["WOMEN"]
    assert [row.fact for row in page.context["standings"]] == ["size_class"]
    assert (page.context["answer_time"].count, page.context["answer_time"].in_time) == (1, 1)
    assert "datasheet-6204.pdf" in text
    sign_in(client, staff("PO"))
    inside = client.get(page_of(product))
    assert {row.fact for row in inside.context["standings"]} == {"size_class", "registered:BRG"}


def test_the_landed_cost_is_the_servers_and_takes_the_price_of_the_quantity(client):
    product = ProductFactory(price=1000, price_visibility=PriceVisibility.PUBLIC)
    product.price_breaks.create(from_qty=100, price=900)

    response = client.get(page_of(product), {"qty": "200", "freight": "50,000", "duty": "8"})

    cost = response.context["landed"]["cost"]
    assert (cost.goods_won, cost.duty_won, cost.total_won) == (Decimal(180_000), Decimal(18_400), Decimal(248_400))
    assert "248,400" in response.content.decode()


@pytest.mark.parametrize("typed", ["0", "", "열 개", "-1"])
def test_a_quantity_that_is_none_is_said_at_its_field(client, typed):
    product = ProductFactory()
    response = client.get(page_of(product), {"qty": typed})
    assert response.status_code == 200
    assert "qty" in response.context["landed_form"].errors


def test_a_price_that_one_may_not_see_stays_away_with_its_breaks(client):
    product = ProductFactory(price=7_654_321, price_visibility=PriceVisibility.REGISTERED)
    product.price_breaks.create(from_qty=100, price=6_543_210)
    for body in (client.get(page_of(product)).content, client.get(f"/catalog/compare/?ids={product.uid}").content):
        assert b"7,654,321" not in body
        assert b"6,543,210" not in body
    sign_in(client, staff("RQ"))
    assert b"6,543,210" in client.get(page_of(product)).content


def test_a_published_question_is_read_by_visitors_without_a_name(client):
    asker = staff("RQ", name="홍길동")
    inquiry = answered(asked(by=asker, publishable=True), publish=True)
    body = client.get(page_of(inquiry.product)).content.decode()
    assert "영하 4도 아래에서는 굳습니다." in body
    assert "홍길동" not in body


def test_a_private_question_is_not_on_the_page(client):
    inquiry = answered(asked(text="우리만의 질문"))
    assert "우리만의 질문" not in client.get(page_of(inquiry.product)).content.decode()


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(client, node, others, django_assert_num_queries):
    product = ProductFactory(node=node, values={"bore": "20", "load": "10"})
    for _ in range(others):
        ProductFactory(node=node, values={"bore": "20", "load": "12"})
        answered(asked(product, publishable=True), publish=True)
    client.get(page_of(product))
    with django_assert_num_queries(PAGE_QUERIES):
        response = client.get(page_of(product))
    assert len(response.context["alternatives"]) == others


PAGE_QUERIES = 40


# The comparison ------------------------------------------------------------------------------------------------------
def test_the_tray_takes_four_and_says_so(client):
    products = [ProductFactory() for _ in range(5)]
    response = client.post(
        reverse("catalog:compare-add"), {"product": [product.uid for product in products], "next": "/catalog/"}
    )
    assert (response.status_code, response["Location"]) == (303, "/catalog/")
    response = client.get(reverse("catalog:compare"))
    assert response.context["products"] == products[:4]
    client.post(reverse("catalog:compare-remove"), {"product": products[0].uid})
    assert len(client.get(reverse("catalog:compare")).context["products"]) == 3
    client.post(reverse("catalog:compare-clear"))
    assert client.get(reverse("catalog:compare")).context["products"] == []


def test_the_way_back_is_never_another_site(client):
    response = client.post(reverse("catalog:compare-clear"), {"next": "https://evil.example/"})
    assert response["Location"] == reverse("catalog:compare")


def test_units_are_aligned_differences_and_the_best_are_marked(client, node):
    first = ProductFactory(node=node, values={"bore": "20", "load": "10"}, lead_time_days=7)
    second = ProductFactory(node=node, values={"bore": "2 cm", "load": "12"}, lead_time_days=3)
    response = client.get(reverse("catalog:compare"), {"ids": f"{first.uid},{second.uid}"})
    rows = {row.label: row for row in response.context["table"].attributes}
    assert [cell.text for cell in rows["Bore"].cells] == ["20 mm", "20 mm"]
    assert rows["Bore"].is_different is False
    assert [(cell.text, cell.is_best) for cell in rows["Load"].cells] == [("10 kN", False), ("12 kN", True)]
    body = response.content.decode()
    assert body.count("Best") == 1  # of the lead times
    assert body.count("Highest") == 1  # of the loads: more than is needed may be too much
    assert "differs" in body
    only = client.get(reverse("catalog:compare"), {"ids": f"{first.uid},{second.uid}", "only": "1"}).content.decode()
    assert "20 mm" not in only
    assert "12 kN" in only


def test_between_classes_only_what_is_alike_shares_a_row_and_nothing_stands_out(client, node):
    other = class_node("99171604", "롤러 베어링", "Roller bearings")
    attribute(other, "load", quantity="force", unit="kN", match="GE")
    attribute(other, "bore", "TEXT", name_en="Bore class")
    first = ProductFactory(
        node=node, values={"bore": "20", "load": "10"}, price=1000, price_visibility="public", lead_time_days=9
    )
    second = ProductFactory(node=other, values={"bore": "B2", "load": "12"}, price=900, price_visibility="public")

    table = client.get(reverse("catalog:compare"), {"ids": f"{first.uid},{second.uid}"}).context["table"]

    rows = {row.label: [cell.text for cell in row.cells] for row in table.attributes}
    assert rows == {"Bore": ["20 mm", ""], "Bore class": ["", "B2"], "Load": ["10 kN", "12 kN"]}
    assert not any(cell.is_best for row in [*table.attributes, *table.facts] for cell in row.cells)


@pytest.mark.parametrize("ids", ["x", "00000000-0000-0000-0000-000000000000", "%00", "1,2,3,4,5,6"])
def test_an_address_with_nonsense_is_an_empty_comparison(client, ids):
    response = client.get(reverse("catalog:compare"), {"ids": ids})
    assert response.status_code == 200
    assert response.context["products"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_comparison_costs_the_same_for_one_and_for_three(client, node, count, django_assert_num_queries):
    products = [ProductFactory(node=node, values={"bore": "20"}) for _ in range(count)]
    ids = ",".join(str(product.uid) for product in products)
    client.get(reverse("catalog:compare"), {"ids": ids})
    with django_assert_num_queries(8):  # products, values, options, files, price breaks, 3R, certificates; settings
        client.get(reverse("catalog:compare"), {"ids": ids})


def test_kept_products(client):
    product, user = ProductFactory(), staff("RQ")
    sign_in(client, user)
    client.post(reverse("catalog:bookmark-add", args=[product.uid]))
    client.post(reverse("catalog:bookmark-add", args=[product.uid]))
    assert Bookmark.objects.filter(user=user).count() == 1
    assert client.get(reverse("catalog:bookmark-list")).context["rows"][0]["product"] == product
    client.post(reverse("catalog:bookmark-remove", args=[product.uid]))
    assert not Bookmark.objects.exists()


# Questions -----------------------------------------------------------------------------------------------------------
def test_a_visitors_question_is_kept_until_they_have_signed_in(client):
    product, user = ProductFactory(), staff("RQ")
    url = reverse("catalog:inquiry-ask", args=[product.uid])
    response = client.post(url, {"text": "보관 온도는 몇 도입니까?"})
    assert response["Location"].startswith("/accounts/login")
    sign_in(client, user)
    response = client.get(reverse("people:form-resume"), follow=True)
    assert "보관 온도는 몇 도입니까?" in response.content.decode()
    assert not Inquiry.objects.exists()


def test_ask_answer_and_publish_through_the_screens(client):
    product = ProductFactory()
    sign_in(client, staff("RQ"))
    response = client.post(
        reverse("catalog:inquiry-ask", args=[product.uid]), {"text": "보관?", "publishable": "on", "key": "k"}
    )
    inquiry = Inquiry.objects.get()
    assert response["Location"] == reverse("catalog:inquiry-detail", args=[inquiry.uid])
    sign_in(client, seller_of(product))
    client.post(reverse("catalog:inquiry-answer", args=[inquiry.uid]), {"text": "5도 이상", "publish": "on"})
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.public_answer) == (InquiryState.ANSWERED, True)


def test_one_question_goes_from_a_comparison_to_each_supplier(client):
    first, second, mine = ProductFactory(), ProductFactory(), ProductFactory()
    sign_in(client, seller_of(mine))
    ids = ",".join(str(product.uid) for product in (mine, first, second))
    comparison = client.get(reverse("catalog:compare"), {"ids": ids})
    assert "data-print" in comparison.content.decode()
    asking = reverse("catalog:inquiry-ask", args=[first.uid]) + f"?with={second.uid}"
    assert comparison.context["ask_url"] == asking

    page = client.get(f"{asking},{mine.uid},nonsense")
    assert page.context["products"] == [first, second]
    client.post(asking, {"text": "", "key": "k"})
    assert not Inquiry.objects.exists()
    sheet = SimpleUploadedFile("drawing.pdf", PAPER, "application/pdf")
    facts = {"text": "영하에서 보관됩니까?", "key": "k", "files": [sheet]}
    for _twice in range(2):  # a form that is sent twice
        sheet.seek(0)
        sent = client.post(asking, facts)

    assert sent["Location"] == reverse("catalog:inquiry-list")
    asked = Inquiry.objects.order_by("pk")
    assert [inquiry.product for inquiry in asked] == [first, second]
    assert [inquiry.messages.get().files.count() for inquiry in asked] == [1, 1]
    sign_in(client, seller_of(first))
    shown = client.get(reverse("catalog:inquiry-list")).content.decode()
    assert asked[0].number in shown
    assert asked[1].number not in shown


def test_contact_data_is_said_at_its_field_and_nothing_typed_is_lost(client):
    inquiry = asked(publishable=True)
    sign_in(client, seller_of(inquiry.product))
    text = "sales@garam.example로 문의해 주십시오"
    response = client.post(reverse("catalog:inquiry-answer", args=[inquiry.uid]), {"text": text, "publish": "on"})
    assert response.status_code == 422
    assert "text" in response.context["answer_form"].errors
    assert text in response.content.decode()


def test_a_second_answer_is_a_409_and_shows_what_was_written(client):
    inquiry = answered()
    sign_in(client, seller_of(inquiry.product))
    response = client.post(reverse("catalog:inquiry-answer", args=[inquiry.uid]), {"text": "나의 긴 답변"})
    assert response.status_code == 409
    assert "나의 긴 답변" in response.content.decode()


def test_an_inquiry_keeps_the_name_under_which_the_product_was_asked_about(client):
    inquiry = asked()
    before = inquiry.product.current.name_en
    renamed(inquiry.product, "새 이름", "New name")
    later = asked(Product.objects.get(pk=inquiry.product_id), by=inquiry.asked_by)
    sign_in(client, inquiry.asked_by)
    shown = client.get(reverse("catalog:inquiry-detail", args=[inquiry.uid]))
    assert f"Question about {before}" in shown.content.decode()
    assert "New name" not in shown.content.decode()
    names = [row["name"] for row in client.get(reverse("catalog:inquiry-list")).context["rows"]]
    assert sorted(names) == sorted([before, "New name"])
    assert later.product.current.name_en == "New name"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_inquiries_costs_the_same(client, number, django_assert_num_queries):
    product = ProductFactory()
    for _ in range(number):
        asked(product)
    sign_in(client, seller_of(product))
    client.get(reverse("catalog:inquiry-list"))
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(reverse("catalog:inquiry-list"))
    assert len(response.context["rows"]) == number


LIST_QUERIES = 11
