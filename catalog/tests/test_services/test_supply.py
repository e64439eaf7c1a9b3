"""Prices by quantity, and two people at one step."""

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from catalog import services
from catalog.models import PriceBreak, Product
from catalog.queries.marks import supply_mark, texts_mark, values_mark
from catalog.queries.supply import price_breaks_of
from catalog.states import PriceVisibility
from catalog.tests.factories import ProductFactory, whole_draft
from portal.audit.models import AuditEntry
from portal.errors import RuleBroken

pytestmark = pytest.mark.django_db
d = Decimal


@pytest.fixture
def product(db):
    return ProductFactory(price=d(1000), moq=d(10))


def breaks_of(product):
    return [(row.from_qty, row.price) for row in price_breaks_of([product.pk]).get(product.pk, [])]


def test_prices_by_quantity_are_in_force_at_once_and_recorded(product):
    services.set_supply(product, by=product.created_by, price_breaks=[(d(500), d(800)), (d(100), d(900))])

    assert breaks_of(product) == [(d(100), d(900)), (d(500), d(800))]
    entry = AuditEntry.objects.get(what="catalog.product.supply_changed")
    assert json.loads(entry.payload) == {"price_breaks": [[], ["100 × 900", "500 × 800"]]}


def test_a_price_that_is_kept_secret_keeps_its_breaks_secret_too(product):
    Product.objects.filter(pk=product.pk).update(price_visibility=PriceVisibility.ON_REQUEST)

    services.set_supply(product, by=product.created_by, price_breaks=[(d(100), d(900))])

    entry = AuditEntry.objects.get(what="catalog.product.supply_changed")
    assert json.loads(entry.payload) == {"price_breaks": "…"}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"price_breaks": [(d(100), d(1000))]}, "From 100 on it must cost less than 1,000."),
        ({"price_breaks": [(d(10), d(900))]}, "The unit price holds from the minimum order of 10: begin above it."),
        ({"price_breaks": [(d(100), d(900)), (d(100), d(800))]}, "There is already a price from this quantity on."),
        ({"price_breaks": [(d(100), d("900.5"))]}, "Won and yen have no decimals. Write a whole amount."),
        ({"price_breaks": [(d(100), d(0))]}, "A price is more than zero."),
        (
            {"price_breaks": [(d(105), d(900))], "order_multiple": d(10)},
            "Orders are in multiples of 10.",
        ),
        ({"price_breaks": [(d(n), d(900 - n)) for n in range(20, 29)]}, "At most 8 prices by quantity."),
    ],
)
def test_prices_by_quantity_that_make_no_sense_are_refused_whole(product, facts, message):
    with pytest.raises(RuleBroken) as refusal:
        services.set_supply(product, by=product.created_by, **facts)

    assert (str(refusal.value), refusal.value.field) == (message, "price_breaks")
    assert breaks_of(product) == []


def test_a_new_price_must_still_fit_the_breaks(product):
    services.set_supply(product, by=product.created_by, price_breaks=[(d(100), d(900))])

    with pytest.raises(RuleBroken, match="must cost less"):
        services.set_supply(product, by=product.created_by, price=d(850))

    assert Product.objects.get(pk=product.pk).price == d(1000)


@pytest.mark.parametrize(
    ("multiple", "message"),
    [(d(0), "The multiple is more than zero."), (d(3), "The minimum order is not a multiple of it.")],
)
def test_the_minimum_order_is_a_multiple(product, multiple, message):
    with pytest.raises(RuleBroken, match=message):
        services.set_supply(product, by=product.created_by, order_multiple=multiple)


def test_who_comes_second_overwrites_nothing(product):
    seen = supply_mark(product)
    services.set_supply(product, by=product.created_by, seen=seen, price=d(1100))

    with pytest.raises(services.ChangedMeanwhile):
        services.set_supply(product, by=product.created_by, seen=seen, price=d(1200))

    assert Product.objects.get(pk=product.pk).price == d(1100)


def test_who_writes_what_stands_there_disturbs_nobody(product):
    seen = supply_mark(product)
    services.set_supply(product, by=product.created_by, seen=seen, price=d(1100))

    services.set_supply(product, by=product.created_by, seen=seen, price=d(1100))

    assert AuditEntry.objects.filter(what="catalog.product.supply_changed").count() == 1


def test_the_second_writer_of_a_step_is_told(seller, node):
    draft = whole_draft(seller, node)
    texts, values = texts_mark(draft), values_mark(draft)
    services.save_draft(draft, by=seller, texts={"name_en": "First"}, seen=texts)
    services.save_draft(draft, by=seller, attributes={"bore": {"value": "21"}}, seen=values)  # another step: no quarrel

    with pytest.raises(services.ChangedMeanwhile):
        services.save_draft(draft, by=seller, texts={"name_en": "Second"}, seen=texts)
    with pytest.raises(services.ChangedMeanwhile):
        services.save_draft(draft, by=seller, attributes={"bore": {"value": "22"}}, seen=values)

    draft.refresh_from_db()
    assert (draft.name_en, draft.values.get().num) == ("First", d(21))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_saves_and_the_other_is_told(seller, node):
    draft = whole_draft(seller, node)
    seen, gate = texts_mark(draft), Barrier(2)

    def save(name):
        try:
            gate.wait(timeout=10)
            services.save_draft(draft, by=seller, texts={"name_en": name}, seen=seen)
        except services.ChangedMeanwhile:
            return "told"
        else:
            return name
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        outcome = set(pool.map(save, ["One", "Two"]))

    draft.refresh_from_db()
    assert outcome == {"told", draft.name_en}


@pytest.mark.django_db(transaction=True)
def test_of_two_prices_at_once_one_stands_whole(product):
    seen, gate = supply_mark(product), Barrier(2)

    def save(price):
        try:
            gate.wait(timeout=10)
            breaks = [(d(100), price - 100), (d(500), price - 200)]
            services.set_supply(product, by=product.created_by, seen=seen, price=price, price_breaks=breaks)
        except services.ChangedMeanwhile:
            return None
        else:
            return price
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        saved = {price for price in pool.map(save, [d(2000), d(3000)]) if price}

    product.refresh_from_db()
    assert saved == {product.price}
    assert breaks_of(product) == [(d(100), product.price - 100), (d(500), product.price - 200)]
    assert PriceBreak.objects.count() == 2
