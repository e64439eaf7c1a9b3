"""The night of a product's life, and what its supplier is told of it; its lines on the dashboard."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils.translation import override

from catalog import services
from catalog.cards.life import confirm_rows
from catalog.handlers.life import nightly_life
from catalog.models import EcoClaim, Product, ProductVersion
from catalog.states import EcoKind, ProductState
from catalog.tests.factories import FileFactory, ProductFactory
from portal.clock import today
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import UserFactory, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return supplier("SA")


def aged(owner, days):
    product = ProductFactory(company=owner.company, created_by=owner)
    Product.objects.filter(pk=product.pk).update(confirmed_on=today() - timedelta(days=days))
    return product


def a_night():
    nightly_life()
    while deliver_due():
        continue


def told():
    with override("en"):
        return sorted((notice.user.email, notice.kind) for notice in Notice.objects.select_related("user"))


def test_a_night_expires_warns_and_tells_each_supplier_once(owner):
    old, soon, young = aged(owner, 366), aged(owner, 340), aged(owner, 10)
    reader = UserFactory(company=owner.company, roles=("BI",))

    a_night()
    a_night()

    states = [Product.objects.get(pk=product.pk).state for product in (old, soon, young)]
    assert states == [ProductState.EXPIRED, ProductState.PUBLISHED, ProductState.PUBLISHED]
    assert told() == [
        (owner.email, "catalog.confirmation_due"),
        (owner.email, "catalog.products_expired"),
    ]
    assert reader.email not in str(told())


def test_evidence_that_ends_is_told_with_its_number(owner):
    product = ProductFactory(company=owner.company, created_by=owner, published=False)
    version = product.versions.get()
    facts = {"kind": EcoKind.RECYCLE, "statement": "x", "issuer": "KEITI", "valid_from": today() - timedelta(days=300)}
    for number, days in (("SOON-1", 7), ("LATE-1", 200)):
        services.add_claim(
            version,
            FileFactory(company=owner.company),
            number=number,
            valid_to=today() + timedelta(days=days),
            by=owner,
            **facts,
        )
    ended = EcoClaim.objects.create(
        version=version,
        number="GONE-1",
        valid_to=today() - timedelta(days=1),
        evidence=FileFactory(company=owner.company),
        **facts,
    )
    for state in ("submitted", "in_review", "published"):
        ProductVersion.objects.filter(pk=version.pk).update(state=state)
    Product.objects.filter(pk=product.pk).update(
        state=ProductState.PUBLISHED, current=version, published_at=version.saved_at, confirmed_on=today()
    )

    a_night()

    notices = {notice.kind: notice.params for notice in Notice.objects.all()}
    assert notices == {
        "catalog.claim_ended": {"product": product.number, "number": ended.number},
        "catalog.claim_expiring": {"product": product.number, "number": "SOON-1", "days": 7},
    }


def rows_of(user):
    request = RequestFactory().get("/")
    request.user = user
    with override("en"):
        return [(str(row.title), row.kind) for row in confirm_rows(request)]


def test_the_dashboard_says_what_is_to_be_confirmed_and_what_has_expired(owner):
    assert rows_of(owner) == []
    aged(owner, 300)
    assert rows_of(owner) == []  # 65 days are left
    aged(owner, 340)
    aged(owner, 366)
    services.expire_products(today())
    assert rows_of(owner) == [("1 product has expired", "late"), ("1 product is to be confirmed", "warn")]
