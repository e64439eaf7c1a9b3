"""The search, behind one function: another engine can come later without touching a caller. Source: performance 2.4.

One pass over the rows that the index names gives the exact total, the page, and the counts of all facets. A page
without facets of a word that very many products have is walked instead (``search_first``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page
from django.db.models import Prefetch, QuerySet
from django.db.models.expressions import RawSQL

from catalog.models import AttributeValue, ClassNode, Product, ProductFile, ProductSearch
from catalog.queries.classes import UNSPSC
from catalog.queries.crosswalk import codes_like
from catalog.queries.listed import Listed, listed_products
from catalog.queries.products import Price, price_for, published_products
from catalog.queries.search_attributes import attribute_facets, class_attributes, where_attributes
from catalog.queries.search_browse import browse, browse_counts, browse_total, class_counts
from catalog.queries.search_facets import Counts, Facet, facets_of
from catalog.queries.search_filters import PLACES, SIZES, SearchFilters, Where, where
from catalog.queries.search_first import first_page
from catalog.queries.search_pass import (
    LEAD_TIME,
    NEWEST,
    PRICE,
    RELEVANCE,
    SORTS,
    Order,
    count_only,
    one_pass,
)
from catalog.queries.search_words import corrected, meanings_of
from catalog.rules.grams import terms_of
from catalog.rules.listing import FRESH_DAYS
from catalog.rules.ranking import Why, why
from catalog.rules.synonyms import Meaning
from portal.clock import today as today_in_korea
from portal.paging import DEEPEST, Paginator

__all__ = ["LEAD_TIME", "NEWEST", "PRICE", "RELEVANCE", "SIZES", "SORTS", "SearchFilters"]

PER_PAGE = 20
MOST_PER_PAGE = 100
SPECS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """One result, ready to show; ``why`` it stands where it stands when the best come first."""

    product: Product
    price: Price
    specs: list[AttributeValue]
    picture: ProductFile | None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a query that found nothing may have meant, and how much that finds."""

    text: str
    total: int


@dataclass(slots=True)
class SearchPage:
    """What a search found: the exact total, one page, and how the whole divides.

    With ``shows_correction`` nothing matched as typed: hits, total and facets are those of ``correction``.
    """

    text: str
    terms: list[str]
    total: int
    page: Page
    hits: list[Hit]
    facets: list[Facet] = field(default_factory=list)
    class_names: dict[str, str] = field(default_factory=dict)
    correction: Correction | None = None
    shows_correction: bool = False
    synonyms_used: list[tuple[str, list[str]]] = field(default_factory=list)
    rows: list[Listed] = field(default_factory=list)  # instead of hits, of a plain search
    beside: list[str] = field(default_factory=list)  # a code of HS or CPV was typed: our classes beside it

    @property
    def typed_total(self) -> int:
        """How much the words as typed found."""
        return 0 if self.shows_correction else self.total

    def counts(self) -> dict[str, dict[str, int]]:
        """Facet → value → count."""
        return {facet.name: {option.value: option.count for option in facet.options} for facet in self.facets}


@dataclass(frozen=True, slots=True)
class Found:
    """The same as keys alone: the exact total, which page it is, its ids, and the facets."""

    total: int
    page: int
    ids: list[int]
    facets: list[Facet]


def search_ids(
    text: str,
    filters: SearchFilters,
    user,
    page: int = 1,
    *,
    sort: str = RELEVANCE,
    per_page: int = PER_PAGE,
    with_facets: bool = True,
    correct: bool = True,
) -> Found:
    """What ``search_products`` finds, without loading the products."""
    size = max(1, min(per_page, MOST_PER_PAGE))
    asked = _Asked(text, filters, user, today_in_korea(), sort)
    found = asked.ids(page, size, with_facets)
    if found.total or not correct or not (better := corrected(asked.terms)):
        return found
    return _Asked(" ".join(better), filters, user, asked.today, sort).ids(page, size, with_facets)


