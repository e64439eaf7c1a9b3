"""Doors of everybody: search and product page; prices only for whom they are meant."""

from decimal import Decimal

import pytest

from catalog.states import PriceVisibility
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def test_a_visitor_finds_a_product_by_a_korean_fragment(english):
    ProductFactory(name_ko="원심펌프", name_en="Centrifugal pump")
    response = english.get("/catalog/?q=펌프")

    assert response.status_code == 200
    assert "Centrifugal pump" in text_of(response)
    assert response.context["found"].total == 1


def test_htmx_gets_the_results_alone(english):
    ProductFactory()
    response = english.get("/catalog/?q=베어링", headers={"hx-request": "true"})

    assert "<html" not in text_of(response)
    assert 'id="results"' in text_of(response)
    assert '<hx-partial hx-target="#search-title"' in text_of(response)
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "가" * 500,
        "page=-1",
        "page=9999999999999999999999",
        "page=x",
        "class=abc&lead=x&size=%ED%95%9C&origin=KOREA&company=nothing",
        "sort=paid",
        "q=%25_%27%22--&lead=99",
        "class=99999999&lead=0&lead=1&lead=2",
    ],
)
def test_no_query_is_a_fault_of_ours(english, query):
    ProductFactory()
    assert english.get(f"/catalog/?{query}").status_code in (200, 400)


def test_filters_in_force_are_chips_that_take_themselves_off(english):
    ProductFactory(lead_time_days=3)
    response = english.get("/catalog/?q=베어링&lead=0&class=99171504&page=1")

    assert [chip["label"] for chip in response.context["chips"]] == ["Ball bearings", "Up to 7 days"]
    assert "lead=0" not in response.context["chips"][1]["url"]
    assert "class=99171504" in response.context["chips"][1]["url"]


@pytest.mark.parametrize("products", [1, 3])
def test_a_search_page_costs_the_same_for_one_and_for_three(english, products, django_assert_num_queries):
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm")
    for _ in range(products):
        ProductFactory(values={"bore": "20"})

    with django_assert_num_queries(16):  # words, counts, page, facets, eco, and five to note the search
        response = english.get("/catalog/?q=베어링")

    assert len(response.context["found"].hits) == products


@pytest.mark.parametrize(
    ("visibility", "reader", "seen"),
    [
        (PriceVisibility.HIDDEN, "visitor", False),
        (PriceVisibility.HIDDEN, "buyer", False),
        (PriceVisibility.ON_REQUEST, "rival", False),
        (PriceVisibility.ON_REQUEST, "buyer", False),
        (PriceVisibility.REGISTERED, "visitor", False),
        (PriceVisibility.REGISTERED, "rival", False),
        (PriceVisibility.REGISTERED, "buyer", True),
        (PriceVisibility.PUBLIC, "visitor", True),
        (PriceVisibility.HIDDEN, "owner", True),
    ],
)
def test_a_price_stands_in_the_page_only_for_whom_it_is_meant(english, visibility, reader, seen):
    product = ProductFactory(price=Decimal(7_654_321), price_visibility=visibility)
    people = {
        "rival": lambda: supplier("SA"),
        "buyer": lambda: staff("PO"),
        "owner": lambda: supplier("SU", company=product.company),
    }
    if reader in people:
        sign_in(english, people[reader]())
    for page in (f"/catalog/products/{product.uid}/", "/catalog/"):
        text = text_of(english.get(page)).replace(",", "")
        assert ("7654321" in text) is seen, page
