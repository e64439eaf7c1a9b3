"""Frequencies and words are exact whatever happens to products; browsing is the same walked, sorted, or counted."""

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import services
from catalog.models import (
    ExchangeRate,
    Product,
    ProductSearch,
    SearchFrequencyChange,
    SearchWord,
    SearchWordChange,
)
from catalog.queries import SearchFilters, search_browse, search_products
from catalog.queries.search import PRICE, search_ids
from catalog.queries.search_first import KOREAN
from catalog.queries.search_words import rows_with
from catalog.services import fold_search_counts, index_products, reindex_all
from catalog.tests.factories import ProductFactory
from portal.clock import today
from portal.tests.factories import staff

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def assert_exact() -> None:
    """Kept frequencies and words against counting every row."""
    rows = list(ProductSearch.objects.values_list("grams", "text", "title"))
    truth = Counter(gram for grams, _text, _title in rows for gram in grams)
    assert all(len(set(grams)) == len(grams) for grams, _text, _title in rows)
    ever = set(truth) | set(SearchFrequencyChange.objects.values_list("gram", flat=True))
    assert rows_with(ever | {1}) == truth
    words = Counter(
        word
        for _grams, text, title in rows
        for word in {*text.split("  ")[0].split(), *filter(KOREAN.fullmatch, title.split())}
        if 2 <= len(word) <= 40 and not any(character.isdigit() for character in word)
    )
    kept = Counter(dict(SearchWord.objects.values_list("word", "rows")))
    for word, change in SearchWordChange.objects.values_list("word", "change"):
        kept[word] += change
    assert {word: n for word, n in kept.items() if n} == words


def test_frequencies_are_exact_after_publish_revise_hide_show_block_and_delete():
    first, second = ProductFactory(name_ko="원심펌프 하나", model="별이 7호"), ProductFactory(name_ko="기어펌프 둘")
    assert_exact()
    assert SearchWordChange.objects.filter(word="별이").exists()
    fold_search_counts()
    assert_exact()
    assert not SearchFrequencyChange.objects.exists()

    services.set_supply(first, by=first.created_by, lead_time_days=80)  # revised at once: another lead time
    assert_exact()
    services.hide_product(first, by=first.created_by)
    assert_exact()
    services.show_product(first, by=first.created_by)
    fold_search_counts()
    assert_exact()
    services.block_product(second, by=staff("PO"), reason="Wrong picture")
    assert_exact()
    ProductFactory(name_ko="셋")
    ProductSearch.objects.all().delete()
    assert_exact()
    fold_search_counts()
    assert_exact()
    assert not SearchWord.objects.exists()


def test_rows_that_are_true_already_are_left_alone():
    ProductFactory()
    fold_search_counts()
    assert reindex_all() == 1
    assert not SearchFrequencyChange.objects.exists()
    assert not SearchWordChange.objects.exists()


def test_many_products_cost_no_more_queries_than_one(django_assert_num_queries):
    counts = []
    for total in (1, 4):
        while Product.objects.count() < total:
            ProductFactory()
        with CaptureQueriesContext(connection) as queries:
            assert index_products(Product.objects.all()) == total
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_browsing_costs_the_same_and_counts_as_much_as_a_pass(market):
    with CaptureQueriesContext(connection) as queries:
        page = search_products("", SearchFilters(), NOBODY)
    assert len(queries) <= 20
    passed = search_products("", SearchFilters(lead=[0, 1, 2, 3, 4]), NOBODY).counts()
    found = page.counts()
    for name in ("class", "branch", "maker", "certificate", "social", "eco", "price", "size", "origin"):
        assert {v: n for v, n in found.get(name, {}).items() if n} == {
            v: n for v, n in passed.get(name, {}).items() if n
        }, name
    assert page.total == 30 == sum(found["lead"].values())


def test_the_walk_gives_the_order_of_the_sort(market, monkeypatch):
    def order() -> list[int]:
        pages = [search_ids("", SearchFilters(), NOBODY, number, per_page=7).ids for number in range(1, 6)]
        return [pk for ids in pages for pk in ids]

    ProductSearch.objects.filter(pk__in=ProductSearch.objects.order_by("pk").values("pk")[:10]).update(
        published_on=today() - timedelta(days=365)
    )
    by_sorting = order()
    monkeypatch.setattr(search_browse, "FEW", 0)
    assert order() == by_sorting
    assert len(set(by_sorting)) == 30


def test_a_price_in_another_currency_counts_by_the_booked_rate():
    product = ProductFactory(price=100, currency="USD")
    assert search_products("", SearchFilters(prices=[1]), NOBODY).total == 0
    ExchangeRate.objects.create(currency="USD", day=today(), won=1300, source="bank", booked_by=staff("PO"))
    assert services.refresh_search_rows() == 1
    assert ProductSearch.objects.get(pk=product.pk).price_won == 130_000
    assert search_products("", SearchFilters(prices=[2]), NOBODY, sort=PRICE).total == 1
    assert services.refresh_search_rows() == 0  # once for each booking


def test_rows_from_before_an_upgrade_are_brought_up_to_date():
    ProductFactory()
    ProductSearch.objects.update(version=None)
    assert services.refresh_search_rows() == 1
    assert ProductSearch.objects.get().version is not None
