"""Facets: exact against counting by hand, each without its own choice; nothing of a hidden price is told."""

import datetime
import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.translation import override

from catalog.models import EcoClaim, Product, ProductSearch
from catalog.queries import SearchFilters, attribute_filters, search_products
from catalog.queries.address import filters_of
from catalog.queries.search import PRICE
from catalog.queries.search_facets import lead_label
from catalog.rules.facets import price_band
from catalog.rules.grams import normalise
from catalog.rules.listing import lead_band
from catalog.services import index_products, refresh_search_rows
from catalog.states import PriceVisibility
from catalog.tests.factories import ProductFactory
from catalog.tests.test_search.conftest import BEARINGS, OILS, PUMPS, certify
from portal.clock import today
from portal.people.models import Certificate
from portal.people.states import SOCIAL
from portal.tests.factories import CompanyFactory, staff

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


# The truth, counted by hand ------------------------------------------------------------------------------------------
def facts_of(product: Product, user) -> dict[str, set[str]]:
    """What a product has of each facet, as far as ``user`` may know, read from where it is written."""
    kinds = set(Certificate.objects.filter(company=product.company).values_list("kind_id", flat=True))
    seen = {PriceVisibility.PUBLIC} | ({PriceVisibility.REGISTERED} if user is not NOBODY else set())
    in_force = product.price_valid_until is None or product.price_valid_until >= today()
    shown = product.price_visibility in seen and in_force
    return {
        "class": {product.current.class_node.code},
        "maker": {normalise(product.current.maker)} - {""},
        "certificate": kinds,
        "social": kinds & set(SOCIAL),
        "eco": set(EcoClaim.objects.filter(version=product.current).values_list("kind", flat=True)),
        "lead": {str(lead_band(product.lead_time_days))},
        "price": {str(price_band(product.price))} if shown else set(),
        "size": {product.company.size_class} - {""},
        "origin": {product.current.origin},
    }


def chosen(filters: SearchFilters) -> dict[str, set[str]]:
    return {
        "class": set(filters.classes),
        "maker": set(filters.makers),
        "certificate": set(filters.certificates),
        "social": set(filters.social),
        "eco": set(filters.eco),
        "lead": {str(band) for band in filters.lead},
        "price": {str(band) for band in filters.prices},
        "size": set(filters.sizes),
        "origin": set(filters.origins),
    }


def counted_by_hand(text: str, filters: SearchFilters, user) -> tuple[int, dict[str, Counter]]:
    wanted = chosen(filters)
    total, counts = 0, {name: Counter() for name in wanted}
    for product in Product.objects.select_related("company", "current__class_node"):
        if normalise(text) not in product.search.text:
            continue
        facts = facts_of(product, user)
        misses = [name for name, values in wanted.items() if values and not values & facts[name]]
        total += not misses
        for name in wanted:
            if set(misses) <= {name}:  # counted without its own choice
                counts[name].update(facts[name])
    return total, counts


CASES = [
    SearchFilters(),
    SearchFilters(classes=[BEARINGS]),
    SearchFilters(classes=[BEARINGS, PUMPS], origins=["KR", "DE"]),
    SearchFilters(certificates=["ISO9001"], lead=[0, 1, 2]),
    SearchFilters(social=["WOMEN", "SOCIAL_ENT"]),
    SearchFilters(eco=["recycle"], sizes=["SMALL", "MICRO"]),
    SearchFilters(makers=["nord werk", "한울"]),
    SearchFilters(prices=[0, 1], classes=[OILS, BEARINGS]),
    SearchFilters(prices=[5], makers=["가람정밀"], origins=["JP"]),
]


@pytest.mark.parametrize("filters", CASES, ids=range(len(CASES)))
@pytest.mark.parametrize("text", ["", "펌프", "bearing"])
def test_facets_are_what_counting_by_hand_gives(market, text, filters):
    for user in (NOBODY, staff("PO")):
        page = search_products(text, filters, user, correct=False)
        total, truth = counted_by_hand(text, filters, user)
        if page.synonyms_used:  # "bearing" is also said 베어링: more is found than the letters alone
            continue
        assert page.total == total
        found = page.counts()
        for name, counts in truth.items():
            assert {value: n for value, n in found.get(name, {}).items() if n} == counts, (name, user)


def test_a_combination_of_filters_at_random_is_exact(market):
    chance = random.Random(11)
    values = {
        "makers": ["가람정밀", "한울", "nord werk"],
        "certificates": ["ISO9001", "KS", "WOMEN"],
        "eco": ["recycle", "reduce", "reuse"],
        "lead": [0, 1, 2, 3, 4],
        "prices": [0, 1, 2, 4],
        "sizes": ["MICRO", "SMALL", "MEDIUM"],
        "origins": ["KR", "DE", "JP"],
        "classes": [BEARINGS, PUMPS, OILS],
    }
    for _ in range(25):
        names = chance.sample(sorted(values), chance.choice([1, 2, 3]))
        filters = replace(SearchFilters(), **{name: chance.sample(values[name], 2) for name in names})
        total, truth = counted_by_hand("", filters, NOBODY)
        page = search_products("", filters, NOBODY)
        assert page.total == total, filters
        assert page.counts().get("maker", {}).items() >= truth["maker"].items()
        assert len(page.hits) == min(total, 20)


