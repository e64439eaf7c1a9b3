"""The first page of a frequent word is the one that a pass over all rows gives, walked or not."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from catalog.models import ProductSearch
from catalog.queries import SearchFilters, search_first
from catalog.queries.search import PRICE, search_ids
from catalog.services import fold_search_counts, reindex_all
from catalog.tests.factories import ProductFactory
from portal.clock import today
from portal.tests.kept import kept

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def shelf():
    """Forty products."""
    forty_products()


@kept
def forty_products() -> None:
    """Forty products of one class: names with the word whole, within another, or not; suppliers certified or not."""
    for number in range(40):
        name = ("볼 베어링", "깊은홈베어링", "베어링유닛 세트", "축받이")[number % 4]
        ProductFactory(name_ko=f"{name} {number}", name_en=f"Bearing {number}", model=f"XZ-{number}")
    chosen = ProductSearch.objects.order_by("pk")
    ProductSearch.objects.filter(
        pk__in=[pk for place, pk in enumerate(chosen.values_list("pk", flat=True)) if place % 3]
    ).update(certified=True)
    old = [pk for place, pk in enumerate(chosen.values_list("pk", flat=True)) if place % 5 == 0]
    ProductSearch.objects.filter(pk__in=old).update(published_on=today() - timedelta(days=365))


@pytest.fixture
def walked(shelf):
    """Every word is frequent, and every block may be walked, once the shelf is there; what was walked is kept.

    With a patch of its own: a test that asks for ``monkeypatch`` makes its shelf anew.
    """
    pages = []

    def first_page(*given):
        found = search_first.first_page(*given)
        pages.append(found)
        return found

    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"FREQUENT": 1, "COUNTED": 1, "FIRST_BLOCKS": 512, "MOST_BLOCKS": 1024}.items():
            patch.setattr(search_first, name, value)
        patch.setattr("catalog.queries.search.first_page", first_page)
        yield pages


def passed(text: str, size: int, page: int = 1, **options) -> tuple[int, list[int]]:
    """By the pass alone: no word is frequent."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_first, "FREQUENT", 10**9)
        patch.setattr(search_first, "COUNTED", 10**9)
        return found(text, size, page, **options)


def found(text: str, size: int, page: int = 1, **options) -> tuple[int, list[int]]:
    options = {"with_facets": False} | options
    result = search_ids(text, SearchFilters(), NOBODY, page, per_page=size, **options)
    return result.total, result.ids


@pytest.mark.parametrize(
    "text", ["베어링", "베어", "어링", "bearing", "earing", "유닛", "볼 베어링", "축받이", "xz", "링"]
)
def test_it_is_the_page_of_the_pass(walked, text):
    for size, page in ((1, 1), (2, 1), (3, 2), (5, 1), (40, 1)):
        assert found(text, size, page) == passed(text, size, page)
    assert search_ids(text, SearchFilters(), NOBODY).total == found(text, 1)[0]


@pytest.mark.parametrize("text", ["베어", "어링", "bearing", "베어링"])
def test_a_frequent_word_is_walked(walked, text):
    found(text, 2)
    assert walked[-1] is not None


def test_a_whole_word_stands_first_also_where_it_is_a_model(walked):
    whole = ProductFactory(name_ko="축받이", name_en="Support", model="베어")
    fold_search_counts()
    ProductSearch.objects.filter(pk=whole.pk).update(certified=True)

    assert found("베어", 2) == passed("베어", 2)
    assert found("베어", 2)[1][0] == whole.pk


def test_what_is_filtered_sorted_counted_or_far_back_is_passed_over(walked):
    search_ids("베어링", SearchFilters(lead=[0, 1, 2, 3, 4]), NOBODY, per_page=2, with_facets=False)
    search_ids("베어링", SearchFilters(), NOBODY, per_page=2, with_facets=True)
    search_ids("볼 베어링", SearchFilters(), NOBODY, per_page=2, with_facets=False)
    assert walked == []
    found("베어링", 2, sort=PRICE)
    found("베어링", 2, 1 + search_first.LAST // 2)
    assert walked == [None, None]


def test_rows_written_anew_keep_their_words(walked):
    ProductSearch.objects.update(title=" 이름 ")
    reindex_all()
    assert found("어링", 2) == passed("어링", 2)
