"""Misspelt words: how far two words are from each other in letters (jamo), and which known word was meant."""

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

COMMON = 0.35  # how much a word that occurs e times as often is nearer, in letters (performance 2.4)
SHORTEST = 3  # letters of a word that is corrected


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that exists, its letters, and in how many products."""

    word: str
    letters: str
    rows: int


@lru_cache(maxsize=20_000)
def letters_of(word: str) -> str:
    """A word in its letters: Korean syllables apart into jamo.

    Source: performance 2.4.

    >>> len(letters_of("펌프")), len(letters_of("pump"))
    (5, 4)
    """
    return unicodedata.normalize("NFD", word)


def most_mistakes(letters: int) -> int:
    """How many letters of a word of that length may be wrong: one in four, at least one, at most three.

    Source: performance 2.4.

    >>> most_mistakes(4), most_mistakes(9), most_mistakes(30)
    (1, 2, 3)
    """
    return max(1, min(3, letters // 4))


def mistakes(first: str, second: str, most: int) -> int:
    """The least number of letters to add, drop, replace or swap with a neighbour; ``most + 1`` when it is more.

    Source: performance 2.4 (edit distance over jamo); optimal string alignment.

    >>> mistakes("bearnig", "bearing", 2), mistakes("pump", "pomp", 2), mistakes("valve", "pump", 2)
    (1, 1, 3)
    """
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, one in enumerate(first, start=1):
        further, before, row = before, row, [i]
        for j, other in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and one == second[j - 2] and first[i - 2] == other:
                cost = min(cost, further[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:  # a swap reaches back two rows
            return most + 1
    return min(row[-1], most + 1)


def best_correction(term: str, candidates: Iterable[Candidate]) -> str:
    """The known word that ``term`` most probably meant; empty when none is near enough.

    Fewest mistakes first, less 0.35 for each e-fold of products: a common word is meant more often than a rare one.
    Source: performance 2.4.

    >>> words = [("베어링", 900), ("베이링", 1), ("밸브", 50)]
    >>> known = [Candidate(word, letters_of(word), rows) for word, rows in words]
    >>> best_correction("배어링", known), best_correction("전동기", known)
    ('베어링', '')
    """
    letters = letters_of(term)
    if len(letters) < SHORTEST:
        return ""
    most = most_mistakes(len(letters))
    scored = []
    for candidate in candidates:
        wrong = mistakes(letters, candidate.letters, most)
        if candidate.word != term and wrong <= most:
            scored.append((wrong - COMMON * math.log(max(candidate.rows, 1)), wrong, candidate.word))
    return min(scored)[2] if scored else ""