def test_branches_lead_from_the_segment_down(market):
    with override("en"):
        page = search_products("", SearchFilters(), NOBODY)
        assert page.counts()["branch"] == {"99000000": 30}
        below = search_products("", SearchFilters(classes=["99000000"]), NOBODY).counts()["branch"]
        assert sorted(below) == ["99120000", "99150000", "99170000"]
        assert sum(below.values()) == 30


def test_a_chosen_branch_stays_ticked_and_narrows_the_classes(market):
    page = search_products("", SearchFilters(classes=["99170000"]), NOBODY)
    classes = next(facet for facet in page.facets if facet.name == "class").options
    assert (classes[0].value, classes[0].chosen, classes[0].count) == ("99170000", True, page.total)
    assert {option.value for option in classes[1:]} <= {code for code in (BEARINGS, PUMPS, OILS) if code[:4] == "9917"}
    assert sum(option.count for option in classes[1:]) == page.total


def test_of_a_class_and_one_above_it_the_narrower_counts():
    query = QueryDict("class=99000000&class=99171504&class=99170000&class=99151500")
    assert filters_of(query).classes == ["99171504", "99151500"]


@pytest.mark.parametrize(
    ("band", "words"), [(0, "Up to 7 days"), (1, "8 to 14 days"), (3, "31 to 60 days"), (4, "Over 60 days")]
)
def test_a_band_of_lead_times_says_what_is_in_it(band, words):
    with override("en"):
        assert lead_label(band) == words


# Attributes of the chosen class --------------------------------------------------------------------------------------
def stated(code: str) -> list:
    rows = [(p, p.current.values.filter(definition__code=code).first()) for p in Product.objects.all()]
    return [value for product, value in rows if value is not None]


def facet(page, name):
    return next((facet for facet in page.facets if facet.name == name), None)


def test_attributes_appear_with_the_class_and_count_exactly(market):
    assert facet(search_products("", SearchFilters(), NOBODY), "bore") is None

    page = search_products("", SearchFilters(classes=[BEARINGS]), NOBODY)
    bore, seal, greased = facet(page, "bore"), facet(page, "seal"), facet(page, "greased")
    numbers = [value.num for value in stated("bore")]
    assert (bore.kind, bore.unit, bore.low, bore.high) == ("range", "mm", min(numbers), max(numbers))
    assert bore.count == len(numbers) == sum(bucket.count for bucket in bore.buckets)
    for bucket in bore.buckets:
        assert bucket.count == sum(bucket.low <= number < bucket.high for number in numbers)
    assert {option.value: option.count for option in seal.options} == Counter(value.text for value in stated("seal"))
    assert {option.value: option.count for option in greased.options} == Counter(
        "1" if value.flag else "0" for value in stated("greased")
    )


def test_attributes_narrow_in_the_unit_of_the_class(market):
    def total(**choice):
        return search_products("", SearchFilters(classes=[BEARINGS], **choice), NOBODY).total

    numbers = [value.num for value in stated("bore")]
    assert total(ranges={"bore": (Decimal(15), None)}) == sum(number >= 15 for number in numbers)
    assert total(ranges={"bore": (Decimal(10), Decimal(20))}) == sum(10 <= number <= 20 for number in numbers)
    assert total(options={"seal": ["open"]}) == sum(value.text == "open" for value in stated("seal"))
    assert total(flags={"greased": True}) == sum(value.flag for value in stated("greased"))
    both = total(options={"seal": ["open"]}, flags={"greased": True})
    assert both <= min(total(options={"seal": ["open"]}), total(flags={"greased": True}))
    overlapping = sum(value.low <= 55 and value.high >= 52 for value in stated("load"))
    assert total(ranges={"load": (Decimal(52), Decimal(55))}) == overlapping


def test_an_attribute_is_counted_without_its_own_choice(market):
    plain = search_products("", SearchFilters(classes=[BEARINGS]), NOBODY)
    narrowed = search_products("", SearchFilters(classes=[BEARINGS], options={"seal": ["open"]}), NOBODY)
    assert [(o.value, o.count) for o in sorted(facet(narrowed, "seal").options, key=lambda o: o.value)] == [
        (o.value, o.count) for o in sorted(facet(plain, "seal").options, key=lambda o: o.value)
    ]
    assert facet(narrowed, "bore").count <= facet(plain, "bore").count
    assert [option.value for option in facet(narrowed, "seal").options if option.chosen] == ["open"]


