"""Nothing was asked: the counts are frequencies that are kept, and the page is a walk in the order of the day.

So the first page of a million products costs as much as that of a thousand.
"""

from collections import Counter
from typing import Any

from django.db import connection

from catalog.queries.search_facets import Counts
from catalog.queries.search_filters import ECO_KINDS, SIZES
from catalog.queries.search_pass import LEAD_TIME, MOST_MAKERS, NEWEST, PRICE, RELEVANCE, Order
from catalog.queries.search_words import rows_between
from catalog.rules.facets import unpack
from catalog.rules.grams import CLASS_MARKS, MOST_TAGS, class_code_of, mark, origin_of, tag_mark
from catalog.rules.listing import LEAD_BANDS, PRICE_BANDS
from catalog.states import PriceSeen

MOST_CLASSES = 20_000
BLOCK = 1 << 21  # the numbers that shuffle are walked in 1,024 blocks
BLOCKS = (16, 128, 1024)
FEW = 20_000  # rows that are rather sorted than walked
# One statement for all: marks of classes and of small facts, those of certificates, the most frequent makers; and the
# rows whose price has expired since they were written.
COUNTS = """
WITH counted AS (
    SELECT gram, sum(rows)::int AS rows FROM (
        SELECT gram, rows FROM catalog_searchfrequency WHERE {ranges}
        UNION ALL SELECT gram, change FROM catalog_searchfrequencychange WHERE {ranges}
    ) AS both_tables GROUP BY gram HAVING sum(rows) > 0
),
certificates AS (SELECT %(tags)s - 1 + id AS gram FROM catalog_searchtag WHERE kind = 'certificate')
SELECT 'mark' AS part, gram::bigint AS value, rows FROM counted WHERE gram < %(tags)s
UNION ALL SELECT 'badge', gram, rows FROM counted WHERE gram >= %(tags)s AND gram IN (SELECT gram FROM certificates)
UNION ALL (
    SELECT 'maker', gram, rows FROM counted WHERE gram >= %(tags)s AND gram NOT IN (SELECT gram FROM certificates)
    ORDER BY rows DESC, gram LIMIT %(makers)s
)
UNION ALL SELECT 'expired', facets, count(*) FROM catalog_productsearch
    WHERE price_seen > 0 AND price_until < %(today)s GROUP BY facets
"""
RANGES = (
    "(gram BETWEEN %(classes)s AND %(last_class)s OR gram BETWEEN %(small)s AND %(last_small)s"
    " OR gram BETWEEN %(tags)s AND %(last_tag)s)"
)
WALK = """
SELECT walked.product_id FROM generate_series(0, %(blocks)s - 1) AS block, LATERAL (
    SELECT s.product_id, s.spin FROM catalog_productsearch s
    WHERE {tier} AND s.spin BETWEEN (block # %(high)s) * %(size)s AND (block # %(high)s) * %(size)s + %(rest)s
    ORDER BY s.spin # %(mask)s, s.product_id LIMIT %(end)s -- the limit keeps the loop this way round
) AS walked
ORDER BY block, walked.spin # %(mask)s, walked.product_id LIMIT %(end)s
"""
FIRST_TIER = "s.certified AND s.published_on >= %s"
TIERS = (
    "s.certified AND s.published_on >= %(since)s",
    "((s.certified AND s.published_on < %(since)s) OR (NOT s.certified AND s.published_on >= %(since)s))",
    "NOT s.certified AND s.published_on < %(since)s",
)


def browse_counts(order: Order) -> Counts:
    """The counts of all public products, exact. One query, however many there are."""
    counts = Counts(small={name: Counter() for name in ("lead", "size", "eco", "price", "origin")})
    single = _single_marks(order)
    first = tag_mark(1)
    params: dict[str, Any] = {
        "classes": _signed(CLASS_MARKS),
        "last_class": _signed(CLASS_MARKS + 99_999_999),
        "small": mark("lead", 0),
        "last_small": mark("price", 0xFFFF),
        "tags": first,
        "last_tag": tag_mark(MOST_TAGS),
        "makers": MOST_MAKERS,
        "today": order.today,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(ranges=RANGES), params)
        for part, value, rows in cursor.fetchall():
            if part == "badge":
                counts.badges[value - first + 1] = rows
            elif part == "maker":
                counts.makers[value - first + 1] = rows
            elif part == "expired":
                facts = unpack(value)
                if facts.price and facts.seen >= order.seen:
                    counts.small["price"][facts.price - 1] -= rows
            elif value < params["small"]:
                code = class_code_of(value)
                if not code.endswith("00"):
                    counts.classes[code] = rows
            elif value in single:
                name, what = single[value]
                counts.small[name][what] += rows
            elif ORIGINS[0] <= value <= ORIGINS[1]:
                counts.small["origin"][origin_of(value)] = rows
    counts.total = sum(counts.small["lead"].values())  # every row has one lead time
    counts.small["price"] = +counts.small["price"]
    return counts


def browse_total() -> int:
    """How many public products there are: every row has one lead time. One query."""
    return sum(rows_between(mark("lead", 0), mark("lead", len(LEAD_BANDS)), len(LEAD_BANDS) + 1).values())


ORIGINS = (mark("origin", 0), mark("origin", 0xFFFF))


def _single_marks(order: Order) -> dict[int, tuple[str, Any]]:
    """What each mark of the small facts stands for; of prices those that the reader may see."""
    found: dict[int, tuple[str, Any]] = {mark("lead", band): ("lead", band) for band in range(len(LEAD_BANDS) + 1)}
    found |= {mark("size", place): ("size", size) for place, size in enumerate(SIZES)}
    found |= {mark("eco", place): ("eco", kind) for place, kind in enumerate(ECO_KINDS)}
    for who in range(order.seen, PriceSeen.EVERYBODY + 1):
        found |= {mark("price", who * 16 + band): ("price", band) for band in range(len(PRICE_BANDS) + 1)}
    return found


def class_counts() -> Counter[str]:
    """How many public products each class of the last level has. One query."""
    marks = rows_between(_signed(CLASS_MARKS), _signed(CLASS_MARKS + 99_999_999), MOST_CLASSES)
    classes = {class_code_of(gram): rows for gram, rows in marks.items()}
    return Counter({code: rows for code, rows in classes.items() if not code.endswith("00")})


def _signed(number: int) -> int:
    return number - (1 << 32)


def browse(order: Order, first: int, size: int, total: int) -> list[int]:
    """The ids of one page of all public products."""
    if order.sort == NEWEST:
        return _ids("TRUE", "s.published_on DESC, s.product_id DESC", [], size, first)
    if order.sort == LEAD_TIME:
        return _ids("TRUE", "s.lead_days, s.spin # %s, s.product_id", [order.mask], size, first)
    if order.sort == PRICE:
        return _by_price(order, first, size)
    if total <= FEW:
        ids = _ids(FIRST_TIER, "s.spin # %s, s.product_id", [order.fresh_since, order.mask], size, first)
        return ids if len(ids) == size else _sorted(order, first, size)
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
