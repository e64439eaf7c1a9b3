"""The search, behind one function: another engine can come later without touching a caller. Source: performance 2.4.

Text and filters are numbers in one GIN index over ``ProductSearch.grams``: only rows that it names are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Case, Count, F, FloatField, Func, IntegerField, Prefetch, QuerySet, Value, When
from django.db.models.functions import Concat

from catalog.models import AttributeValue, ClassNode, Product, ProductFile, ProductSearch
from catalog.queries.classes import UNSPSC
from catalog.queries.products import Price, price_for, published_products
from catalog.rules.grams import class_mark, mark, needs_recheck, term_grams, terms_of
from catalog.rules.listing import FRESH_DAYS, LEAD_BANDS, daily_seed
from portal.clock import today as today_in_korea
from portal.people.models import Company
from portal.people.states import SizeClass

PER_PAGE = 20
MOST_PER_PAGE = 100
DEEPEST = 10_000
MOST_OPTIONS = 12
SPECS_SHOWN = 4
RELEVANCE, NEWEST, LEAD_TIME = "relevance", "newest", "lead"
SORTS = (RELEVANCE, NEWEST, LEAD_TIME)
SIZES = [size for size in SizeClass.values if size]


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What narrows a search. Several values of one filter mean any of them; different filters must all hold."""

    classes: Sequence[str] = ()
    lead: Sequence[int] = ()
    sizes: Sequence[str] = ()
    origins: Sequence[str] = ()
    certified: bool = False
    company: Company | None = None

    def marks(self) -> dict[str, list[int]]:
        """The numbers in the index that stand for each filter in force."""
        found = {
            "class": [class_mark(code) for code in self.classes if code.isdigit() and len(code) == 8],
            "lead": [mark("lead", band) for band in self.lead if 0 <= band <= len(LEAD_BANDS)],
            "size": [mark("size", SIZES.index(size)) for size in self.sizes if size in SIZES],
            "origin": [mark("origin", code) for code in self.origins if len(code) == 2 and code.isascii()],
            "certified": [mark("certified", 1)] if self.certified else [],
        }
        return {name: marks for name, marks in found.items() if marks}


@dataclass(frozen=True, slots=True)
class Hit:
    """One result, ready to show."""

    product: Product
    price: Price
    specs: list[AttributeValue]
    picture: ProductFile | None


@dataclass(slots=True)
class SearchPage:
    """What a search found: the exact total, one page, and how the whole divides (``facets``: name → value → count)."""

    text: str
    terms: list[str]
    total: int
    page: Page
    hits: list[Hit]
    facets: dict[str, dict[str | int, int]] = field(default_factory=dict)
    class_names: dict[str, str] = field(default_factory=dict)


def matching(text: str, filters: SearchFilters) -> QuerySet[ProductSearch]:
    """The rows that match: all terms of ``text``, all filters."""
    terms = terms_of(text)
    rows = ProductSearch.objects.all()
    if wanted := set().union(*(term_grams(term) for term in terms)):
        rows = rows.filter(grams__contains=sorted(wanted))
    for term in filter(needs_recheck, terms):
        rows = rows.filter(text__contains=term)
    for marks in filters.marks().values():
        rows = rows.filter(grams__contains=marks) if len(marks) == 1 else rows.filter(grams__overlap=marks)
    return rows.filter(company=filters.company) if filters.company else rows


def best_first(rows: QuerySet[ProductSearch], terms: list[str], sort: str, today: date) -> QuerySet:
    """Ids, best first. Equals are shuffled by the day: nobody is first for ever, or for money. Source: domain 1.9."""
    shuffled = Func(F("product_id"), Value(daily_seed(today)), function="hashint8extended", output_field=IntegerField())
    ids = rows.values_list("product_id", flat=True)
    if sort == NEWEST:
        return ids.order_by("-published_on", "-product_id")
    if sort == LEAD_TIME:
        return ids.order_by("lead_days", shuffled, "product_id")
    zero = Value(0.0, output_field=FloatField())
    score = Value(1.0, output_field=FloatField()) + zero
    padded = Concat(Value(" "), F("title"), Value(" "))
    ids = ids.alias(padded=padded) if terms else ids
    for term in terms:
        weight = Case(
            When(padded__contains=f" {term} ", then=Value(3.0)),
            When(padded__contains=term, then=Value(2.0)),
            default=zero,
            output_field=FloatField(),
        )
        score = score + weight
    certified = Case(When(certified=True, then=Value(0.1)), default=zero, output_field=FloatField())
    fresh_since = today - timedelta(days=FRESH_DAYS)
    fresh = Case(When(published_on__gte=fresh_since, then=Value(0.1)), default=zero, output_field=FloatField())
    ranked = ids.alias(score=score * (Value(1.0, output_field=FloatField()) + certified + fresh))
    return ranked.order_by("-score", shuffled, "product_id")