def search_products(
    text: str,
    filters: SearchFilters,
    user,
    page: int = 1,
    *,
    sort: str = RELEVANCE,
    per_page: int = PER_PAGE,
    with_facets: bool = True,
    correct: bool = True,
    plain: bool = False,
    today: date | None = None,
) -> SearchPage:
    """One page of the published products that match ``text`` and ``filters``, as ``user`` may see them.

    The number of queries does not depend on how much is found. ``per_page`` is at most 100, and nothing beyond the
    10,000th result is paged to: narrow the search instead. Words that find nothing are corrected when ``correct``.
    With ``plain`` the page has ``rows`` and no hits: products with their prices alone, what a list for programs tells.
    """
    asked = _Asked(text, filters, user, today or today_in_korea(), sort, plain=plain)
    found = asked.page(page, per_page, with_facets)
    if asked.beside and not found.total:  # nothing in these classes: the digits may be a part number
        asked = _Asked(text, filters, user, asked.today, sort, crosswalk=False, plain=plain)
        found = asked.page(page, per_page, with_facets)
    if found.total or not correct or not (better := corrected(asked.terms)):
        return found
    again = _Asked(" ".join(better), filters, user, asked.today, sort).page(page, per_page, with_facets)
    if not again.total:
        return found
    again.correction, again.shows_correction = Correction(again.text, again.total), True
    again.text, again.terms = text, asked.terms
    return again


def condition_of(text: str, filters: SearchFilters, user) -> Where:
    """The condition of a search, for who asks of a few products whether it finds them."""
    asked = _Asked(text, filters, user, today_in_korea(), RELEVANCE)
    return asked.where(asked.filters)


