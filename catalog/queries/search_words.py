"""What the words of a query stand for, how often a number occurs, and what a misspelt word may have meant."""

from collections.abc import Collection, Sequence

from django.db import connection

from catalog.rules.grams import term_grams
from catalog.rules.spelling import Candidate, best_correction, letters_of
from catalog.rules.synonyms import Meaning, dictionary, meanings, phrases_of

MOST_CANDIDATES = 60
MOST_CORRECTED = 3  # words of one query
ROWS_WITH = """
SELECT gram, sum(rows)::int FROM (
    SELECT gram, rows FROM catalog_searchfrequency WHERE gram = ANY(%(grams)s)
    UNION ALL SELECT gram, change FROM catalog_searchfrequencychange WHERE gram = ANY(%(grams)s)
) AS counted GROUP BY gram HAVING sum(rows) > 0
"""
ROWS_BETWEEN = """
SELECT gram, sum(rows)::int AS rows FROM (
    SELECT gram, rows FROM catalog_searchfrequency WHERE gram BETWEEN %(first)s AND %(last)s
    UNION ALL SELECT gram, change FROM catalog_searchfrequencychange WHERE gram BETWEEN %(first)s AND %(last)s
) AS counted GROUP BY gram HAVING sum(rows) > 0 ORDER BY 2 DESC, 1 LIMIT %(most)s
"""
SYNONYMS = """
SELECT words, one_way FROM catalog_synonym WHERE in_use AND string_to_array(words, ', ') && %s::text[] ORDER BY id
"""
KNOWN = "SELECT EXISTS (SELECT FROM catalog_searchword WHERE rows > 0 AND word LIKE %s)"
NEAR = """
SELECT word, letters, rows FROM catalog_searchword WHERE letters %% %s AND rows > 0
ORDER BY similarity(letters, %s) DESC, rows DESC, word LIMIT %s
"""


def rows_with(grams: Collection[int]) -> dict[int, int]:
    """In how many rows each number occurs, exact; absent when in none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS_WITH, {"grams": list(grams)})
        return dict(cursor.fetchall())


def rows_between(first: int, last: int, most: int) -> dict[int, int]:
    """The numbers of a range that occur most often, exact. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS_BETWEEN, {"first": first, "last": last, "most": most})
        return dict(cursor.fetchall())


def meanings_of(terms: Sequence[str]) -> list[Meaning]:
    """The query in parts, each with all ways of saying it. One query, none without words."""
    if not terms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SYNONYMS, [phrases_of(terms)])
        found = [(words.split(", "), one_way) for words, one_way in cursor.fetchall()]
    return meanings(terms, dictionary(found))


def corrected(terms: Sequence[str]) -> list[str] | None:
    """The same terms with misspelt ones replaced by words of public products; None when there is nothing better.

    Only words without digits are corrected: a model code that is not there is not another one. A constant number of
    queries for each of at most three words.
    """
    better, changed = list(terms), 0
    with connection.cursor() as cursor:
        for place, term in enumerate(terms):
            if len(term) < 2 or not term.isalpha() or changed == MOST_CORRECTED:
                continue
            cursor.execute(KNOWN, [f"%{term}%"])
            if cursor.fetchone()[0]:
                continue
            letters = letters_of(term)
            cursor.execute(NEAR, [letters, letters, MOST_CANDIDATES])
            candidates = [Candidate(word, spelt, rows) for word, spelt, rows in cursor.fetchall()]
            if word := best_correction(term, candidates):
                better[place], changed = word, changed + 1
    return better if changed else None


def is_one_number(terms: Sequence[str]) -> int | None:
    """The single number that a query of one short term is, or None: its total is a frequency."""
    if len(terms) != 1 or len(terms[0]) > 2:
        return None
    (gram,) = term_grams(terms[0])
    return gram
