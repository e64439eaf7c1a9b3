"""Ways of answering a question: ours, plain SQL on the same index, trigrams, and Django's ``icontains``."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q

from benchmarks.mix import PAGE, Question
from catalog.models import Product
from catalog.queries.search import search_ids, search_products
from catalog.queries.search_filters import Where, where
from catalog.queries.search_words import meanings_of
from catalog.rules.grams import terms_of
from catalog.rules.listing import LEAD_BANDS, PRICE_BANDS
from portal.clock import today

Answer = tuple[int, list[int]]
NOBODY = AnonymousUser()
GROUPS = """
SELECT class_code, maker_id, lead_band, size_class, origin, certified, count(*) FROM ({rows}) AS hits
GROUP BY GROUPING SETS ((class_code), (maker_id), (lead_band), (size_class), (origin), (certified))
"""
COUNTED = "class_code, maker_id, lead_band, size_class, origin, certified"


def ours(question: Question) -> Answer:
    """Exact total and the ids of the page, best first; all facets where they are asked for."""
    found = search_ids(
        question.text, question.filters, NOBODY, question.page, per_page=PAGE, with_facets=question.facets
    )
    return found.total, found.ids


def ours_shown(question: Question) -> Answer:
    """The whole page, ready to show: products, prices, values, pictures, reasons."""
    found = search_products(
        question.text, question.filters, NOBODY, question.page, per_page=PAGE, with_facets=question.facets
    )
    return found.total, [hit.product.pk for hit in found.hits]


def same_index(question: Question) -> Answer:
    """What one writes by hand on the same table and index: count, then the newest page, then the groups."""
    terms = meanings_of(terms_of(question.text))
    return _by_hand("catalog_productsearch", where(terms, question.filters, NOBODY, today()), question)


def trigrams(question: Question) -> Answer:
    """pg_trgm: ``LIKE`` on the text under a trigram index; filters on ordinary columns."""
    return _by_hand("search_trigrams", _plain(question), question)


def _plain(question: Question) -> Where:
    """The question as conditions on ordinary columns."""
    found, filters = Where(), question.filters
    for term in terms_of(question.text):
        found.add("s.text LIKE %s", f"%{term}%")
    if filters.classes:
        found.add(
            "(" + " OR ".join(["s.class_code LIKE %s"] * len(filters.classes)) + ")", *map(_branch, filters.classes)
        )
    for column, values in (("lead_band", filters.lead), ("size_class", filters.sizes), ("origin", filters.origins)):
        if values:
            found.add(f"s.{column} = ANY(%s)", list(values))
    if filters.certified:
        found.add("s.certified")
    for kind in filters.certificates:
        found.add("s.badges && ARRAY(SELECT id::int FROM catalog_searchtag WHERE value = %s)", kind)
    if filters.prices:
        low, high = min(filters.prices), max(filters.prices)
        found.add("s.price_seen = 2 AND (s.price_until IS NULL OR s.price_until >= %s)", today())
        found.add("s.price_won >= %s", PRICE_BANDS[low - 1] if low else 0)
        if high < len(PRICE_BANDS):
            found.add("s.price_won < %s", PRICE_BANDS[high])
    return found


def _branch(code: str) -> str:
    return code.rstrip("0").ljust(len(code.rstrip("0")) + len(code.rstrip("0")) % 2, "0") + "%"


def _by_hand(table: str, condition: Where, question: Question) -> Answer:
    found, params = condition.sql()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} s WHERE {found}", params)  # noqa: S608
        (total,) = cursor.fetchone()
        cursor.execute(
            f"SELECT product_id FROM {table} s WHERE {found} ORDER BY published_on DESC, product_id DESC"  # noqa: S608
            " LIMIT %s OFFSET %s",
            [*params, PAGE, (question.page - 1) * PAGE],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
        if question.facets:
            rows = f"SELECT {COUNTED} FROM {table} s WHERE {found}"  # noqa: S608
            cursor.execute(GROUPS.format(rows=rows), params)
            cursor.fetchall()
    return total, ids


def icontains(question: Question) -> Answer:
    """What Django gives by default: each word in one of five columns; filters by joins; the newest page."""
    filters = question.filters
    found = Product.objects.filter(state="published")
    for term in terms_of(question.text):
        found = found.filter(
            Q(current__name_ko__icontains=term)
            | Q(current__name_en__icontains=term)
            | Q(current__model__icontains=term)
            | Q(current__maker__icontains=term)
            | Q(current__description_ko__icontains=term)
        )
    for code in filters.classes:
        found = found.filter(current__class_node__code__startswith=_branch(code).rstrip("%"))
    if filters.lead:
        found = found.filter(lead_time_days__lte=LEAD_BANDS[max(filters.lead)])
    if filters.origins:
        found = found.filter(current__origin__in=filters.origins)
    if filters.sizes:
        found = found.filter(company__size_class__in=filters.sizes)
    begin = (question.page - 1) * PAGE
    ids = list(found.order_by("-published_at", "-pk").values_list("pk", flat=True)[begin : begin + PAGE])
    return found.count(), ids


def brute_force(question: Question) -> int:
    """The true total: every text is read, no index of characters is used."""
    condition: Where = _plain(question)
    found, params = condition.sql()
    with connection.cursor() as cursor:
        cursor.execute("SET enable_bitmapscan = off; SET enable_indexscan = off; SET enable_indexonlyscan = off")
        cursor.execute(f"SELECT count(*) FROM catalog_productsearch s WHERE {found}", params)  # noqa: S608
        (total,) = cursor.fetchone()
        cursor.execute("RESET enable_bitmapscan; RESET enable_indexscan; RESET enable_indexonlyscan")
    return total


def brute_facets(question: Question) -> dict[str, dict[str, int]]:
    """The true counts of the commonest classes and of all lead times: every text is read."""
    found, params = _plain(question).sql()
    truths: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SET enable_bitmapscan = off; SET enable_indexscan = off; SET enable_indexonlyscan = off")
        for facet, column in (("class", "class_code"), ("lead", "lead_band")):
            cursor.execute(
                f"SELECT {column}::text, count(*) FROM catalog_productsearch s WHERE {found}"  # noqa: S608
                " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5",
                params,
            )
            truths[facet] = dict(cursor.fetchall())
        cursor.execute("RESET enable_bitmapscan; RESET enable_indexscan; RESET enable_indexonlyscan")
    return truths


def build_trigrams() -> None:
    """The same rows in the order in which they came, with the indexes that somebody without our grams would make."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE search_trigrams AS SELECT product_id, text, {COUNTED}, badges, published_on, price_won,"  # noqa: S608
            " price_seen, price_until, lead_days FROM catalog_productsearch ORDER BY product_id"
        )
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("CREATE INDEX ON search_trigrams USING gin (text gin_trgm_ops)")
        cursor.execute("CREATE INDEX ON search_trigrams (published_on DESC, product_id DESC)")
        cursor.execute("CREATE INDEX ON search_trigrams (class_code text_pattern_ops)")
        cursor.execute("RESET maintenance_work_mem")
        cursor.execute("VACUUM ANALYZE search_trigrams")


ENGINES: dict[str, Callable[[Question], Any]] = {
    "ours": ours,
    "ours, shown": ours_shown,
    "same index": same_index,
    "pg_trgm": trigrams,
    "icontains": icontains,
}
SLOW = {"icontains"}  # asked fewer questions, once
