"""The first page of a frequent word, without looking at all that has it.

Of a hundred thousand products with a word the first fifty are among the best tier: the word whole in their name,
certified and new. That tier is walked in the order of the day until the page is full; nothing of another tier could
stand before it, so the page is the one that a pass over all rows would give. How many there are is a frequency that is
kept, or a count that looks at no name. Where the tier does not fill the page the pass is made.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalog.queries.search_browse import BLOCK
from catalog.queries.search_filters import Where
from catalog.queries.search_pass import RELEVANCE, Order
from catalog.queries.search_words import rows_with, whole_words
from catalog.rules.grams import needs_recheck, term_grams
from catalog.rules.synonyms import Meaning

FREQUENT, COUNTED = 20_000, 50_000  # rows from which on walking is quicker; where they must be counted besides
LAST = 200  # results from the first on; a deeper page passes over the rows
FIRST_BLOCKS, MOST_BLOCKS = 16, 128  # of 1,024 in which products are shuffled
KOREAN = re.compile("[가-힣]{2,40}")
# Who is certified is read off the index alone; of those who are new the name is looked at.
WALK = """
SELECT walked.product_id FROM generate_series(%(begin)s, %(end)s - 1) AS block, LATERAL (
    SELECT near.product_id, near.spin FROM (
        SELECT i.product_id, i.spin, i.published_on FROM catalog_productsearch i
        WHERE i.certified AND i.spin BETWEEN (block # %(high)s) * %(size)s AND (block # %(high)s) * %(size)s + %(rest)s
        OFFSET 0 -- the fence keeps the index of days out, which would be read whole for every block
    ) AS near JOIN catalog_productsearch s ON s.product_id = near.product_id
    WHERE near.published_on >= %(since)s AND s.title LIKE ANY (%(patterns)s)
    ORDER BY near.spin # %(mask)s, near.product_id LIMIT %(most)s
) AS walked
ORDER BY block, walked.spin # %(mask)s, walked.product_id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that is asked for alone: its ways of being said, and in about how many rows the commonest one is."""

    phrases: list[str]
    rows: int
    exact: bool  # the rows are the total


def first_page(
    meanings: Sequence[Meaning], words: Where, order: Order, first: int, size: int
) -> tuple[int, list[int]] | None:
    """(total, ids) of a page near the beginning for one frequent word and no filter; None where the pass is made.

    ``words``: the condition. One to six queries.
    """
    if order.sort != RELEVANCE or first + size > LAST or len(meanings) != 1:
        return None
    word = _frequent(meanings[0])
    if word is None or (patterns := _best_tier(word)) is None:
        return None
    ids = _walk(order, patterns, first + size)
    if ids is None:
        return None
    return (word.rows if word.exact else _count(words)), ids[first:]


def _frequent(meaning: Meaning) -> _Word | None:
    """The word, if very many rows have it.

    Each of its terms is one word of two letters or more: then what a title has in one piece, the text has as well.
    """
    if any(" " in term or len(term) < 2 for way in meaning.ways for term in way):
        return None
    numbers = [set().union(*map(term_grams, way)) for way in meaning.ways]
    rows = rows_with(set().union(*numbers))
    most = max(min(rows.get(number, 0) for number in way) for way in numbers)
    alone = len(meaning.ways) == 1 and len(meaning.ways[0]) == 1
    exact = alone and len(numbers[0]) == 1 and not needs_recheck(meaning.ways[0][0])
    if most < (FREQUENT if exact else COUNTED):
        return None
    return _Word([" ".join(way) for way in meaning.ways], most, exact)


def _best_tier(word: _Word) -> list[str] | None:
    """What a title of the best tier is like. None where whole words are too few to fill a page, but not none."""
    if all(KOREAN.fullmatch(phrase) for phrase in word.phrases):  # of these the list of words knows all
        whole = whole_words(word.phrases)
        if not whole:
            return [f"%{phrase}%" for phrase in word.phrases]
        if whole < FREQUENT // 4:
            return None
    return [f"% {phrase} %" for phrase in word.phrases]


def _walk(order: Order, patterns: list[str], most: int) -> list[int] | None:
    """The best ``most`` ids of the tier; None where it is too thin to be walked."""
    found = _blocks(order, patterns, 0, FIRST_BLOCKS, most)
    if found and len(found) < most:
        enough = FIRST_BLOCKS * most * 3 // (len(found) * 2)  # half as many again as the first blocks let expect
        if enough <= MOST_BLOCKS:
            found += _blocks(order, patterns, FIRST_BLOCKS, enough, most - len(found))
    return found if len(found) == most else None


def _blocks(order: Order, patterns: list[str], begin: int, end: int, most: int) -> list[int]:
    params: dict[str, Any] = {
        "begin": begin,
        "end": end,
        "high": order.mask // BLOCK,
        "size": BLOCK,
        "rest": BLOCK - 1,
        "mask": order.mask,
        "since": order.fresh_since,
        "patterns": patterns,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(WALK, params)
        return [pk for (pk,) in cursor.fetchall()]


def _count(words: Where) -> int:
    found, params = words.sql()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM catalog_productsearch s WHERE {found}", params)  # noqa: S608 (our parts)
        return cursor.fetchone()[0]
