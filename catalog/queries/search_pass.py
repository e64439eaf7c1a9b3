"""The pass over the rows: in which order, how many, which page, and what they are counted by."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from catalog.queries.search_facets import Counts
from catalog.queries.search_filters import Where, seen_prices
from catalog.rules.facets import PRICE_BITS
from catalog.rules.listing import FRESH_DAYS
from catalog.rules.ranking import BASE, PART, PHRASE, WHOLE, phrase_of, shuffle_mask
from catalog.rules.synonyms import Meaning

RELEVANCE, NEWEST, LEAD_TIME, PRICE = "relevance", "newest", "lead", "price"
SORTS = (RELEVANCE, NEWEST, LEAD_TIME, PRICE)
MOST_MAKERS = 40  # counted makers that come back from the database


class Order:
    """In which order results stand. Equals are shuffled by the day: nobody is first for ever, or for money."""

    def __init__(self, meanings: Sequence[Meaning], sort: str, user, today: date):
        self.meanings, self.sort, self.today = meanings, sort, today
        self.seen = seen_prices(user)
        self.mask = shuffle_mask(today)
        self.fresh_since = today - timedelta(days=FRESH_DAYS)

    def keys(self) -> tuple[list[str], list[Any]]:
        """SQL of what is sorted by, each key ascending, with parameters. The last ones make the order total."""
        if self.sort == NEWEST:
            return ["-(s.published_on - DATE '2000-01-01')", "-s.product_id"], []
        shuffled = ["s.spin # %s", "s.product_id"]
        if self.sort == LEAD_TIME:
            return ["s.lead_days", *shuffled], [self.mask]
        score, params = self._score()
        best = [f"-({score})", *shuffled]
        if self.sort == PRICE:
            price, who = self._price()
            return [price, *best], [*who, *params, self.mask]
        return best, [*params, self.mask]

    def _price(self) -> tuple[str, list[Any]]:
        """The price that this reader may see, else more than any price."""
        seen = "s.price_seen >= %s AND (s.price_until IS NULL OR s.price_until >= %s)"
        return f"CASE WHEN {seen} THEN s.price_won ELSE 'Infinity' END", [self.seen, self.today]

    def _score(self) -> tuple[str, list[Any]]:
        """Ten times the score of ``rules.ranking.why``, in whole numbers."""
        text, params = [str(BASE)], []
        for meaning in self.meanings:
            phrases = [" ".join(way) for way in meaning.ways]
            whole, part = (" OR ".join(["s.title LIKE %s"] * len(phrases)) for _ in range(2))
            text.append(f"CASE WHEN {whole} THEN {WHOLE} WHEN {part} THEN {PART} ELSE 0 END")
            params += [f"% {phrase} %" for phrase in phrases] + [f"%{phrase}%" for phrase in phrases]
        if phrase := phrase_of(self.meanings):
            text.append(f"CASE WHEN s.title LIKE %s THEN {PHRASE} ELSE 0 END")
            params.append(f"%{phrase}%")
        bonus = "10 + s.certified::int + (s.published_on >= %s)::int"
        return f"({' + '.join(text)}) * ({bonus})", [*params, self.fresh_since]

    def facts(self) -> tuple[str, list[Any]]:
        """The packed small facts; without the price when its last day has passed."""
        return f"CASE WHEN s.price_until < %s THEN s.facets & ~{PRICE_BITS}::bigint ELSE s.facets END", [self.today]


def one_pass(
    condition: Where, order: Order, first: int, size: int, *, with_facets: bool = True
) -> tuple[Counts, list[int]]:
    """The exact total, the ids of one page and, if asked for, all counts: the rows are read once."""
    keys, key_params = order.keys()
    parts = [_TOTAL, _PAGE.format(keys=", ".join(f"k{n}" for n in range(len(keys))))]
    columns = ["s.product_id", *(f"{key} AS k{n}" for n, key in enumerate(keys))]
    params = list(key_params)
    if with_facets:
        facts, fact_params = order.facts()
        columns += ["s.class_code", "s.maker_id", "s.badges", f"{facts} AS facts"]
        params += fact_params
        parts += _COUNTED
    found, where_params = condition.sql()
    sql = f"WITH hits AS MATERIALIZED (SELECT {', '.join(columns)} FROM catalog_productsearch s WHERE {found})"  # noqa: S608
    params += where_params + [size, first]
    return _read(f"{sql} {' UNION ALL '.join(parts)}", params, order)


def count_only(condition: Where, order: Order) -> Counts:
    """All counts without a page."""
    facts, params = order.facts()
    found, where_params = condition.sql()
    sql = (
        f"WITH hits AS MATERIALIZED (SELECT s.class_code, s.maker_id, s.badges, {facts} AS facts"  # noqa: S608
        f" FROM catalog_productsearch s WHERE {found})"
    )
    return _read(f"{sql} {' UNION ALL '.join([_TOTAL, *_COUNTED])}", [*params, *where_params], order)[0]


_TOTAL = "SELECT 'total' AS part, NULL::text AS value, count(*) AS n FROM hits"
_PAGE = (
    "(SELECT 'hit', product_id::text, row_number() OVER () FROM"
    " (SELECT product_id FROM hits ORDER BY {keys} LIMIT %s OFFSET %s) AS page)"
)
_COUNTED = [
    "SELECT 'class', class_code, count(*) FROM hits GROUP BY class_code",
    "(SELECT 'maker', maker_id::text, count(*) FROM hits WHERE maker_id IS NOT NULL"
    " GROUP BY maker_id ORDER BY 3 DESC, maker_id LIMIT 40)",  # MOST_MAKERS
    "SELECT 'badges', array_to_string(badges, ','), count(*) FROM hits WHERE badges <> '{}' GROUP BY badges",
    "SELECT 'facts', facts::text, count(*) FROM hits GROUP BY facts",
]


def _read(sql: str, params: list[Any], order: Order) -> tuple[Counts, list[int]]:
    counts, ids = Counts(), []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for part, value, number in cursor.fetchall():
            if part == "hit":
                ids.append((number, int(value)))
            elif part == "total":
                counts.total = number
            elif part == "class":
                counts.classes[value] = number
            elif part == "maker":
                counts.makers[int(value)] = number
            elif part == "badges":
                counts.add_badges(map(int, value.split(",")), number)
            else:
                counts.add_facts(int(value), number, order.seen)
    return counts, [pk for _place, pk in sorted(ids)]
