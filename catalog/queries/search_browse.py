"""Nothing was asked: the counts are frequencies that are kept, and the page is a walk in the order of the day.

So the first page of a million products costs as much as that of a thousand.
"""

from collections import Counter
from typing import Any

from django.db import connection

from catalog.models import SearchTag
from catalog.queries.search_facets import Counts
from catalog.queries.search_filters import ECO_KINDS, SIZES
from catalog.queries.search_pass import LEAD_TIME, MOST_MAKERS, NEWEST, PRICE, RELEVANCE, Order
from catalog.queries.search_words import rows_between, rows_with
from catalog.rules.facets import unpack
from catalog.rules.grams import CLASS_MARKS, MOST_TAGS, class_code_of, mark, origin_of, tag_mark
from catalog.rules.listing import LEAD_BANDS, PRICE_BANDS
from catalog.states import PriceSeen, TagKind

MOST_CLASSES = 20_000
MOST_ORIGINS = 1000
BLOCK = 1 << 21  # the numbers that shuffle are walked in 1,024 blocks
BLOCKS = (16, 128, 1024)
FEW = 20_000  # rows that are rather sorted than walked
EXPIRED = """
SELECT facets, count(*) FROM catalog_productsearch
WHERE price_seen > 0 AND price_until < %s GROUP BY facets
"""
WALK = """
SELECT walked.product_id FROM generate_series(0, %(blocks)s - 1) AS block, LATERAL (
    SELECT s.product_id, s.spin FROM catalog_productsearch s
    WHERE {tier} AND s.spin BETWEEN (block # %(high)s) * %(size)s AND (block # %(high)s) * %(size)s + %(rest)s
    ORDER BY s.spin # %(mask)s, s.product_id LIMIT %(end)s -- the limit keeps the loop this way round
) AS walked
ORDER BY block, walked.spin # %(mask)s, walked.product_id LIMIT %(end)s
"""
TIERS = (
    "s.certified AND s.published_on >= %(since)s",
    "((s.certified AND s.published_on < %(since)s) OR (NOT s.certified AND s.published_on >= %(since)s))",
    "NOT s.certified AND s.published_on < %(since)s",
)


def browse_counts(order: Order) -> Counts:
    """The counts of all public products, exact. The same number of queries however many there are."""
    counts = Counts()
    single: dict[int, tuple[str, Any]] = {mark("lead", band): ("lead", band) for band in range(len(LEAD_BANDS) + 1)}
    single |= {mark("size", place): ("size", size) for place, size in enumerate(SIZES)}
    single |= {mark("eco", place): ("eco", kind) for place, kind in enumerate(ECO_KINDS)}
    for who in range(order.seen, PriceSeen.EVERYBODY + 1):
        single |= {mark("price", who * 16 + band): ("price", band) for band in range(len(PRICE_BANDS) + 1)}
    for gram, rows in rows_with(single).items():
        name, value = single[gram]
        counts.small.setdefault(name, Counter())[value] += rows
    counts.total = sum(counts.small.get("lead", Counter()).values())  # every row has one lead time
    origins = rows_between(mark("origin", 0), mark("origin", 0xFFFF), MOST_ORIGINS)
    counts.small["origin"] = Counter({origin_of(gram): rows for gram, rows in origins.items()})
    counts.classes = class_counts()
    _count_tags(counts)
    _leave_expired_out(counts, order)
    return counts


def class_counts() -> Counter[str]:
    """How many public products each class of the last level has. One query."""
    marks = rows_between(_signed(CLASS_MARKS), _signed(CLASS_MARKS + 99_999_999), MOST_CLASSES)
    classes = {class_code_of(gram): rows for gram, rows in marks.items()}
    return Counter({code: rows for code, rows in classes.items() if not code.endswith("00")})


def _signed(number: int) -> int:
    return number - (1 << 32)


def _count_tags(counts: Counts) -> None:
    certificates = list(SearchTag.objects.filter(kind=TagKind.CERTIFICATE).values_list("pk", flat=True))
    of_certificates = {tag_mark(key): key for key in certificates}
    counts.badges = Counter({of_certificates[gram]: rows for gram, rows in rows_with(of_certificates).items()})
    first = tag_mark(1) - 1
    best = rows_between(first + 1, tag_mark(MOST_TAGS), MOST_MAKERS + len(certificates))
    counts.makers = Counter({gram - first: rows for gram, rows in best.items() if gram not in of_certificates})


def _leave_expired_out(counts: Counts, order: Order) -> None:
    """A price whose last day has passed is no longer seen, though its row is brought up to date a moment later."""
    with connection.cursor() as cursor:
        cursor.execute(EXPIRED, [order.today])
        for packed, rows in cursor.fetchall():
            facts = unpack(packed)
            if facts.price and facts.seen >= order.seen:
                counts.small["price"][facts.price - 1] -= rows
    counts.small["price"] = +counts.small.get("price", Counter())


def browse(order: Order, first: int, size: int, total: int) -> list[int]:
    """The ids of one page of all public products."""
    if order.sort == NEWEST:
        return _ids("TRUE", "s.published_on DESC, s.product_id DESC", [], size, first)
    if order.sort == LEAD_TIME:
        return _ids("TRUE", "s.lead_days, s.spin # %s, s.product_id", [order.mask], size, first)
    if order.sort == PRICE:
        return _by_price(order, first, size)
    if total <= FEW:
        return _sorted(order, first, size)
    return _walk(order, first + size)[first:]


def _ids(condition: str, keys: str, params: list[Any], size: int, first: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.product_id FROM catalog_productsearch s WHERE {condition} ORDER BY {keys} LIMIT %s OFFSET %s",  # noqa: S608
            [*params, size, first],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _sorted(order: Order, first: int, size: int) -> list[int]:
    keys, params = order.keys()
    return _ids("TRUE", ", ".join(keys), params, size, first)


def _by_price(order: Order, first: int, size: int) -> list[int]:
    """Visible prices in the order of their index; behind the last of them everything is sorted."""
    best, params = Order((), RELEVANCE, None, order.today).keys()
    seen = "s.price_seen > 0 AND s.price_seen >= %s AND (s.price_until IS NULL OR s.price_until >= %s)"
    ids = _ids(seen, ", ".join(["s.price_won", *best]), [order.seen, order.today, *params], size, first)
    return ids if len(ids) == size else _sorted(order, first, size)


def _walk(order: Order, end: int) -> list[int]:
    """The best ``end`` ids: the certified and new ones first, then those that are one of both, then the others.

    Each tier is walked block by block in the order that the day's mask gives the blocks; at most nine queries.
    """
    found: list[int] = []
    for tier in TIERS:
        for blocks in BLOCKS:
            params: dict[str, Any] = {
                "blocks": blocks,
                "high": order.mask // BLOCK,
                "size": BLOCK,
                "rest": BLOCK - 1,
                "mask": order.mask,
                "since": order.fresh_since,
                "end": end - len(found),
            }
            with connection.cursor() as cursor:
                cursor.execute(WALK.format(tier=tier), params)
                rows = [pk for (pk,) in cursor.fetchall()]
            if len(rows) == end - len(found) or blocks == BLOCKS[-1]:
                break
        found += rows
        if len(found) == end:
            break
    return found
