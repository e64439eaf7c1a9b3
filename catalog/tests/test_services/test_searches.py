"""Saved searches tell of each new product exactly once, whoever acts at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.db import connection, transaction

from catalog import services
from catalog.models import Product, SavedSearch, SavedSearchHit
from catalog.rules.alerts import MOST_SEARCHES
from catalog.services import searches
from catalog.states import Frequency, ProductState
from catalog.tests.factories import ProductFactory
from portal.clock import SEOUL
from portal.errors import NotAllowed, RuleBroken
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import UserFactory, supplier

PUMPS = urlencode({"q": "펌프"})


def delivered() -> None:
    while deliver_due():
        continue


def saved(user=None, *, query=PUMPS, frequency=Frequency.AT_ONCE, name="펌프") -> SavedSearch:
    return services.save_search(by=user or UserFactory(), name=name, query=query, frequency=frequency)


def told(search: SavedSearch) -> list[int]:
    hits = SavedSearchHit.objects.filter(search=search, known=False, told_at__isnull=False)
    return sorted(hits.values_list("product_id", flat=True))


@pytest.mark.django_db
def test_what_was_there_is_known_and_what_comes_is_told_once():
    ProductFactory(name_ko="원심펌프 A")
    services.announce_new_products()
    waiting = ProductFactory(name_ko="원심펌프 B")  # public, but not looked up yet when the search is saved
    search = saved()
    new = ProductFactory(name_ko="원심펌프 C", name_en="Pump C")
    ProductFactory(name_ko="볼 베어링")

    assert services.announce_new_products() == 3
    assert services.announce_new_products() == 0
    delivered()

    assert told(search) == [new.pk]
    assert SavedSearchHit.objects.get(product=waiting).known
    notice = Notice.objects.get(user=search.user)
    assert notice.title == "New in the e-Catalog for “펌프”: 1"
    assert notice.url == f"/catalog/searches/{search.uid}/"
    assert notice.text == "Pump C"
    assert len(mail.outbox) == 1
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers

    services.tell_search(search.pk)  # the event is heard twice
    delivered()
    assert Notice.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_new_version_is_no_new_product_and_a_hidden_one_waits():
    search = saved()
    product = ProductFactory(name_ko="원심펌프")
    Product.objects.filter(pk=product.pk).update(state=ProductState.HIDDEN)
    services.index_products(Product.objects.filter(pk=product.pk))
    assert services.announce_new_products() == 0

    Product.objects.filter(pk=product.pk).update(state=ProductState.PUBLISHED)
    services.index_products(Product.objects.filter(pk=product.pk))
    services.announce_new_products()
    delivered()
    services.index_products(Product.objects.filter(pk=product.pk))
    services.announce_new_products()
    delivered()

    assert told(search) == [product.pk]
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_a_product_that_is_hidden_between_is_told_when_it_is_back():
    search = saved()
    product = ProductFactory(name_ko="원심펌프")
    services.announce_new_products()
    Product.objects.filter(pk=product.pk).update(state=ProductState.HIDDEN)
    delivered()
    assert told(search) == []

    Product.objects.filter(pk=product.pk).update(state=ProductState.PUBLISHED)
    assert services.tell_search(search.pk) == 1
    assert told(search) == [product.pk]


@pytest.mark.django_db
def test_daily_ones_wait_for_the_morning_and_never_is_never(monkeypatch):
    daily = saved(frequency=Frequency.DAILY, name="daily")
    never = saved(frequency=Frequency.NEVER, name="never")
    ProductFactory(name_ko="원심펌프 A")
    ProductFactory(name_ko="원심펌프 B")
    services.announce_new_products()
    delivered()
    assert (told(daily), Notice.objects.count()) == ([], 0)

    night, morning = datetime(2026, 11, 27, 7, 59, tzinfo=SEOUL), datetime(2026, 11, 27, 8, 0, tzinfo=SEOUL)
    monkeypatch.setattr(searches, "db_now", lambda: night)
    assert services.announce_daily() is False
    monkeypatch.setattr(searches, "db_now", lambda: morning)
    assert services.announce_daily() is True
    assert services.announce_daily() is False
    delivered()

    assert len(told(daily)) == 2
    assert Notice.objects.get().params["count"] == 2
    services.edit_search(never, by=never.user, name="now", frequency=Frequency.AT_ONCE)
    delivered()
    assert Notice.objects.count() == 1  # what came while it was silent is not told later


@pytest.mark.django_db
def test_names_are_once_and_there_is_an_end_to_them():
    user = UserFactory()
    first = saved(user, name="Pumps")
    with pytest.raises(RuleBroken, match="already has this name") as refused:
        saved(user, name="pumps")
    assert refused.value.field == "name"
    SavedSearch.objects.bulk_create(SavedSearch(user=user, name=f"n{i}") for i in range(MOST_SEARCHES - 1))
    with pytest.raises(RuleBroken, match="50 searches"):
        saved(user, name="one more")
    with pytest.raises(RuleBroken, match="too long"):
        saved(name="long", query=urlencode({"q": "가" * 1000}))
    stranger = supplier()
    for act in (
        lambda: services.edit_search(first, by=stranger, name="x", frequency="daily"),
        lambda: services.delete_search(first, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()
    services.delete_search(first, by=user)
    assert not SavedSearch.objects.filter(pk=first.pk).exists()


def in_a_connection_of_its_own(act):
    def run(*_nothing):
        try:
            return act()
        finally:
            connection.close()

    return run


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_the_same_time_tell_nothing_twice_and_miss_nothing():
    search = saved()
    products = [ProductFactory(name_ko=f"원심펌프 {number}") for number in range(6)]
    start = Barrier(3)

    def sweep():
        start.wait()
        return services.announce_new_products()

    def publish():
        start.wait()
        return ProductFactory(name_ko="원심펌프 late")

    with ThreadPoolExecutor(3) as pool:
        acts = [pool.submit(in_a_connection_of_its_own(act)) for act in (sweep, sweep, publish)]
        first, second, late = (act.result() for act in acts)
    third = services.announce_new_products()
    delivered()

    assert first + second + third == 7
    assert told(search) == sorted(product.pk for product in [*products, late])
    assert sum(notice.params["count"] for notice in Notice.objects.filter(user=search.user)) == 7


@pytest.mark.django_db(transaction=True)
def test_what_is_published_while_a_search_is_being_saved_is_told():
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            search = saved()  # has looked at what waits, and is not committed yet
            late = pool.submit(in_a_connection_of_its_own(lambda: ProductFactory(name_ko="원심펌프"))).result()
            sweep = pool.submit(in_a_connection_of_its_own(services.announce_new_products))
            with pytest.raises(TimeoutError):
                sweep.result(timeout=1)  # it waits for its turn
        assert sweep.result() == 1
    delivered()

    assert told(search) == [late.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_the_same_search_once():
    search = saved()
    ProductFactory(name_ko="원심펌프")
    services.announce_new_products()
    start = Barrier(2)

    def tell():
        start.wait()
        return services.tell_search(search.pk)

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(in_a_connection_of_its_own(tell), range(2)))

    assert sorted(counts) == [0, 1]
    assert Notice.objects.count() == 1
