"""The own catalogue as UBL: valid by the schemas, with the prices that may be handed on and no others."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from catalog.models import PriceBreak
from catalog.states import Datatype, PriceVisibility
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.clock import today
from portal.partners.tests.factories import api_client
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory
from portal.tests.signin import sign_in
from portal.tests.ubl_schemas import ubl_names, validate_ubl

pytestmark = pytest.mark.django_db
PAGE = reverse("catalog:catalogue-ubl")
API = reverse("api-ubl-catalogue")
NAMES = ubl_names("Catalogue")


def document(response) -> ElementTree.Element:
    """The valid document of an answer."""
    assert response.status_code == 200, response.content
    text = b"".join(response.streaming_content).decode()
    validate_ubl("Catalogue", text)
    return ElementTree.fromstring(text)  # noqa: S314 (our own answer)


def texts(root: ElementTree.Element, path: str) -> list[str | None]:
    return [found.text for found in root.findall(path, NAMES)]


def test_a_catalogue_is_valid_and_says_what_is_published(client):
    company = CompanyFactory(legal_name_ko="한빛정밀 & 아들", brn="1208147521")
    node = class_node()
    attribute(node, "bore", Datatype.NUM, name_ko="안지름", name_en="Bore")
    first = ProductFactory(
        company=company, values={"bore": "20"}, order_multiple=5, price_valid_until=today() + timedelta(days=3)
    )
    PriceBreak.objects.create(product=first, from_qty=100, price=11_000)
    bare = ProductFactory(company=company, price=None, lead_time_days=None, moq=None, maker="", model="", origin="")
    ProductFactory(company=company, published=False)
    ProductFactory()

    answer = sign_in(client, UserFactory(company=company, roles=("SU",))).get(PAGE)
    root = document(answer)

    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert texts(root, "cac:CatalogueLine/cbc:ID") == [first.number, bare.number]
    assert texts(root, "cac:ProviderParty/cac:PartyName/cbc:Name")[0] == "한빛정밀 & 아들"
    assert texts(root, "cac:ProviderParty/cac:PartyTaxScheme/cbc:CompanyID") == ["1208147521"]
    prices = root.findall("cac:CatalogueLine/cac:RequiredItemLocationQuantity/cac:Price/cbc:PriceAmount", NAMES)
    assert [(price.text, price.get("currencyID")) for price in prices] == [("12000", "KRW"), ("11000", "KRW")]
    assert texts(root, ".//cac:AdditionalItemProperty/cbc:Value")[0].startswith("20")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        pytest.param({"price_visibility": PriceVisibility.PUBLIC}, True, id="public"),
        pytest.param({"price_visibility": PriceVisibility.REGISTERED}, True, id="registered-buyers"),
        pytest.param({"price_visibility": PriceVisibility.ON_REQUEST}, False, id="on-request"),
        pytest.param({"price_visibility": PriceVisibility.HIDDEN}, False, id="hidden"),
        pytest.param({"price_valid_until": date(2020, 1, 1)}, False, id="no-longer-valid"),
    ],
)
def test_prices_that_may_be_handed_on(fields, shown):
    product = ProductFactory(**fields)
    PriceBreak.objects.create(product=product, from_qty=100, price=11_000)
    root = document(api_client(product.company, "catalog.write").get(API))
    assert bool(texts(root, ".//cac:Price/cbc:PriceAmount")) is shown


def test_a_document_has_the_language_of_its_reader():
    product = ProductFactory()
    api = api_client(product.company, "catalog.write")
    titles = {
        language: texts(document(api.get(API, headers={"accept-language": language})), "cbc:Name")[0]
        for language in ("ko", "en")
    }
    assert titles["en"].startswith("Catalogue of ")
    assert titles["ko"] != titles["en"]


def test_an_accept_header_for_xml_is_taken_and_refusals_are_problems():
    api = api_client(None, "catalog.write")
    answer = api.get(API, headers={"accept": "application/xml", "accept-language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert api_client(None, "catalog.read").get(API).status_code == 403


def test_who_has_no_own_products_has_no_catalogue(client):
    assert sign_in(client, UserFactory(company=BuyerFactory(), roles=("PO",))).get(PAGE).status_code == 404
    assert sign_in(client, UserFactory(roles=("SU",))).get(PAGE).status_code == 409


@pytest.mark.parametrize("products", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(products, django_assert_num_queries):
    company = CompanyFactory()
    for _each in range(products):
        ProductFactory(company=company)
    api = api_client(company, "catalog.write")
    document(api.get(API))
    with django_assert_num_queries(8):
        assert len(document(api.get(API)).findall("cac:CatalogueLine", NAMES)) == products
