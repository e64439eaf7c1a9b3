"""The API: what programs find, what they may not see, drafts they make."""

from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from catalog.models import Product, ProductVersion
from catalog.states import PriceVisibility, VersionState
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.partners.tests.factories import api_client
from portal.tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def anyone():
    return APIClient(raise_request_exception=False)


@pytest.fixture
def node():
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    return node


def test_products_are_found_without_a_token(anyone, node):
    ProductFactory(name_ko="원심펌프", node=node, values={"bore": "20"})
    body = anyone.get("/api/v1/products/?q=펌프&facets=true").json()
    assert anyone.get("/api/v1/products/?q=펌프").json() == body | {"facets": []}

    assert body["count"] == 1
    assert set(body["results"][0]) == {
        "uid", "number", "name_ko", "name_en", "maker", "model", "class_code", "origin", "supplier", "lead_time_days",
        "moq", "uom", "price", "published_at", "url", "api_url",
    }  # fmt: skip
    classes = next(facet for facet in body["facets"] if facet["name"] == "class")
    assert (classes["parameter"], classes["kind"]) == ("class_code", "values")
    assert [(option["value"], option["count"]) for option in classes["options"]] == [("99171504", 1)]


@pytest.mark.parametrize("visibility", [PriceVisibility.HIDDEN, PriceVisibility.ON_REQUEST, PriceVisibility.REGISTERED])
def test_a_price_that_is_not_public_is_nowhere_in_the_answer(anyone, visibility):
    product = ProductFactory(price=Decimal(7_654_321), price_visibility=visibility)
    rival = api_client(CompanyFactory(), "catalog.read")
    for client in (anyone, rival):
        for url in ("/api/v1/products/", f"/api/v1/products/{product.uid}/"):
            answer = client.get(url)
            assert answer.status_code == 200
            assert b"7654321" not in answer.content


def test_a_public_price_and_all_facts_of_one_product(anyone, node):
    product = ProductFactory(price=Decimal(500), node=node, values={"bore": "1.5 in"})
    body = anyone.get(f"/api/v1/products/{product.uid}/").json()

    assert body["price"] == {"amount": "500.00", "currency": "KRW", "valid_until": None}
    assert [(value["code"], value["canonical"]) for value in body["attributes"]] == [("bore", "38.100000000")]
    assert len(body["files"]) == 1


def test_drafts_and_hidden_products_do_not_exist(anyone):
    draft = ProductFactory(published=False)
    own = api_client(draft.company, "catalog.read", "catalog.write")
    for client in (anyone, own):
        assert client.get(f"/api/v1/products/{draft.uid}/").status_code == 404
        assert client.get("/api/v1/products/").json()["count"] == 0


BROKEN = [
    "bogus=1",
    "clas_code=99171504",
    "q=a&lead_bnad=1",
    "page=1",
    "cursor=x",
    "page_size=101",
    "page_size=1&page_size=2",
    "sort=newest",
    "ordering=paid",
    "expand=price",
    "class_code=1",
    "origin=kr",
    "origin=,",
]


@pytest.mark.parametrize("query", [*BROKEN, "lead_band=9", "q=" + "a" * 101])
def test_a_query_that_is_not_valid_is_a_problem_at_its_parameter(anyone, query):
    answer = anyone.get(f"/api/v1/products/?{query}")

    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["errors"]


def test_pages_lead_on_and_back(anyone):
    for _ in range(3):
        ProductFactory()
    first = anyone.get("/api/v1/products/?page_size=2").json()
    last = anyone.get(first["next"]).json()

    assert (len(first["results"]), len(last["results"]), last["next"]) == (2, 1, None)
    assert anyone.get(last["previous"]).json()["results"] == first["results"]
    assert anyone.get(first["next"] + "&ordering=price").status_code == 400, "a cursor belongs to its order"
    other_size = first["next"].replace("page_size=2", "page_size=1")
    assert anyone.get(other_size).status_code == 400, "and to its size: another one would tell rows twice"


def test_classes_with_their_attributes(anyone, node):
    assert anyone.get("/api/v1/classes/?q=베어").json()["results"][0]["parent"]
    body = anyone.get("/api/v1/classes/99171504/").json()

    assert [definition["code"] for definition in body["attributes"]] == ["bore"]
    assert anyone.get("/api/v1/classes/99999999/").status_code == 404


def draft(**changes) -> dict:
    facts = {"sku": "A-1", "class_code": "99171504", "name_ko": "볼 베어링", "origin": "KR"}
    return {**facts, "attributes": {"bore": {"value": "20", "unit": "mm"}}, "lead_time_days": 7, **changes}


def test_a_suppliers_program_registers_a_draft_once(node):
    company = CompanyFactory()
    UserFactory(company=company, roles=("SA",))
    client = api_client(company, "catalog.write")
    answers = [
        client.post("/api/v1/products/", draft(), headers={"Idempotency-Key": "catalogue-0001"}) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["uid"] == answers[1].json()["uid"]
    assert "picture or drawing" in " ".join(answers[0].json()["missing"]) or answers[0].json()["missing"]
    version = ProductVersion.objects.get()
    assert (version.state, version.values.get().num, version.product.company) == (VersionState.DRAFT, 20, company)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"class_code": "99000000"}, 422),
        ({"class_code": "12345678"}, 400),
        ({"state": "published"}, 400),
        ({"company": 1}, 400),
        ({"attributes": {"bore": {"value": "20 kg"}}}, 422),
        ({"attributes": {"colour": {"value": "red"}}}, 422),
        ({"price": "1e400"}, 400),
        ({"price": "10.5", "currency": "KRW"}, 422),
        ({"name_ko": "\u3164"}, 400),
        ({"sku": "x" * 41}, 400),
    ],
)
def test_a_faulty_draft_changes_nothing(node, change, status):
    client = api_client(CompanyFactory(), "catalog.write")
    answer = client.post("/api/v1/products/", draft(**change), headers={"Idempotency-Key": "catalogue-0001"})

    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not Product.objects.exists()


def test_writing_needs_the_scope(anyone, node):
    key = {"Idempotency-Key": "catalogue-0001"}
    assert anyone.post("/api/v1/products/", draft(), headers=key).status_code == 401
    reader = api_client(CompanyFactory(), "catalog.read")
    assert reader.post("/api/v1/products/", draft(), headers=key).status_code == 403


@pytest.mark.parametrize("products", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(anyone, products, django_assert_num_queries):
    for _ in range(products):
        ProductFactory()

    with django_assert_num_queries(5):  # clock, total, the first ones, all in order, products with company and class
        answer = anyone.get("/api/v1/products/")

    assert len(answer.json()["results"]) == products
