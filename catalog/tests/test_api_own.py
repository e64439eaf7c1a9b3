"""A supplier's program reads its own products in every state; nobody else's program does."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product, ProductVersion
from catalog.states import ProductState, VersionState
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.partners.tests.factories import api_client
from portal.tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db
PATH = "/api/v1/own-products/"


@pytest.fixture
def node():
    node = class_node("99171504")
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    return node


def test_a_draft_says_where_it_is_read_and_is_read_there(node):
    company = CompanyFactory()
    client = api_client(company, "catalog.write")
    body = {
        "sku": "A-1",
        "class_code": "99171504",
        "name_ko": "볼 베어링",
        "attributes": {"bore": {"value": "20"}},
        "price": "4200",
        "lead_time_days": 3,
    }
    headers = {"Idempotency-Key": uuid.uuid4().hex, "Accept-Language": "en"}
    made = client.post("/api/v1/products/", body, format="json", headers=headers)
    again = client.post("/api/v1/products/", body, format="json", headers=headers)

    assert made.status_code == again.status_code == 201
    assert made["Location"] == again["Location"] == made.json()["api_url"]
    assert made["Location"].endswith(f"{PATH}{Product.objects.get().uid}/")
    draft = client.get(made["Location"], headers={"Accept-Language": "en"}).json()
    assert (draft["sku"], draft["state"], draft["version"], draft["version_state"]) == ("A-1", "draft", 1, "draft")
    assert (draft["name_ko"], draft["price"], draft["lead_time_days"]) == ("볼 베어링", "4200.00", 3)
    assert [(value["code"], value["canonical"]) for value in draft["attributes"]] == [("bore", "20.000000000")]
    assert draft["missing"] == made.json()["missing"] != []


def test_only_own_products_are_there_by_their_states(node):
    company = CompanyFactory()
    client = api_client(company, "catalog.write")
    published = ProductFactory(company=company, node=node, name_ko="지금")
    ProductVersion.objects.create(
        product=published, no=2, class_node=node, name_ko="다음", created_by=published.created_by
    )
    waiting = ProductFactory(company=company, node=node, published=False, version_state=VersionState.SUBMITTED)
    ProductFactory(company=company, node=node, published=False, state=ProductState.WITHDRAWN)
    other = ProductFactory(node=node, published=False)

    def found(**query) -> set[str]:
        return {row["number"] for row in client.get(PATH, query).json()["results"]}

    assert found() == {published.number, waiting.number}
    assert found(state="published") == found(version_state="draft") == {published.number}
    assert found(version_state="submitted,in_review") == found(sku=waiting.sku) == {waiting.number}
    row = client.get(PATH, {"number": published.number}).json()["results"][0]
    assert (row["state"], row["version"], row["name_ko"]) == ("published", 2, "다음")
    assert client.get(f"{PATH}{other.uid}/").status_code == 404
    assert client.get(f"{PATH}{waiting.uid}/").json()["missing"] == []


@pytest.mark.parametrize("scope", ["catalog.read", "rfq.read"])
def test_another_scope_does_not_open_it(scope):
    assert api_client(CompanyFactory(), scope).get(PATH).json()["code"] == "scope_missing"


def test_the_list_costs_the_same_for_one_and_for_three(node):
    company = CompanyFactory()
    client = api_client(company, "catalog.write")
    client.get(PATH)
    counted = []
    for more in (1, 2):
        for _each in range(more):
            ProductFactory(company=company, node=node, published=False)
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH)
        counted.append(len(queries))
    assert counted[0] == counted[1]
