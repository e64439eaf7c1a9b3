"""Confirmed once a year or gone; evidence that ends; a copy."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from catalog import services
from catalog.models import EcoClaim, Product, ProductSearch, ProductVersion
from catalog.queries.eco import claims_of, eco_kinds_of
from catalog.queries.life import products_to_confirm
from catalog.services.fingerprint import fingerprint
from catalog.states import EcoKind, FileRole, ProductState
from catalog.tests.factories import FileFactory, ProductFactory, whole_draft
from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import CompanyFactory, staff, supplier

pytestmark = pytest.mark.django_db


def confirmed(product, days_ago):
    Product.objects.filter(pk=product.pk).update(confirmed_on=today() - timedelta(days=days_ago))
    return product


def events(name):
    return [event.payload for event in Event.objects.filter(name=name).order_by("pk")]


@pytest.fixture
def owner(db):
    return supplier("SA")


def of(owner, **fields):
    return ProductFactory(company=owner.company, created_by=owner, **fields)


def test_what_nobody_confirms_for_a_year_leaves_the_shelf(owner):
    old, young = confirmed(of(owner), 366), confirmed(of(owner), 364)

    assert services.expire_products(today()) == 1

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, young.state) == (ProductState.EXPIRED, ProductState.PUBLISHED)
    assert list(ProductSearch.objects.values_list("product_id", flat=True)) == [young.pk]
    assert not old.current.files.get().file.public
    assert events("catalog.products_expired") == [{"company": owner.company_id, "on": today().isoformat()}]
    assert services.expire_products(today()) == 0


def test_the_supplier_is_warned_once_for_all_products_of_a_day(owner):
    for _ in range(2):
        confirmed(of(owner), 365 - 30)
    confirmed(of(owner), 365 - 7)
    confirmed(of(owner), 300)

    assert services.warn_of_expiry(today()) == 2
    assert services.warn_of_expiry(today()) == 0

    said = {(event["count"], event["until"]) for event in events("catalog.confirmation_due")}
    first, second = today() + timedelta(days=7), today() + timedelta(days=30)
    assert said == {(1, first.isoformat()), (2, second.isoformat())}


def test_one_press_confirms_and_brings_an_expired_product_back(owner):
    product = confirmed(of(owner), 400)
    services.expire_products(today())

    services.confirm_product(product, by=owner)

    product.refresh_from_db()
    assert (product.state, product.confirmed_on) == (ProductState.PUBLISHED, today())
    assert ProductSearch.objects.filter(product=product).exists()
    assert product.current.files.get().file.public


def test_all_of_mine_are_confirmed_in_one_go(owner):
    soon, expired, young = confirmed(of(owner), 320), confirmed(of(owner), 400), confirmed(of(owner), 10)
    theirs = confirmed(ProductFactory(), 320)
    services.expire_products(today())

    assert services.confirm_products(owner.company, by=owner) == 2

    for product in (soon, expired, young, theirs):
        product.refresh_from_db()
    assert soon.confirmed_on == expired.confirmed_on == today()
    assert young.confirmed_on == today() - timedelta(days=10)
    assert theirs.confirmed_on == today() - timedelta(days=320)
    assert not products_to_confirm(owner.company, today()).exists()
    entry = AuditEntry.objects.get(what="people.company.products_confirmed")
    assert json.loads(entry.payload) == {"count": 1, "numbers": [soon.number]}


def test_ticked_products_of_others_are_left_alone(owner):
    theirs = confirmed(ProductFactory(), 320)

    assert services.confirm_products(owner.company, by=owner, uids=[theirs.uid]) == 0
    with pytest.raises(NotAllowed):
        services.confirm_product(theirs, by=owner)


def test_a_hidden_product_is_not_confirmed_but_showing_it_confirms(owner):
    product = confirmed(of(owner), 320)
    services.hide_product(product, by=owner)
    with pytest.raises(WrongState):
        services.confirm_product(product, by=owner)

    services.show_product(product, by=owner)

    product.refresh_from_db()
    assert product.confirmed_on == today()


@pytest.mark.django_db(transaction=True)
def test_confirming_and_expiring_at_once_leaves_one_truth(owner):
    product, gate = confirmed(of(owner), 366), Barrier(2)

    def act(what):
        try:
            gate.wait(timeout=10)
            what()
        except WrongState:
            return "told"
        finally:
            connection.close()

    acts = [lambda: services.confirm_product(product, by=owner), lambda: services.expire_products(today())]
    with ThreadPoolExecutor() as pool:
        list(pool.map(act, acts))

    product.refresh_from_db()
    found = ProductSearch.objects.filter(product=product).exists()
    assert product.confirmed_on == today()
    assert (product.state, found) == (ProductState.PUBLISHED, True)


def a_claim(draft, by, **facts):
    given = {
        "kind": EcoKind.RECYCLE,
        "statement": "40% recycled steel",
        "issuer": "한국환경산업기술원",
        "number": "GR-1",
        "valid_from": today() - timedelta(days=10),
        "valid_to": today() + timedelta(days=30),
        **facts,
    }
    return services.add_claim(draft, FileFactory(company=by.company), by=by, **given)


def published_with_claim(seller, node, **facts):
    draft = whole_draft(seller, node)
    claim = a_claim(draft, seller, **facts)
    officer = staff("PO")
    version = services.submit_version(draft, by=seller)
    version = services.take_up_review(version, by=officer)
    services.publish_version(version, by=officer)
    return claim


def test_a_claim_counts_once_its_version_is_published_and_while_its_document_holds(seller, node):
    draft = whole_draft(seller, node)
    a_claim(draft, seller)
    assert eco_kinds_of([draft.product_id], today()) == {}

    officer = staff("PO")
    services.submit_version(draft, by=seller)
    services.take_up_review(ProductVersion.objects.get(), by=officer)
    services.publish_version(ProductVersion.objects.get(), by=officer)

    assert eco_kinds_of([draft.product_id], today()) == {draft.product_id: ["recycle"]}
    assert eco_kinds_of([draft.product_id], today() + timedelta(days=31)) == {}
    assert [claim.number for claim in claims_of(draft.product_id, today())] == ["GR-1"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"valid_to": -1}, "valid_to"),
        ({"valid_to": -20}, "valid_to"),
        ({"kind": "repair"}, "kind"),
        ({"statement": " "}, "statement"),
        ({"number": ""}, "number"),
    ],
)
def test_a_claim_that_cannot_hold_is_refused(seller, node, facts, field):
    draft = whole_draft(seller, node)
    if isinstance(facts.get("valid_to"), int):
        facts = {"valid_to": today() + timedelta(days=facts["valid_to"])}

    with pytest.raises(RuleBroken) as refusal:
        a_claim(draft, seller, **facts)

    assert refusal.value.field == field
    assert not EcoClaim.objects.exists()


def test_the_same_claim_twice_and_a_strangers_file_are_refused(seller, node):
    draft = whole_draft(seller, node)
    a_claim(draft, seller)
    with pytest.raises(RuleBroken, match="already attached"):
        a_claim(draft, seller)
    with pytest.raises(RuleBroken, match="another company"):
        services.add_claim(
            draft,
            FileFactory(company=CompanyFactory()),
            by=seller,
            kind=EcoKind.REUSE,
            statement="x",
            issuer="x",
            number="x",
            valid_from=today(),
        )


def test_a_claim_whose_document_has_ended_stops_the_submission(seller, node):
    draft = whole_draft(seller, node)
    claim = a_claim(draft, seller)
    EcoClaim.objects.filter(pk=claim.pk).update(valid_to=today() - timedelta(days=1))

    assert [finding.field for finding in services.check_listing(draft)] == ["eco"]
    with pytest.raises(RuleBroken, match="GR-1"):
        services.submit_version(draft, by=seller)


def test_a_claim_is_part_of_what_was_sent_in(seller, node):
    draft = whole_draft(seller, node)
    before = fingerprint(draft)
    claim = a_claim(draft, seller)
    assert fingerprint(draft) != before

    services.remove_claim(claim, by=seller)
    assert fingerprint(draft) == before


def test_reminders_and_the_end_of_a_claim_are_told_once_and_search_follows(seller, node):
    claim = published_with_claim(seller, node)
    for day in (today(), today()):
        services.remind_of_claims(day)
    assert events("catalog.claim_expiring") == [{"claim": claim.pk, "days": 30}]

    after = today() + timedelta(days=31)
    assert services.follow_claims(after) >= 1
    assert services.follow_claims(after) == 0
    assert events("catalog.claim_ended") == [{"claim": claim.pk}]


def test_a_copy_is_deep_and_its_own(seller, node):
    draft = whole_draft(seller, node)
    services.set_supply(draft.product, by=seller, price=Decimal(1000), price_breaks=[(Decimal(100), Decimal(900))])
    a_claim(draft, seller)

    copy = services.copy_product(draft.product, sku="A-2", model="6205", by=seller)

    made = copy.versions.get()
    assert (made.no, made.state, made.model, made.name_ko, copy.price) == (1, "draft", "6205", "볼 베어링", 1000)
    assert [value.num for value in made.values.all()] == [Decimal(20)]
    assert [file.role for file in made.files.all()] == [FileRole.PICTURE]
    assert [claim.number for claim in made.eco_claims.all()] == ["GR-1"]
    assert [row.price for row in copy.price_breaks.all()] == [Decimal(900)]
    services.save_draft(made, by=seller, attributes={"bore": {"value": "25"}})
    assert draft.values.get().num == Decimal(20)
    assert not [finding for finding in services.check_listing(made) if finding.stops]


@pytest.mark.parametrize(
    ("facts", "field"), [({"sku": "A-1"}, "sku"), ({"sku": "A-2", "model": "6204"}, "model"), ({"sku": ""}, "sku")]
)
def test_a_copy_needs_a_number_and_a_model_of_its_own(seller, node, facts, field):
    draft = whole_draft(seller, node)
    with pytest.raises(RuleBroken) as refusal:
        services.copy_product(draft.product, by=seller, **facts)
    assert refusal.value.field == field
    assert Product.objects.count() == 1


def test_nobody_copies_what_is_another_companys(seller, node):
    with pytest.raises(NotAllowed):
        services.copy_product(ProductFactory(), sku="A-2", by=seller)
