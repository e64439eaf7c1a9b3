"""What the API writes by hand is what its serializers tell, field by field and in both languages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.translation import override
from rest_framework.test import APIClient

from catalog.api.product_answers import ProductDetailOut, ProductOut
from catalog.models import EcoClaim, PriceBreak, Product, ProductFile
from catalog.queries.products import published_products
from catalog.queries.search import plain_hit
from catalog.services import index_products
from catalog.states import Datatype, EcoKind, FileRole, PriceVisibility, ProductState, VersionState
from catalog.tests.factories import FileFactory, ProductFactory, attribute, class_node
from portal.clock import db_now, today
from portal.partners.tests.factories import api_client
from portal.people.states import CompanyState
from portal.tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich() -> Product:
    """A product with an attribute of every kind, claims that hold and one that does not, price breaks, documents."""
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", order=3)
    attribute(node, "sizes", Datatype.RANGE, quantity="length", unit="mm", order=2)
    attribute(node, "sealing", Datatype.ENUM, options=[("seal", "밀봉", "Sealed"), ("open", "개방", "Open")], order=1)
    attribute(node, "split", Datatype.BOOL)
    attribute(node, "made", Datatype.DATE)
    attribute(node, "note", Datatype.TEXT)
    values = {
        "bore": "1.5 in",
        "sizes": {"low": "3", "high": "7"},
        "sealing": "seal",
        "split": "yes",
        "made": "2026-03-02",
        "note": "a/b & c",
    }
    product = ProductFactory(
        price=Decimal("42.5"), currency="USD", price_valid_until=today() + timedelta(days=9), node=node, values=values,
        description_ko="설명", published=False,
    )  # fmt: skip
    version = product.versions.get()
    sheet = FileFactory(company=product.company, name="자료 1.pdf", kind="pdf", public=True)
    ProductFile.objects.create(version=version, file=sheet, role=FileRole.DATASHEET, dated=today(), order=2)
    for kind, until in ((EcoKind.REUSE, None), (EcoKind.RECYCLE, 0), (EcoKind.RECYCLE, 5), (EcoKind.REDUCE, -1)):
        EcoClaim.objects.create(
            version=version, kind=kind, statement="x", issuer="KEITI", number=f"{kind} {until}",
            valid_from=today() - timedelta(days=300),
            valid_to=None if until is None else today() + timedelta(days=until),
            evidence=FileFactory(company=product.company),
        )  # fmt: skip
    PriceBreak.objects.create(product=product, from_qty=500, price=40)
    PriceBreak.objects.create(product=product, from_qty=100, price=Decimal("41.25"))
    for state in (VersionState.SUBMITTED, VersionState.IN_REVIEW, VersionState.PUBLISHED):
        type(version).objects.filter(pk=version.pk).update(state=state)
    facts = {"state": ProductState.PUBLISHED, "current": version, "published_at": db_now()}
    Product.objects.filter(pk=product.pk).update(**facts)
    index_products(Product.objects.filter(pk=product.pk))
    return product


def bare() -> Product:
    """A product that states hardly anything."""
    return ProductFactory(moq=None, lead_time_days=None, price=None, maker="", origin="")


def field_by_field(serializer, product: Product) -> dict:
    """What the serializer tells of it to a visitor."""
    request = RequestFactory().get("/", headers={"host": "testserver"})
    shown = published_products().select_related("company", "current__class_node").get(pk=product.pk)
    return serializer(plain_hit(shown, AnonymousUser(), today()), context={"request": request}).data


@pytest.mark.parametrize("language", ["ko", "en"])
def test_one_product_is_told_as_it_is_described(rich, language):
    client = APIClient(headers={"accept-language": language})
    for product in (rich, bare(), ProductFactory(price_visibility=PriceVisibility.HIDDEN)):
        told = client.get(f"/api/v1/products/{product.uid}/").json()

        with override(language):
            assert told == field_by_field(ProductDetailOut, product)


def test_a_list_is_told_as_it_is_described(rich):
    products = {str(each.uid): each for each in (rich, bare(), ProductFactory(price_visibility=PriceVisibility.HIDDEN))}
    rows = APIClient().get("/api/v1/products/").json()["results"]

    assert {row["uid"] for row in rows} == set(products)
    for row in rows:
        assert row == field_by_field(ProductOut, products[row["uid"]])


def test_what_one_product_says_beside_its_row(rich):
    told = APIClient(headers={"accept-language": "en"}).get(f"/api/v1/products/{rich.uid}/").json()

    assert told["eco"] == sorted([EcoKind.RECYCLE, EcoKind.REUSE])
    assert told["price_breaks"] == [
        {"from_qty": "100.000", "price": "41.25"},
        {"from_qty": "500.000", "price": "40.00"},
    ]
    texts = {each["code"]: each["text"] for each in told["attributes"]}
    assert texts["sealing"] == "Sealed"
    assert texts["sizes"] == "3–7 mm"


def test_neighbours_stand_beside_the_rows_and_beside_one_product(rich):
    other = bare()
    client = APIClient()
    rows = client.get("/api/v1/products/?expand=class,supplier").json()["results"]
    one = client.get(f"/api/v1/products/{rich.uid}/?expand=supplier").json()

    assert len(rows) == 2
    for row in rows:
        assert row["expanded"]["class"]["code"] == row["class_code"]
        assert row["expanded"]["supplier"]["uid"] == row["supplier"]["uid"]
    assert one["expanded"] == {"supplier": next(r["expanded"]["supplier"] for r in rows if r["uid"] == one["uid"])}
    assert client.get(f"/api/v1/products/{other.uid}/?expand=nobody").status_code == 400


def test_the_next_request_knows_of_every_change(rich):
    """Only the words of the queries are kept, nothing of what they find."""
    client, url = APIClient(), f"/api/v1/products/{rich.uid}/"
    assert client.get(url).json()["price"]["amount"] == "42.50"

    Product.objects.filter(pk=rich.pk).update(price=1, price_valid_until=today() - timedelta(days=1))
    told = client.get(url).json()
    assert told["price"] is None
    assert told["price_breaks"] == []

    own = api_client(rich.company, "catalog.read")
    assert own.get(url).json()["price"]["amount"] == "1.00"
    assert own.get("/api/v1/products/").json()["results"][0]["price"]["amount"] == "1.00"

    type(rich.company).objects.filter(pk=rich.company_id).update(state=CompanyState.SUSPENDED)
    assert client.get(url).status_code == 404
    assert client.get("/api/v1/products/").json()["results"] == []


def test_a_registered_price_is_for_the_buyers_program(rich):
    Product.objects.filter(pk=rich.pk).update(price_visibility=PriceVisibility.REGISTERED)
    buyer = api_client(CompanyFactory(is_buyer=True), "catalog.read")
    url = f"/api/v1/products/{rich.uid}/"

    assert buyer.get(url).json()["price"]["amount"] == "42.50"
    assert len(buyer.get(url).json()["price_breaks"]) == 2
    assert APIClient().get(url).json()["price"] is None


def test_one_product_costs_two_queries(rich, django_assert_num_queries):
    client = APIClient()
    with django_assert_num_queries(2):  # the product with all but its attributes, these
        client.get(f"/api/v1/products/{rich.uid}/")


def test_a_counted_request_asks_the_time_no_more(rich, settings, django_assert_num_queries):
    """The round trip that counts it tells the time of the portal."""
    settings.THROTTLING = True
    client = APIClient()
    with django_assert_num_queries(5):  # count and time, total, the first ones, all in order, the rows
        answer = client.get("/api/v1/products/")

    assert answer.json()["results"][0]["price"]["amount"] == "42.50"
    assert answer["RateLimit"].startswith('"api-visitor";r=')
