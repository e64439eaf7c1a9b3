"""What people paste into codes, prices and quantities; what the last step and the reviewer read of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalog import services
from catalog.models import Product, ProductVersion
from catalog.states import ProductState, VersionState
from catalog.tests.factories import ProductFactory
from portal.clock import today
from portal.errors import RuleBroken
from portal.tests.factories import staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
SUPPLY = {"currency": "KRW", "uom": "C62", "price_visibility": "public", "lead_time_days": "14", "moq": "10"}


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def draft(english, seller, node) -> ProductVersion:
    sign_in(english, seller)
    product = services.register_product(seller.company, sku="B-1", class_node=node, by=seller, name_ko="볼 베어링")
    return product.versions.get()


def test_codes_are_kept_in_plain_letters_and_digits(english, seller, node):
    sign_in(english, seller)
    data = {"class": "99171504", "sku": "ＳＢ－６２０４", "name_ko": "볼 베어링", "model": "６２０４－ＺＺ"}
    english.post("/catalog/mine/new/?class=99171504", data | {"hs_code": "８４８２．１０"})
    version = ProductVersion.objects.get()
    assert (version.product.sku, version.model, version.hs_code) == ("SB-6204", "6204-ZZ", "848210")


def test_an_hs_code_is_checked_with_everything_else(english, seller, node):
    sign_in(english, seller)
    response = english.post("/catalog/mine/new/?class=99171504", {"class": "99171504", "hs_code": "84821"})
    assert {"sku", "name_ko", "hs_code"} <= set(response.context["form"].errors)


@pytest.mark.parametrize("typed", ["₩ 18,500원", "18,500", "￦１８，５００", "18500 won", "KRW 18,500"])
def test_a_price_is_read_as_it_is_pasted(english, draft, typed):
    response = english.post(reverse("catalog:draft-supply", args=[draft.uid]), SUPPLY | {"price": typed})
    assert response.status_code == 303
    assert Product.objects.get().price == Decimal(18_500)


def test_the_sign_beside_a_price_must_be_its_currencys(english, draft):
    response = english.post(reverse("catalog:draft-supply", args=[draft.uid]), SUPPLY | {"price": "$ 12"})
    assert response.status_code == 422
    assert "US dollar" in str(response.context["form"].errors["price"])


def test_everything_impossible_is_said_at_once(english, draft):
    data = SUPPLY | {"price": "0", "moq": "0", "price_valid_until": "2020-01-01"}
    response = english.post(reverse("catalog:draft-supply", args=[draft.uid]), data)
    assert set(response.context["form"].errors) == {"price", "moq", "price_valid_until"}


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"price": Decimal(0)}, "price"), ({"price_valid_until": date(2020, 1, 1)}, "price_valid_until")],
)
def test_the_service_refuses_it_too(draft, facts, field):
    with pytest.raises(RuleBroken) as refusal:
        services.set_supply(draft.product, by=draft.created_by, **facts)
    assert refusal.value.field == field


def test_a_price_that_has_ended_stands_in_no_other_changes_way(english, node):
    product = ProductFactory(node=node, values={"bore": "20"})
    Product.objects.filter(pk=product.pk).update(price=Decimal(100), price_valid_until=today() - timedelta(days=1))
    sign_in(english, product.created_by)
    data = SUPPLY | {"price": "100", "price_valid_until": str(today() - timedelta(days=1)), "lead_time_days": "9"}
    assert english.post(reverse("catalog:product-supply", args=[product.uid]), data).status_code == 303
    product.refresh_from_db()
    assert product.lead_time_days == 9


def test_a_price_that_has_ended_is_not_submitted(draft):
    Product.objects.update(price=Decimal(100), price_valid_until=today() - timedelta(days=1))
    draft.product.refresh_from_db()
    assert "price_valid_until" in [finding.field for finding in services.check_listing(draft) if finding.stops]


def test_what_the_submission_needs_is_marked(english, draft):
    for step, names in {"basics": ["origin"], "supply": ["lead_time_days", "moq"]}.items():
        page = text_of(english.get(reverse(f"catalog:draft-{step}", args=[draft.uid])))
        for name in names:
            label = page.split(f'for="id_{name}"')[1].split("</label>")[0]
            assert "needed to submit" in label


@pytest.mark.parametrize("name", ["lead_time_days", "moq"])
def test_a_published_product_keeps_them(english, node, name):
    product = ProductFactory(node=node, values={"bore": "20"})
    assert product.state == ProductState.PUBLISHED
    sign_in(english, product.created_by)
    response = english.post(reverse("catalog:product-supply", args=[product.uid]), SUPPLY | {name: "", "price": "9"})
    assert name in response.context["form"].errors
    with pytest.raises(RuleBroken):
        services.set_supply(product, by=product.created_by, **{name: None})


def test_the_last_step_and_the_reviewer_read_country_number_and_order(english, node):
    product = ProductFactory(published=False, version_state=VersionState.SUBMITTED, node=node, values={"bore": "20"})
    version = product.versions.get()
    last_day = today() + timedelta(days=30)
    Product.objects.filter(pk=product.pk).update(sku="SB-6204", moq=Decimal(250), price=1, price_valid_until=last_day)
    ProductVersion.objects.filter(pk=version.pk).update(origin="KR")
    sign_in(english, staff("PO"))
    page = text_of(english.get(reverse("catalog:review-detail", args=[version.uid])))
    assert "South Korea" in page
    assert "SB-6204" in page
    assert "250 piece" in page

    services.withdraw_submission(version, by=product.created_by)
    sign_in(english, product.created_by)
    page = text_of(english.get(reverse("catalog:draft-check", args=[version.uid])))
    for words in ("South Korea", "SB-6204", "250 piece", f"{last_day.day} {last_day:%b}"):
        assert words in page, words


def test_a_minimum_order_is_read_with_its_unit(english, draft):
    page = reverse("catalog:draft-supply", args=[draft.uid])
    refused = english.post(page, SUPPLY | {"price": "1000", "moq": "10kg"})
    assert set(refused.context["form"].errors) == {"moq"}
    assert english.post(page, SUPPLY | {"price": "1000", "moq": "20개"}).status_code == 303
    assert Product.objects.get().moq == 20
