"""How results are ordered, and why one stands where it stands: relevance, never money. Source: domain 1.9."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.rules.listing import daily_seed
from catalog.rules.synonyms import Meaning

BASE, WHOLE, PART, PHRASE = 1, 3, 2, 1  # points: found at all, word of the name, part of the name, words side by side
BONUS = Decimal("0.1")  # for a certified supplier, and for a new product


@dataclass(frozen=True, slots=True)
class Why:
    """The parts of a score: ``score = text * (1 + certified + fresh)``."""

    score: Decimal
    text: Decimal
    terms: list[tuple[str, Decimal]]
    certified: Decimal
    fresh: Decimal


def points(title: str, phrase: str) -> int:
    """How well one way of saying it fits a normalised name (between spaces): a word of it, a part of it, or neither.

    Source: domain 1.9 (text score).

    >>> points(" 원심펌프 cp 200 ", "원심펌프"), points(" 원심펌프 cp 200 ", "펌프"), points(" 원심펌프 ", "밸브")
    (3, 2, 0)
    """
    if f" {phrase} " in title:
        return WHOLE
    return PART if phrase in title else 0


def phrase_of(meanings: Sequence[Meaning]) -> str:
    """The whole query as typed, when it has more than one part: side by side in a name it counts more.

    Source: domain 1.9.

    >>> phrase_of([Meaning("cp", [["cp"]]), Meaning("200", [["200"]])]), phrase_of([Meaning("cp", [["cp"]])])
    ('cp 200', '')
    """
    return " ".join(meaning.said for meaning in meanings) if len(meanings) > 1 else ""


def why(title: str, meanings: Sequence[Meaning], *, certified: bool, fresh: bool) -> Why:
    """The score of a product for a query, in its parts; the same figures by which the rows are ordered.

    Source: domain 1.9 (text score times 1 + 0.1 certified + 0.1 fresh).

    >>> found = why(" 원심펌프 cp 200 ", [Meaning("펌프", [["펌프"]])], certified=True, fresh=True)
    >>> found.score, found.text, found.terms
    (Decimal('3.6'), Decimal('3'), [('펌프', Decimal('2'))])
    """
    terms = [(meaning.said, Decimal(max(points(title, " ".join(way)) for way in meaning.ways))) for meaning in meanings]
    if (phrase := phrase_of(meanings)) and phrase in title:
        terms.append((phrase, Decimal(PHRASE)))
    text = BASE + sum((gained for _term, gained in terms), Decimal(0))
    more = BONUS if certified else Decimal(0), BONUS if fresh else Decimal(0)
    return Why(text * (1 + sum(more)), text, terms, *more)


def shuffle_mask(today: date) -> int:
    """The number that, against each product's own, shuffles equals for one day: nobody is first for ever.

    Source: domain 1.9 (tie-break by a stable random seed per day).

    >>> days = [date(2026, 11, 24), date(2026, 11, 25)]
    >>> len({shuffle_mask(day) for day in days}), all(0 <= shuffle_mask(day) < 2**31 for day in days)
    (2, True)
    """
    digest = hashlib.blake2b(str(daily_seed(today)).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1


def apart(rows: Sequence[tuple[int, int, str]], most: int) -> list[int]:
    """Of products with their supplier and class: the first of each supplier and class, then the others, in their order.

    One long list of one supplier fills no page of what is new. Source: domain 1.9 (nobody is first for ever).

    >>> apart([(9, 1, "A"), (8, 1, "A"), (7, 1, "B"), (6, 2, "A"), (5, 3, "C")], 4)
    [9, 5, 7, 6]
    """
    chosen: list[tuple[int, int, str]] = []
    for least in (2, 1, 0):  # another supplier and another class, then one of both, then whatever is new
        for row in rows:
            differs = all(row[1] != other[1] for other in chosen) + all(row[2] != other[2] for other in chosen)
            if len(chosen) < most and row not in chosen and differs >= least:
                chosen.append(row)
    return [product for product, _supplier, _code in chosen]
