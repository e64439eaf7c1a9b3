"""The catalogue in the change feed: what everybody reads, who is told of a price, what goes with a company."""

from decimal import Decimal

import pytest

from catalog import services
from catalog.models import Product
from catalog.states import PriceVisibility
from catalog.tests.factories import ProductFactory
from portal.exchange.models import Change
from portal.exchange.tests.feeding import Follower
from portal.people.models import Company
from portal.people.states import CompanyState
from portal.tests.factories import BuyerFactory, CompanyFactory

pytestmark = pytest.mark.django_db


def followers(product: Product) -> tuple[Follower, Follower, Follower]:
    """A rival, the supplier itself, the buyer."""
    return (
        Follower("catalogue", CompanyFactory()),
        Follower("catalogue", product.company),
        Follower("catalogue", BuyerFactory()),
    )


def test_published_hidden_shown_blocked():
    rival = Follower("catalogue", CompanyFactory())
    product = ProductFactory()
    ProductFactory(published=False)
    number = product.number
    assert rival.news() == [("changed", number)]

    services.hide_product(product, by=product.created_by)
    assert rival.news() == [("gone", number)]
    services.show_product(Product.objects.get(pk=product.pk), by=product.created_by)
    assert rival.news() == [("changed", number)]


def test_what_nobody_reads_is_no_news():
    product = ProductFactory()
    rival, own, _buyer = followers(product)

    Product.objects.update(announced_at="2026-01-01T00:00:00Z", confirmed_on="2026-01-01")

    assert (rival.news(), own.news()) == ([], [])


@pytest.mark.parametrize(
    ("visibility", "told"),
    [
        pytest.param(PriceVisibility.PUBLIC, ("rival", "own", "buyer"), id="public"),
        pytest.param(PriceVisibility.REGISTERED, ("own", "buyer"), id="registered-buyers"),
        pytest.param(PriceVisibility.ON_REQUEST, ("own",), id="on-request"),
        pytest.param(PriceVisibility.HIDDEN, ("own",), id="hidden"),
    ],
)
def test_a_price_is_news_to_those_who_may_read_it(visibility, told):
    product = ProductFactory(price_visibility=visibility)
    everybody = dict(zip(("rival", "own", "buyer"), followers(product), strict=True))

    services.set_supply(product, by=product.created_by, price=Decimal(15_000))

    news = {name: follower.news() for name, follower in everybody.items()}
    assert news == {name: [("changed", product.number)] if name in told else [] for name in everybody}


def test_a_price_that_becomes_hidden_is_news_to_everybody_once():
    product = ProductFactory(price_visibility=PriceVisibility.PUBLIC)
    rival, own, _buyer = followers(product)

    services.set_supply(product, by=product.created_by, price=Decimal(1), price_visibility=PriceVisibility.HIDDEN)

    assert rival.news() == own.news() == [("changed", product.number)]


def test_products_go_and_come_with_their_company():
    product = ProductFactory()
    ProductFactory(company=product.company, published=False)
    rival = Follower("catalogue", CompanyFactory())

    Company.objects.filter(pk=product.company_id).update(state=CompanyState.SUSPENDED)
    assert rival.news() == [("gone", product.number)]
    Product.objects.filter(pk=product.pk).update(lead_time_days=3)  # nobody can read it now
    Company.objects.filter(pk=product.company_id).update(phone="02-000-0000")
    assert rival.news() == []
    Company.objects.filter(pk=product.company_id).update(state=CompanyState.ACTIVE)
    assert rival.news() == [("changed", product.number)]


def test_one_statement_over_many_products_writes_a_line_for_each():
    numbers = [ProductFactory().number for _each in range(3)]
    rival = Follower("catalogue", CompanyFactory())

    Product.objects.update(lead_time_days=7)

    assert rival.news() == [("changed", number) for number in numbers]
    assert Change.objects.filter(stream="catalogue").exclude(company=None).count() == 0
