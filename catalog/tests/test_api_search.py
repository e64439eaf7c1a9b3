"""The API's search narrows by every facet, its comparison and its classes say what the pages say."""

from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from catalog.models import ClassMap, ClassNode, ClassScheme
from catalog.services import edit_class
from catalog.states import PriceVisibility
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.partners.tests.factories import api_client
from portal.tests.factories import CompanyFactory, staff

pytestmark = pytest.mark.django_db
URL = "/api/v1/products/"


@pytest.fixture
def anyone():
    return APIClient(raise_request_exception=False)


@pytest.fixture
def node():
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    attribute(node, "seal", "ENUM", match="ENUM_EQ", options=[("zz", "금속", "Metal"), ("rs", "고무", "Rubber")])
    attribute(node, "dry", "BOOL", match="ENUM_EQ")
    return node


@pytest.fixture
def three(node):
    """Bores of 20, 40 and 60 mm."""
    made = []
    for bore, seal, dry, origin in ((20, "zz", "yes", "KR"), (40, "rs", "no", "DE"), (60, "rs", "yes", "KR")):
        made.append(
            ProductFactory(
                node=node, model=f"B{bore}", origin=origin, values={"bore": str(bore), "seal": seal, "dry": dry}
            )
        )
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("class_code=99171504&a_bore=30..50", ["B40"]),
        ("class_code=99171504&a_bore=40..", ["B40", "B60"]),
        ("class_code=99171504&a_bore=..40&a_seal=zz", ["B20"]),
        ("class_code=99171504&a_seal=zz,rs", ["B20", "B40", "B60"]),
        ("class_code=99171504&a_dry=1", ["B20", "B60"]),
        ("origin=KR,DE", ["B20", "B40", "B60"]),
        ("origin=DE&class_code=99000000", ["B40"]),
        ("class_code=99171504,99171505", ["B20", "B40", "B60"]),
    ],
)
def test_every_facet_narrows(anyone, three, query, found):
    body = anyone.get(f"{URL}?{query}").json()
    assert sorted(product["model"] for product in body["results"]) == found
    assert body["count"] == len(found)


def test_facets_have_one_shape_and_say_what_is_chosen(anyone, three):
    body = anyone.get(f"{URL}?class_code=99171504&origin=KR&a_bore=10..50&facets=true").json()
    facets = {facet["name"]: facet for facet in body["facets"]}

    assert {frozenset(facet) for facet in body["facets"]} == {
        frozenset(["name", "parameter", "kind", "label", "options", "unit", "low", "high", "count", "buckets"])
    }
    chosen = {(option["value"], option["count"], option["chosen"]) for option in facets["origin"]["options"]}
    assert chosen == {("KR", 1, True), ("DE", 1, False)}
    bore = facets["bore"]
    assert (bore["parameter"], bore["kind"], bore["unit"]) == ("a_bore", "range", "mm")
    assert (Decimal(bore["low"]), Decimal(bore["high"])) == (20, 60)
    assert sum(bucket["count"] for bucket in bore["buckets"]) == bore["count"] == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("a_bore=1..2", "a_bore"),
        ("class_code=99171504,99171505&a_bore=1..2", "a_bore"),
        ("class_code=99171504&a_colour=red", "a_colour"),
        ("class_code=99171504&a_bore=wide", "a_bore"),
        ("class_code=99171504&a_seal=gold", "a_seal"),
        ("eco=green", "eco"),
        ("price_band=99", "price_band"),
        ("company=nobody", "company"),
        ("company=00000000-0000-4000-8000-000000000000", "company"),
        ("origin=" + ",".join(f"{first}{last}" for first in "ABC" for last in "ABCDEFG"), "origin"),
    ],
)
def test_a_filter_that_is_none_is_a_problem_at_its_parameter(anyone, three, query, field):
    answer = anyone.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert field in answer.content.decode()


def test_products_of_one_company(anyone, three):
    body = anyone.get(f"{URL}?company={three[0].company.uid}").json()
    assert [product["number"] for product in body["results"]] == [three[0].number]


def test_a_code_of_another_classification_finds_the_classes_beside_it(anyone, three, node):
    hs = ClassScheme.objects.get_or_create(code="HS", defaults={"release": "2022", "name_ko": "HS", "name_en": "HS"})[0]
    other = ClassNode.objects.create(
        scheme=hs, code="990000", level="subheading", path="990000", name_ko="가", name_en="b"
    )
    ClassMap.objects.create(node=node, other=other, quality="BROADER")
    body = anyone.get(f"{URL}?q=9900.00").json()
    assert (body["count"], body["beside"]) == (3, ["99171504"])
    codes = anyone.get("/api/v1/classes/99171504/").json()["codes"]
    assert codes == [
        {
            "scheme": "HS",
            "code": "990000",
            "name_ko": "가",
            "name_en": "b",
            "quality": "BROADER",
            "of_class": "99171504",
        }
    ]


def test_products_side_by_side(anyone, three):
    uids = "uid=" + ",".join(str(product.uid) for product in three)
    body = anyone.get(f"{URL}compare/?{uids}").json()

    assert [product["model"] for product in body["products"]] == ["B20", "B40", "B60"]
    bore = next(row for row in body["rows"] if row["kind"] == "attribute" and "20 mm" in row["texts"])
    assert (bore["texts"], bore["differs"]) == (["20 mm", "40 mm", "60 mm"], True)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_only_two_to_four_are_compared(anyone, node, count):
    uids = "uid=" + ",".join(str(ProductFactory(node=node).uid) for _each in range(count))
    assert anyone.get(f"{URL}compare/?{uids}").status_code == 400


def test_what_is_not_public_is_not_compared_not_even_by_its_supplier(anyone, three):
    draft = ProductFactory(published=False)
    own = api_client(draft.company, "catalog.read")
    for client in (anyone, own):
        assert client.get(f"{URL}compare/?uid={three[0].uid},{draft.uid}").status_code == 404


def test_a_hidden_price_is_nowhere_in_a_comparison(anyone, node):
    made = [
        ProductFactory(node=node, price=Decimal(7_654_321), price_visibility=PriceVisibility.ON_REQUEST)
        for _each in range(2)
    ]
    uids = "uid=" + ",".join(str(product.uid) for product in made)
    rival = api_client(CompanyFactory(), "catalog.read")
    for client in (anyone, rival):
        answer = client.get(f"{URL}compare/?{uids}")
        assert answer.status_code == 200
        assert "7,654,321" not in answer.content.decode()
        assert "7654321" not in answer.content.decode()


def test_a_class_says_all_of_its_attributes(anyone, node):
    ProductFactory(node=node)
    body = anyone.get("/api/v1/classes/99171504/").json()
    assert body["products"] == 1
    seal = next(one for one in body["attributes"] if one["code"] == "seal")
    assert seal["options"][0] == {"code": "zz", "name_ko": "금속", "name_en": "Metal"}
    assert (seal["match"], seal["of_class"]) == ("ENUM_EQ", "99171504")


def test_a_retired_class_is_shown_with_its_successor_and_not_listed(anyone, node):
    edit_class(node, by=staff("CM"), active=False, successor=class_node("99171505"))
    body = anyone.get("/api/v1/classes/99171504/").json()
    assert (body["active"], body["successor"]) == (False, "99171505")
    listed = anyone.get("/api/v1/classes/?q=99171504").json()["results"]
    assert listed == []
