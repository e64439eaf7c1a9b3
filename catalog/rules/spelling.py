"""Misspelt words: how far two words are from each other in letters (jamo), and which known word was meant."""

import math
import unicodedata
from collections.abc import Collection, Iterable, Sequence
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


def is_korean(word: str) -> bool:
    """Whether it is written in Korean syllables alone.

    Source: issue 3 item 5.

    >>> is_korean("베어링"), is_korean("V벨트"), is_korean("")
    (True, False, False)
    """
    return bool(word) and all("\uac00" <= character <= "\ud7a3" for character in word)


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


def in_two(term: str) -> list[tuple[str, str]]:
    """Every way to cut a word into two; two syllables are not a compound of two.

    Source: issue 3 item 5 (compounds).

    >>> in_two("볼베어링"), in_two("펌푸")
    ([('볼', '베어링'), ('볼베', '어링'), ('볼베어', '링')], [])
    """
    return [(term[:place], term[place:]) for place in range(1, len(term))] if len(term) > 2 else []


def best_split(term: str, known: Collection[str], candidates: Sequence[Candidate] = ()) -> list[str]:
    """The two known words of a compound that is written apart elsewhere; one of them may be misspelt.

    Both ``known`` come before one and a correction; of several the cut nearest to the middle. Empty when there is none.
    Source: issue 3 item 5 (compounds, misspellings).

    >>> words = [Candidate("베어링", letters_of("베어링"), 7)]
    >>> best_split("볼베어링", {"볼", "베어링"}), best_split("볼배어링", {"볼"}, words), best_split("볼배어링", {"볼"})
    (['볼', '베어링'], ['볼', '베어링'], [])
    """
    pairs = sorted(in_two(term), key=lambda pair: abs(len(pair[0]) - len(pair[1])))
    if whole := next((pair for pair in pairs if set(pair) <= set(known)), None):
        return list(whole)
    for first, second in pairs:
        if first in known and (word := best_correction(second, candidates)):
            return [first, word]
        if second in known and (word := best_correction(first, candidates)):
            return [word, second]
    return []


def parts_like(term: str, words: Iterable[Candidate]) -> list[Candidate]:
    """The parts of Korean compounds that are as long as ``term``: it may be one of them, misspelt.

    Source: issue 3 item 5 (Korean fragments).

    >>> [part.word for part in parts_like("펌푸", [Candidate("원심펌프", letters_of("원심펌프"), 3)])]
    ['원심', '심펌', '펌프']
    """
    size = len(term)
    return [
        Candidate(word.word[place : place + size], letters_of(word.word[place : place + size]), word.rows)
        for word in words
        for place in range(len(word.word) - size + 1)
    ]