def test_raw_values_of_an_address_become_choices(market):
    given = [("bore", ["5..20"]), ("seal", ["open", "nonsense"]), ("greased", ["1"]), ("colour", ["red"])]
    assert attribute_filters(given, BEARINGS) == (
        {"bore": (Decimal(5), Decimal(20))},
        {"seal": ["open"]},
        {"greased": True},
    )
    assert attribute_filters([("bore", ["x..y"]), ("greased", ["maybe"])], BEARINGS) == ({}, {}, {})
    assert attribute_filters([("bore", ["5..20"])], "") == ({}, {}, {})
    assert attribute_filters([("bore", ["..20"])], BEARINGS)[0] == {"bore": (None, Decimal(20))}


# Prices --------------------------------------------------------------------------------------------------------------
def prices_told(user) -> tuple:
    """All that a search tells of prices: the facet, each band as a filter, and the order by price."""
    page = search_products("", SearchFilters(), user, sort=PRICE)
    bands = [search_products("", SearchFilters(prices=[band]), user).total for band in range(6)]
    return page.counts().get("price", {}), bands, [hit.product.pk for hit in page.hits]


@pytest.mark.parametrize(
    ("visibility", "days"),
    [
        (PriceVisibility.HIDDEN, None),
        (PriceVisibility.ON_REQUEST, None),
        (PriceVisibility.REGISTERED, None),
        (PriceVisibility.PUBLIC, -1),
    ],
)
def test_a_price_that_may_not_be_seen_changes_nothing_that_a_search_tells(visibility, days):
    until = None if days is None else today() + datetime.timedelta(days=days)
    seen = [ProductFactory(price=price) for price in (100, 20_000, 3_000_000)]
    secret = ProductFactory(price=5_000, price_visibility=visibility, price_valid_until=until)
    told = prices_told(NOBODY)

    for price in (1, 15_000, 2_000_000, 999_999_999):
        Product.objects.filter(pk=secret.pk).update(price=price)
        index_products(Product.objects.filter(pk=secret.pk))
        assert prices_told(NOBODY) == told
    assert told[2][:3] == [product.pk for product in seen]
    assert secret.pk == told[2][3]


def test_the_supplier_itself_learns_nothing_more_and_buyers_what_is_for_them():
    product = ProductFactory(price=5_000, price_visibility=PriceVisibility.HIDDEN)
    registered = ProductFactory(price=20_000, price_visibility=PriceVisibility.REGISTERED)
    assert prices_told(product.created_by)[:2] == ({}, [0] * 6)
    assert prices_told(staff("PO"))[:2] == ({"1": 1}, [0, 1, 0, 0, 0, 0])
    assert prices_told(staff("PO"))[2] == [registered.pk, product.pk]


def test_a_hidden_price_is_not_even_kept_for_the_search():
    ProductFactory(price=5_000, price_visibility=PriceVisibility.ON_REQUEST)
    row = ProductSearch.objects.get()
    assert (row.price_won, row.price_until, row.price_seen) == (None, None, 0)


def test_a_price_whose_last_day_has_passed_leaves_the_row_with_the_sweep():
    product = ProductFactory(price=5_000, price_valid_until=today())
    ProductSearch.objects.update(price_until=today() - datetime.timedelta(days=1))
    Product.objects.filter(pk=product.pk).update(price_valid_until=today() - datetime.timedelta(days=1))
    assert prices_told(NOBODY)[:2] == ({"0": 0}, [0] * 6) or prices_told(NOBODY)[:2] == ({}, [0] * 6)

    Product.objects.filter(pk=product.pk).update(price_visibility=PriceVisibility.HIDDEN)
    refresh_search_rows()
    assert ProductSearch.objects.get().price_won is None


def test_equal_prices_change_places_from_day_to_day_and_the_page_goes_on_behind_the_last_price(market):
    ids = [hit.product.pk for hit in search_products("", SearchFilters(), NOBODY, sort=PRICE, per_page=100).hits]
    paged = [
        hit.product.pk
        for number in (1, 2, 3, 4)
        for hit in search_products("", SearchFilters(), NOBODY, number, sort=PRICE, per_page=9).hits
    ]
    assert ids == paged
    assert len(set(ids)) == 30
    shown = [
        hit for hit in search_products("", SearchFilters(), NOBODY, sort=PRICE, per_page=100).hits if hit.price.amount
    ]
    assert [hit.price.amount for hit in shown] == sorted(hit.price.amount for hit in shown)
    assert ids[: len(shown)] == [hit.product.pk for hit in shown]


def test_facets_cost_the_same_for_one_and_for_three(django_assert_num_queries):
    company = CompanyFactory(size_class="SMALL")
    certify(company, "ISO9001")
    for count in (1, 2):
        for _ in range(count):
            ProductFactory(company=company)
        # clock, synonyms, the pass; classes, tags, kinds of certificates; products, values, files
        with django_assert_num_queries(9):
            page = search_products("bearing", SearchFilters(), NOBODY)
        assert page.counts()["certificate"] == {"ISO9001": page.total}
