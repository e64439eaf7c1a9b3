"""What the words of a query stand for, how often a number occurs, and what a misspelt word may have meant."""

from collections.abc import Collection, Sequence

from django.db import connection

from catalog.rules.grams import term_grams
from catalog.rules.spelling import (
    Candidate,
    best_correction,
    best_split,
    in_two,
    is_korean,
    letters_of,
    parts_like,
)
from catalog.rules.synonyms import Meaning, dictionary, meanings, phrases_of

MOST_CANDIDATES = 60
MOST_CORRECTED = 3  # words of one query
LONGEST_COMPOUND = 12  # syllables of a word that is looked at in parts
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

WHOLE = """
SELECT coalesce(sum(rows), 0)::int FROM (
    SELECT rows FROM catalog_searchword WHERE word = ANY(%(words)s)
    UNION ALL SELECT change FROM catalog_searchwordchange WHERE word = ANY(%(words)s)
) AS counted
"""
WORDS_AMONG = "SELECT word FROM catalog_searchword WHERE rows > 0 AND word = ANY(%s)"
INSIDE = """
SELECT word, letters, rows FROM catalog_searchword
WHERE rows > 0 AND (letters LIKE %s OR letters LIKE %s) ORDER BY rows DESC, word LIMIT %s
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

    Only words without digits are corrected: a model code that is not there is not another one. A Korean word that is
    no other one may be a compound that is written apart elsewhere (볼베어링), or a part of compounds (펌푸). At most
    five queries for each of at most three words.
    """
    better: list[str] = []
    changed = 0
    for term in terms:
        words = _meant(term) if len(term) > 1 and term.isalpha() and changed < MOST_CORRECTED else []
        better += words or [term]
        changed += bool(words)
    return better if changed else None


def _meant(term: str) -> list[str]:
    """What a word that is nowhere may have meant: a word, or two; nothing when it is there, or nothing is near."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [f"%{term}%"])
        if cursor.fetchone()[0]:
            return []
        letters = letters_of(term)
        cursor.execute(NEAR, [letters, letters, MOST_CANDIDATES])
        near = [Candidate(*row) for row in cursor.fetchall()]
        if word := best_correction(term, near):
            return [word]
        if not is_korean(term) or len(term) > LONGEST_COMPOUND:
            return []
        parts = {part for pair in in_two(term) for part in pair}
        cursor.execute(WORDS_AMONG, [sorted(parts)])
        known = {word for (word,) in cursor.fetchall()} | _single_letters({part for part in parts if len(part) == 1})
        if words := best_split(term, known, near):
            return words
        half = -(-len(letters) // 2)  # one mistake leaves one of the halves as it is
        cursor.execute(INSIDE, [f"%{letters[:half]}%", f"%{letters[-half:]}%", MOST_CANDIDATES])
        word = best_correction(term, parts_like(term, [Candidate(*row) for row in cursor.fetchall()]))
        return [word] if word else []


def _single_letters(parts: Collection[str]) -> set[str]:
    """Those that stand somewhere: one syllable alone is no word of the list."""
    numbers = {part: next(iter(term_grams(part))) for part in parts}
    there = rows_with(numbers.values())
    return {part for part, number in numbers.items() if number in there}


def whole_words(words: Sequence[str]) -> int:
    """In how many rows these Korean words stand alone, at most: names, maker, class and supplier are counted. One
    query."""
    with connection.cursor() as cursor:
        cursor.execute(WHOLE, {"words": list(words)})
        return cursor.fetchone()[0]
