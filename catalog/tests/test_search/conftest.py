"""What the tests of the search share: a catalogue in which every facet has several values."""

import datetime
import random
from decimal import Decimal

import pytest

from catalog.models import ClassNode, EcoClaim, Product, ProductVersion
from catalog.services import index_products
from catalog.states import EcoKind, PriceVisibility, ProductState, VersionState
from catalog.tests.factories import FileFactory, ProductFactory, attribute, class_node
from portal.clock import db_now, today
from portal.people.models import Certificate
from portal.people.states import CertificateState
from portal.tests.factories import CompanyFactory, UserFactory
from portal.tests.kept import kept

BEARINGS, PUMPS, OILS = "99171504", "99151503", "99121802"
VISIBILITIES = list(PriceVisibility)


def certify(company, kind: str, **fields) -> Certificate:
    """A valid certificate of a company."""
    facts = {"number": f"{kind}-1", "issuer": "KTC", "valid_from": datetime.date(2026, 1, 1), **fields}
    by = UserFactory(company=company)
    certificate = Certificate.objects.create(company=company, kind_id=kind, added_by=by, **facts)
    Certificate.objects.filter(pk=certificate.pk).update(state=CertificateState.VALID)
    return certificate


def publish_with_claims(product: Product, *kinds: str) -> None:
    """Publish a draft whose version claims something for resources, with evidence that holds."""
    version = product.versions.get()
    for kind in kinds:
        EcoClaim.objects.create(
            version=version,
            kind=kind,
            statement="less waste",
            issuer="KEITI",
            number=f"E-{kind}",
            valid_from=today() - datetime.timedelta(days=10),
            evidence=FileFactory(company=product.company),
        )
    ProductVersion.objects.filter(pk=version.pk).update(state=VersionState.PUBLISHED)
    Product.objects.filter(pk=product.pk).update(state=ProductState.PUBLISHED, current=version, published_at=db_now())
    index_products(Product.objects.filter(pk=product.pk))


@pytest.fixture
def market():
    """Its classes."""
    return thirty_products()


@kept
def thirty_products() -> list[ClassNode]:
    """Thirty products of six companies in three classes; every fact is drawn, the same ones each time."""
    chance = random.Random(5)
    nodes = [class_node(BEARINGS), class_node(PUMPS, "펌프류", "Pumps"), class_node(OILS, "기름", "Oils")]
    attribute(nodes[0], "bore", quantity="length", unit="mm")
    attribute(nodes[0], "seal", "ENUM", options=[("open", "개방", "open"), ("sealed", "밀봉", "sealed")])
    attribute(nodes[0], "greased", "BOOL")
    attribute(nodes[0], "load", "RANGE", quantity="mass", unit="kg")
    companies = [CompanyFactory(size_class=size) for size in ("", "MICRO", "SMALL", "SMALL", "MEDIUM", "LARGE")]
    for company, kinds in zip(
        companies, (["ISO9001"], ["ISO9001", "WOMEN"], ["SOCIAL_ENT"], [], ["KS"], []), strict=True
    ):
        for kind in kinds:
            certify(company, kind)
    for number in range(30):
        node = chance.choice(nodes)
        stated = {
            "bore": str(chance.choice([10, 20, 25.4])),
            "seal": chance.choice(["open", "sealed"]),
            "greased": chance.choice(["yes", "no"]),
            "load": {"low": str(chance.choice([0, 50])), "high": str(chance.choice([60, 100]))},
        }
        product = ProductFactory(
            published=False,
            company=chance.choice(companies),
            node=node,
            name_ko=f"{chance.choice(['원심펌프', '볼 베어링', '방청유'])} {number}",
            name_en=chance.choice(["pump", "bearing", "oil"]),
            maker=chance.choice(["가람정밀", "한울", "Nord-Werk", ""]),
            origin=chance.choice(["KR", "DE", "JP"]),
            lead_time_days=chance.choice([3, 10, 20, 45, 90]),
            price=Decimal(chance.choice([5_000, 50_000, 500_000, 50_000_000])),
            price_visibility=chance.choice(VISIBILITIES),
            price_valid_until=chance.choice([None, None, today() - datetime.timedelta(days=1), today()]),
            values={code: value for code, value in stated.items() if chance.random() < 0.8} if node is nodes[0] else {},
        )
        publish_with_claims(product, *chance.sample(list(EcoKind), chance.choice([0, 0, 1, 2])))
    return nodes