class _Asked:
    """One search: what was asked, by whom, on which day."""

    def __init__(
        self,
        text: str,
        filters: SearchFilters,
        user,
        today: date,
        sort: str,
        *,
        crosswalk: bool = True,
        plain: bool = False,
    ):
        self.plain = plain
        self.beside = codes_like(text) if crosswalk and not filters.classes else []
        if self.beside:  # CAT-14: a code of HS or CPV stands for our classes beside it
            filters = replace(filters, classes=self.beside)
        self.text, self.filters, self.user, self.today = text, filters, user, today
        self.terms = [] if self.beside else terms_of(text)
        self.meanings = meanings_of(self.terms)
        self.attributes = class_attributes(filters.class_chosen())
        self.order = Order(self.meanings, sort if sort in SORTS else RELEVANCE, user, today)

    def where(self, filters: SearchFilters) -> Where:
        """The condition under other filters than the chosen ones."""
        found = where(self.meanings, filters, self.user, self.today)
        where_attributes(found, filters, self.attributes)
        return found

    def ids(self, number: int, size: int, with_facets: bool) -> "Found":
        """Total, the number of the page that there is, its ids, and all counts if asked for."""
        condition = self.where(self.filters)
        first = (max(1, min(number, DEEPEST // size)) - 1) * size
        if condition.is_open:
            counts = browse_counts(self.order) if with_facets else Counts(total=browse_total())
            ids = browse(self.order, first, size, counts.total)
        elif not with_facets and (near := self._first_page(condition, first, size)):
            counts, ids = Counts(total=near[0]), near[1]
        else:
            counts, ids = one_pass(condition, self.order, first, size, with_facets=with_facets)
        last = max(0, (min(counts.total, DEEPEST) - 1) // size) * size
        if first > last:  # beyond the last page: that one is shown
            first, ids = last, self._ids(condition, last, size, counts.total)
        return Found(counts.total, first // size + 1, ids, self._facets(counts) if with_facets else [])

    def _first_page(self, condition: Where, first: int, size: int) -> tuple[int, list[int]] | None:
        """Of a word without filters, walked where that is quicker."""
        if len(self.meanings) != 1 or condition != self.where(SearchFilters()):
            return None
        return first_page(self.meanings, condition, self.order, first, size)

    def page(self, number: int, per_page: int, with_facets: bool) -> SearchPage:
        """Total, page and facets, ready to show."""
        size = max(1, min(per_page, MOST_PER_PAGE))
        found = self.ids(number, size, with_facets)
        chosen = Paginator(range(min(found.total, DEEPEST)), size).get_page(found.page)
        hits = [] if self.plain else self._hits(found.ids)
        chosen.object_list = hits
        used = [(part.said, [" ".join(way) for way in part.ways[1:]]) for part in self.meanings if len(part.ways) > 1]
        names = {o.value: o.label for facet in found.facets if facet.name == "class" for o in facet.options}
        return SearchPage(
            self.text,
            self.terms,
            found.total,
            chosen,
            hits,
            found.facets,
            names,
            synonyms_used=used,
            rows=listed_products(found.ids, self.user, self.today) if self.plain else [],
            beside=self.beside,
        )

    def _ids(self, condition: Where, first: int, size: int, total: int) -> list[int]:
        if condition.is_open:
            return browse(self.order, first, size, total)
        return one_pass(condition, self.order, first, size, with_facets=False)[1]

    def _facets(self, counts: Counts) -> list[Facet]:
        """Each facet with a choice is counted once more without it: one query for each."""
        alone = {}
        for name, place in PLACES.items():
            if getattr(self.filters, place) and name != "branch":
                rest = self.where(self.filters.without(name))
                alone[name] = browse_counts(self.order) if rest.is_open else count_only(rest, self.order)
        facets = facets_of(counts, self.filters, alone)
        return facets + attribute_facets(self.attributes, self.filters, self.where)

    def _hits(self, ids: list[int]) -> list["Hit"]:
        return hits_of(ids, self.user, self.today, self.meanings if self.order.sort == RELEVANCE else None)


def matching(text: str, filters: SearchFilters, user=None) -> QuerySet[ProductSearch]:
    """The rows that a search finds, in no order: what a saved search meets among new products."""
    asked = _Asked(text, filters, user or AnonymousUser(), today_in_korea(), NEWEST)
    found, params = asked.where(asked.filters).sql()
    inner = f"SELECT s.product_id FROM catalog_productsearch s WHERE {found}"  # noqa: S608 (built of our own parts)
    return ProductSearch.objects.filter(pk__in=RawSQL(inner, params))  # noqa: S611


def hits_of(ids: Sequence[int], user, today: date, meanings: Sequence[Meaning] | None = None) -> list[Hit]:
    """Public products as results, in the order of ``ids``; with the reasons of their place when ``meanings`` are given.

    A constant number of queries.
    """
    values = AttributeValue.objects.select_related("definition").prefetch_related("definition__choices")
    products = (
        published_products()
        .filter(pk__in=ids)
        .select_related("company", "current__class_node", "search")
        .defer("search__grams", "search__text")
        .prefetch_related(
            Prefetch("current__values", values.order_by("definition__order", "definition__code")),
            Prefetch("current__files", ProductFile.objects.select_related("file").order_by("order", "id")),
        )
        .in_bulk()
    )
    return [hit_of(products[pk], user, today, meanings) for pk in ids if pk in products]


def plain_hit(product: Product, user, today: date) -> Hit:
    """A product with its price as this reader may see it; nothing else of it is loaded."""
    return Hit(product, price_for(user, product, today), [], None, None)


def hit_of(product: Product, user, today: date, meanings: Sequence[Meaning] | None = None) -> Hit:
    """A product with its version, values and files loaded, as a result."""
    assert product.current is not None  # noqa: S101 (only published products are found)
    specs = list(product.current.values.all())
    required = [value for value in specs if value.definition.required]
    shown = [*required, *(value for value in specs if not value.definition.required)][:SPECS_SHOWN]
    picture = next((file for file in product.current.files.all() if file.is_picture), None)
    reason = _why(product, today, meanings) if meanings is not None else None
    return Hit(product, price_for(user, product, today), shown, picture, reason)


def _why(product: Product, today: date, meanings: Sequence[Meaning]) -> Why:
    row: ProductSearch = product.search
    is_fresh = row.published_on >= today - timedelta(days=FRESH_DAYS)
    return why(row.title, meanings, certified=row.certified, fresh=is_fresh)


def popular_classes(limit: int = 6) -> list[tuple[ClassNode, int]]:
    """The classes of the last level with most published products: words to try, ways to browse."""
    counts = dict(sorted(class_counts().items(), key=lambda pair: (-pair[1], pair[0]))[:limit])
    nodes = ClassNode.objects.filter(scheme__code=UNSPSC, code__in=counts)
    return sorted(((node, counts[node.code]) for node in nodes), key=lambda pair: (-pair[1], pair[0].code))