def search_products(
    text: str,
    filters: SearchFilters,
    user,
    page: int = 1,
    *,
    sort: str = RELEVANCE,
    per_page: int = PER_PAGE,
    with_facets: bool = True,
) -> SearchPage:
    """One page of the published products that match ``text`` and ``filters``, as ``user`` may see them.

    The number of queries does not depend on how much is found. ``per_page`` is at most 100, and nothing beyond the
    10,000th result is paged to: narrow the search instead.
    """
    today = today_in_korea()
    terms = terms_of(text)
    rows = matching(text, filters)
    facets = _facets(text, filters) if with_facets else {}
    total = facets.pop("total", {}).get(0) if with_facets else None
    total = rows.count() if total is None else total
    reachable = min(total, DEEPEST)
    chosen = Paginator(range(reachable), max(1, min(per_page, MOST_PER_PAGE))).get_page(page)
    begin = (chosen.number - 1) * chosen.paginator.per_page
    end = min(begin + chosen.paginator.per_page, reachable)
    hits = _hits(list(best_first(rows, terms, sort, today)[begin:end]), user, today)
    chosen.object_list = hits  # type: ignore[assignment]
    names = _class_names([*facets.get("class", {}), *filters.classes])
    return SearchPage(text, terms, total, chosen, hits, facets, names)


def _hits(ids: list[int], user, today: date) -> list[Hit]:
    values = AttributeValue.objects.select_related("definition").prefetch_related("definition__choices")
    products = (
        published_products()
        .filter(pk__in=ids)
        .select_related("company", "current__class_node")
        .prefetch_related(
            Prefetch("current__values", values.order_by("definition__order", "definition__code")),
            Prefetch("current__files", ProductFile.objects.select_related("file").order_by("order", "id")),
        )
        .in_bulk()
    )
    return [hit_of(products[pk], user, today) for pk in ids if pk in products]


def hit_of(product: Product, user, today: date) -> Hit:
    """A product with its version, values and files loaded, as a result."""
    assert product.current is not None  # noqa: S101 (only published products are found)
    specs = list(product.current.values.all())
    required = [value for value in specs if value.definition.required]
    shown = [*required, *(value for value in specs if not value.definition.required)][:SPECS_SHOWN]
    picture = next((file for file in product.current.files.all() if file.is_picture), None)
    return Hit(product, price_for(user, product, today), shown, picture)


GROUPS = """
SELECT class_code, lead_band, size_class, origin, GROUPING(class_code, lead_band, size_class, origin), count(*)
FROM ({rows}) AS hits
GROUP BY GROUPING SETS ((), (class_code), (lead_band), (size_class), (origin))
"""
GROUPED = {7: ("class", 0), 11: ("lead", 1), 13: ("size", 2), 14: ("origin", 3)}


def _facets(text: str, filters: SearchFilters) -> dict[str, dict]:
    """Counts for each filter, each without its own choice, so that more values of it can be added. One query each."""
    facets = _grouped(text, filters)
    without = {
        "class": replace(filters, classes=()),
        "lead": replace(filters, lead=()),
        "size": replace(filters, sizes=()),
        "origin": replace(filters, origins=()),
    }
    for name in filters.marks():
        if name in without:
            facets[name] = _grouped(text, without[name]).get(name, {})
    keep = {"class": set(filters.classes), "origin": set(filters.origins)}
    for name, chosen in keep.items():
        counted = sorted(facets.get(name, {}).items(), key=lambda item: (item[0] not in chosen, -item[1], item[0]))
        facets[name] = dict(counted[:MOST_OPTIONS])
    return facets


def _grouped(text: str, filters: SearchFilters) -> dict[str, dict]:
    rows = matching(text, filters).values("class_code", "lead_band", "size_class", "origin").order_by()
    sql, params = rows.query.sql_with_params()
    found: dict[str, dict] = {"total": {0: 0}}
    with connection.cursor() as cursor:
        cursor.execute(GROUPS.format(rows=sql), params)
        for *parts, grouping, count in cursor.fetchall():
            if grouping in GROUPED:
                name, place = GROUPED[grouping]
                if parts[place] not in (None, ""):
                    found.setdefault(name, {})[parts[place]] = count
            else:
                found["total"] = {0: count}
    return found


def _class_names(codes: list[str]) -> dict[str, str]:
    nodes = ClassNode.objects.filter(scheme__code=UNSPSC, code__in=codes)
    return {node.code: node.name for node in nodes}


def popular_classes(limit: int = 6) -> list[tuple[ClassNode, int]]:
    """The classes of the last level with most published products: words to try, ways to browse."""
    rows = ProductSearch.objects.order_by().values_list("class_code").annotate(count=Count("pk"))
    counts = dict(rows.order_by("-count", "class_code")[:limit])
    nodes = ClassNode.objects.filter(scheme__code=UNSPSC, code__in=counts)
    return sorted(((node, counts[node.code]) for node in nodes), key=lambda pair: (-pair[1], pair[0].code))
