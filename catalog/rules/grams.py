"""How text becomes searchable: neighbouring characters as whole numbers, for one GIN index over an int array.

A Korean fragment of two syllables has no trigram, so trigram indexes read everything; pairs find it exactly. A pair of
characters fits 32 bits (16 each), so no two pairs share a number. Of Latin letters and digits there are few pairs and
long words: three of them at a time are one number more. Numbers whose first half lies where no letter is
(surrogates, private use) stand for filters: they live in the same index, so text and filter are one index search.
Source: performance 2.4.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

LONGEST_QUERY = 100
MOST_TERMS = 10
LONGEST_TEXT = 1200
WORD = re.compile(r"[^\W_]+")
CLASS_MARKS = 0xD8000000  # + an 8-digit code: fits below 0xDE000000
OTHER_MARKS = 0xE0000000  # private use: kind * 65536 + value
KINDS = {"lead": 1, "size": 2, "origin": 3, "certified": 4, "eco": 5, "price": 6}
TRIPLES = 0xE0070000  # private use: + three small letters or digits of ASCII, 36 * 36 * 36 of them
TAG_MARKS = 0xE8000000  # private use: + the key of a tag (a maker, a certificate)
MOST_TAGS = 0x10FFFFFF


def normalise(text: str) -> str:
    """One form of writing: compatibility characters folded, small letters, words apart by single spaces.

    Source: performance 2.4.

    >>> normalise("ＤＲ－３２０  Ｐｕｍｐ㎜")
    'dr 320 pumpmm'
    """
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def squeezed(text: str) -> str:
    """Without separators: a model code is also found when typed without its dashes.

    Source: performance 2.4.

    >>> squeezed("6204-2RS / C3")
    '62042rsc3'
    """
    return normalise(text).replace(" ", "")


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number


def _unit(character: str) -> int:
    return ord(character) & 0xFFFF


@lru_cache(maxsize=200_000)
def _word_grams(word: str) -> frozenset[int]:
    """Pairs; threes of Latin letters and digits; every syllable alone; the first character of the word alone."""
    codes = [_unit(character) for character in word]
    found = {first << 16 | second for first, second in zip(codes, codes[1:], strict=False)}
    found.update(code for character, code in zip(word, codes, strict=True) if is_syllabic(character))
    found.add(codes[0])
    found.update(TRIPLES + int(run, 36) for _place, run in _triples(word))
    return frozenset(_signed(gram) for gram in found)


def _triples(word: str) -> list[tuple[int, str]]:
    """Every three neighbouring Latin letters or digits, and where they begin."""
    if len(word) < 3:
        return []
    threes = [(place, word[place : place + 3]) for place in range(len(word) - 2)]
    return threes if word.isascii() else [(place, three) for place, three in threes if three.isascii()]


def is_syllabic(character: str) -> bool:
    """Whether one character is already a word's worth: Korean syllables, Chinese characters, kana.

    Source: performance 2.4.

    >>> is_syllabic("관"), is_syllabic("m"), is_syllabic("鋼")
    (True, False, True)
    """
    return "\uac00" <= character <= "\ud7a3" or "\u3040" <= character <= "\u30ff" or "\u4e00" <= character <= "\u9fff"


def grams_of(text: str) -> set[int]:
    """All grams of a normalised text.

    Source: performance 2.4.

    >>> grams_of("원심펌프 bearing") >= term_grams("펌프") | term_grams("earin")
    True
    """
    return set().union(*map(_word_grams, set(text.split())))


@lru_cache(maxsize=200_000)
def _written(word: str) -> tuple[str, ...]:
    return tuple(map(str, sorted(_word_grams(word))))


def gram_array(text: str, marks: Iterable[int] = ()) -> str:
    """All grams of a normalised text and ``marks`` as the database writes an array, each once.

    The same text gives the same array. What costs is done once for a word. Source: performance 2.3 (build time).

    >>> gram_array("관 관", [-5])
    '{44288,-5}'
    >>> set(map(int, gram_array("원심펌프 cp").strip("{}").split(","))) == grams_of("원심펌프 cp")
    True
    """
    found = dict.fromkeys(chain.from_iterable(map(_written, text.split())))
    return f"{{{','.join([*found, *map(str, sorted(marks))])}}}"


def terms_of(query: str) -> list[str]:
    """The terms of a query, all of which must match: at most ten, the query cut at a hundred characters.

    Source: performance 2.4.

    >>> terms_of("  원심펌프   DR-320 원심펌프")
    ['원심펌프', 'dr', '320']
    """
    return list(dict.fromkeys(normalise(query[:LONGEST_QUERY]).split()))[:MOST_TERMS]


def term_grams(term: str) -> set[int]:
    """What a row must have to contain ``term``: its threes of Latin letters and digits, its other pairs, or the
    single character.

    Source: performance 2.4.

    >>> len(term_grams("펌프")), len(term_grams("관")), len(term_grams("bearing")), len(term_grams("vg46용"))
    (1, 1, 5, 3)
    """
    codes = [_unit(character) for character in term]
    if len(codes) == 1:
        return {_signed(codes[0])}
    threes = _triples(term)
    covered = {place + step for place, _three in threes for step in (0, 1)}
    pairs = enumerate(zip(codes, codes[1:], strict=False))
    found = {first << 16 | second for place, (first, second) in pairs if place not in covered}
    found.update(TRIPLES + int(three, 36) for _place, three in threes)
    return {_signed(gram) for gram in found}


def needs_recheck(term: str) -> bool:
    """Whether the numbers do not prove that ``term`` stands there in one piece: when they are several.

    Source: performance 2.4.

    >>> needs_recheck("펌프"), needs_recheck("원심펌프"), needs_recheck("320"), needs_recheck("bear")
    (False, True, False, True)
    """
    return len(term) > 2 and not (len(term) == 3 and term.isascii())


def class_marks(code: str) -> set[int]:
    """A mark for each level of an 8-digit class: a filter on any level is one number in the index.

    Source: CAT-10, performance 2.4.

    >>> class_mark("40150000") in class_marks("40151503")
    True
    """
    return {class_mark(code[:size].ljust(8, "0")) for size in (2, 4, 6, 8)}


def class_mark(code: str) -> int:
    """The mark of one class.

    Source: performance 2.4.

    >>> class_mark("40151503") == class_mark("40151504")
    False
    """
    return _signed(CLASS_MARKS + int(code))


def mark(kind: str, value: str | int) -> int:
    """The mark of another filter; ``value`` is a small number or up to two ASCII characters (a country).

    Source: performance 2.4.

    >>> mark("origin", "KR") == mark("origin", "DE"), mark("lead", 2) == mark("size", 2)
    (False, False)
    """
    number = value if isinstance(value, int) else int.from_bytes(value[:2].encode("ascii", "replace"), "big")
    return _signed(OTHER_MARKS + KINDS[kind] * 65536 + number % 65536)


def class_code_of(number: int) -> str:
    """The class of a class mark.

    Source: performance 2.4.

    >>> class_code_of(class_mark("40151503"))
    '40151503'
    """
    return f"{number % (1 << 32) - CLASS_MARKS:08}"


def origin_of(number: int) -> str:
    """The country of an origin mark.

    Source: performance 2.4.

    >>> origin_of(mark("origin", "KR"))
    'KR'
    """
    return (number & 0xFFFF).to_bytes(2, "big").decode("ascii", "replace")


def tag_mark(key: int) -> int:
    """The mark of a tag by its key.

    Source: performance 2.4.

    >>> tag_mark(1) == tag_mark(2), tag_mark(1) == mark("origin", "KR")
    (False, False)
    """
    if not 0 < key <= MOST_TAGS:
        raise ValueError(f"no mark for tag {key}")
    return _signed(TAG_MARKS + key)


@lru_cache(maxsize=50_000)
def told_often(text: str) -> str:
    """``normalise`` for words that come again and again: makers, classes, suppliers.

    Source: performance 2.3 (build time).

    >>> told_often("Han-Bit")
    'han bit'
    """
    return normalise(text)


def search_text(names: Iterable[str], codes: Iterable[str], *, rest: Iterable[str] = ()) -> str:
    """What is searched of one product, all of it normalised: the words of ``names``, two spaces, the ``rest``, then
    ``codes`` also without separators; of what is too long the rest is cut. Words are corrected by those before the two
    spaces.

    Source: performance 2.4.

    >>> search_text(["원심펌프", "centrifugal pump"], ["dr 320"])
    '원심펌프 centrifugal pump  dr 320 dr320'
    >>> search_text(["원심펌프"], [], rest=["good"])
    '원심펌프  good'
    """
    codes = [code for code in codes if code]
    head = " ".join(filter(None, names))[:LONGEST_TEXT]
    room = LONGEST_TEXT - len(head) - sum(len(code) + 1 for code in codes)
    words = " ".join(filter(None, [" ".join(filter(None, rest))[: max(room, 0)].rstrip(), *codes]))
    padded = f" {head} {words} "
    tails = [code.replace(" ", "") for code in codes if " " in code]
    tails = [tail for tail in tails if f" {tail} " not in padded]
    return f"{head}  {' '.join(filter(None, [words, *tails]))}".strip()
