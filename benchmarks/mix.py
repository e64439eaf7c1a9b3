"""The questions: twelve kinds, the same ones each time, with the class of answer that each must give."""

import random
import unicodedata
from dataclasses import dataclass, field

from benchmarks.words import LATIN, QUALITIES, THINGS
from catalog.queries import SearchFilters

PAGE = 50
FACETED = "facets"


@dataclass(frozen=True, slots=True)
class Question:
    """One search: words, filters, which page, whether all facets are counted; ``meant`` is what a typo meant."""

    kind: str
    text: str
    filters: SearchFilters = field(default_factory=SearchFilters)
    page: int = 1
    facets: bool = False
    meant: str = ""


def questions(classes: list[str], rare: list[str], per_kind: int, seed: int = 7) -> list[Question]:
    """``per_kind`` questions of each kind."""
    chance = random.Random(seed)  # noqa: S311 (the same questions each time)
    korean = [thing for thing, _english in THINGS if len(thing) >= 3]
    english = [word for _korean, words in THINGS for word in words.split() if len(word) > 3]
    found: list[Question] = []

    def ask(kind: str, make) -> None:
        made: list[Question] = []
        while len(made) < per_kind:
            question = make()
            if question not in made:
                made.append(question)
        found.extend(made)

    def fragment(size: int) -> str:
        word = chance.choice([word for word in korean if len(word) >= size])
        begin = chance.randrange(len(word) - size + 1)
        return word[begin : begin + size]

    def some_filters() -> SearchFilters:
        code = chance.choice(classes)
        return chance.choice(
            [
                SearchFilters(classes=[code]),
                SearchFilters(lead=[0, 1], origins=["KR"]),
                SearchFilters(certified=True, sizes=["SMALL"]),
                SearchFilters(certificates=["ISO9001"], prices=[2, 3]),
                SearchFilters(classes=[f"{code[:4]}0000"], lead=[2]),
            ]
        )

    ask("ko2", lambda: Question("ko2", fragment(2)))
    ask("ko34", lambda: Question("ko34", fragment(chance.choice([3, 3, 4]))))
    ask("ko multi", lambda: Question("ko multi", f"{chance.choice(QUALITIES)[0]} {fragment(2)}"))
    ask("en", lambda: Question("en", chance.choice(english)))
    ask("code", lambda: Question("code", f"{chance.choice(LATIN)}{chance.choice('xktrs')}-{chance.randrange(1, 99)}"))
    ask("rare", lambda: Question("rare", chance.choice(rare)))
    ask("typo ko", lambda: _misspelt_korean(chance, [word for word in korean if len(word) > 2]))
    ask("typo en", lambda: _misspelt_english(chance, [word for word in english if len(word) > 5]))
    ask("filters", lambda: Question("filters", fragment(2), some_filters()))
    ask("deep", lambda: Question("deep", fragment(2), page=chance.randrange(90, 110)))
    ask(FACETED, lambda: Question(FACETED, fragment(2), facets=True))
    ask("browse", lambda: Question("browse", "", page=chance.randrange(1, 40), facets=True))
    return found


def _misspelt_korean(chance: random.Random, words: list[str]) -> Question:
    """One vowel or consonant of a word replaced by another of its kind."""
    word = chance.choice(words)
    letters = list(unicodedata.normalize("NFD", word))
    while True:
        place = chance.randrange(1, len(letters))
        first, last = (0x1100, 0x1112) if letters[place] < "\u1161" else (0x1161, 0x1175)
        changed = [*letters]
        changed[place] = chr(chance.randint(first, last))
        wrong = unicodedata.normalize("NFC", "".join(changed))
        if letters[place] < "\u11a8" and wrong != word and len(wrong) == len(word):
            return Question("typo ko", wrong, meant=word)


def _misspelt_english(chance: random.Random, words: list[str]) -> Question:
    """Two letters swapped, one dropped, or one replaced."""
    word = chance.choice(words)
    while True:
        place, how = chance.randrange(1, len(word) - 1), chance.randrange(3)
        if how == 0:
            wrong = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        elif how == 1:
            wrong = word[:place] + word[place + 1 :]
        else:
            wrong = word[:place] + chance.choice("abcdefghijklmnopqrstuvwxyz") + word[place + 1 :]
        if wrong != word and not any(wrong in other for _ko, other in THINGS):
            return Question("typo en", wrong, meant=word)
