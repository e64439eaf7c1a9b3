"""HOW MUCH of tasks before the money: how alike two ideas are, what a clock that stood owes, whose votes carry."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

ALIKE = Decimal("0.45")  # from here on two mechanisms are shown as similar
SAME_ITEM = Decimal("0.6")  # from here on two names mean one item
TOLD_BY_TENDER = Decimal("0.33")  # so much of the mechanism in the words of a tender: it carries the idea
RETENTION_YEARS = 7  # of technical data: domain CNV-12


@dataclass(frozen=True, slots=True)
class Idea:
    """What similar ideas are found by."""

    class_code: str
    item: str
    mechanism: str


def _pairs(text: str) -> set[str]:
    plain = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold())
    return {word[at : at + 2] for word in plain.split() for at in range(max(1, len(word) - 1))}


def likeness(one: str, other: str) -> Decimal:
    """How much two texts share, from 0 to 1: Dice's measure over pairs of letters, which also suits Korean endings.

    Source: domain 6.3, duplicates search; measure of our own choice.

    >>> likeness("랜스 노즐 수명 연장", "랜스노즐의 수명을 연장")
    Decimal('0.7273')
    >>> likeness("lance", "bearing"), likeness("", "lance")
    (Decimal('0.0000'), Decimal('0.0000'))
    """
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return Decimal("0.0000")
    share = Decimal(2 * len(first & second)) / Decimal(len(first) + len(second))
    return share.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def is_same_item(one: Idea, other: Idea) -> bool:
    """Whether two ideas are about one thing: its class, or nearly the same name of the item.

    Source: domain 6.3 (same part).

    >>> is_same_item(Idea("23151600", "", ""), Idea("23151600", "", ""))
    True
    >>> is_same_item(Idea("", "lance", ""), Idea("", "", ""))
    False
    """
    if one.class_code and one.class_code == other.class_code:
        return True
    return bool(one.item and other.item) and likeness(one.item, other.item) >= SAME_ITEM


def is_similar(one: Idea, other: Idea) -> bool:
    """Whether an idea repeats another: the same thing, and nearly the same mechanism.

    Source: domain 6.3 (same part + same mechanism).

    >>> idea = Idea("23151600", "lance", "ceramic coating lengthens the life of the lance")
    >>> is_similar(idea, Idea("23151600", "lance", "a ceramic coating makes the life of lances longer"))
    True
    >>> is_similar(idea, Idea("40161500", "filter", "ceramic coating lengthens the life of the lance"))
    False
    """
    return is_same_item(one, other) and likeness(one.mechanism, other.mechanism) >= ALIKE


def stops_tender(idea: Idea, *, class_codes: Collection[str], words: str) -> bool:
    """Whether a tender would carry a supplier's idea: one of its classes, and a third of its mechanism in the words.

    An idea that was proposed without a class is known by its item: half of the item's name in the words.
    The name of the item alone is no idea: what is bought today may be tendered as before.

    Source: domain 6.4, abuse (copying a supplier's idea into a public tender); measure of our own choice.

    >>> idea = Idea("23151600", "산소 랜스", "랜스에 세라믹 코팅을 입혀 열충격을 줄인다")
    >>> stops_tender(idea, class_codes=["23151600"], words="세라믹 코팅 산소 랜스, 열충격 저항")
    True
    >>> stops_tender(idea, class_codes=["23151600"], words="산소 랜스 정기 구매")
    False
    >>> stops_tender(idea, class_codes=["40161500"], words="세라믹 코팅 산소 랜스, 열충격 저항")
    False
    >>> bare = Idea("", idea.item, idea.mechanism)
    >>> stops_tender(bare, class_codes=["40161500"], words="세라믹 코팅 산소 랜스, 열충격 저항")
    True
    >>> stops_tender(bare, class_codes=["40161500"], words="세라믹 코팅 밸브, 열충격 저항")
    False
    """
    if idea.class_code:
        if idea.class_code not in class_codes:
            return False
    else:
        named = _pairs(idea.item)
        if not named or len(named & _pairs(words)) * 2 < len(named):
            return False
    own = _pairs(idea.mechanism) - _pairs(idea.item)
    return bool(own) and Decimal(len(own & _pairs(words))) >= TOLD_BY_TENDER * len(own)


def moved_by(day: date | None, days: int) -> date | None:
    """A day that is due later by the time a clock stood.

    Source: domain 6.3 (DISPUTED); CNV-05.

    >>> moved_by(date(2026, 11, 26), 10), moved_by(None, 10)
    (datetime.date(2026, 12, 6), None)
    """
    return None if day is None else day + timedelta(days=days)


def is_carried(votes: Iterable[bool]) -> bool:
    """Whether more than half of the votes are in favour; a tie does not carry.

    Source: domain 6.3 (committee), own choice of the majority.

    >>> is_carried([True, True, False]), is_carried([True, False]), is_carried([])
    (True, False, False)
    """
    cast = list(votes)
    return sum(cast) * 2 > len(cast)


def months_after(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the last of a shorter month.

    Source: domain CNV-05.

    >>> months_after(date(2026, 8, 31), 6), months_after(date(2024, 2, 29), -12)
    (datetime.date(2027, 2, 28), datetime.date(2023, 2, 28))
    """
    place = day.year * 12 + day.month - 1 + months
    first = date(place // 12, place % 12 + 1, 1)
    following = date((place + 1) // 12, (place + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


def kept_until(returned: date) -> date:
    """How long the record of technical data is kept.

    Source: domain BS-06, CNV-12.

    >>> kept_until(date(2026, 11, 26))
    datetime.date(2033, 11, 26)
    """
    return months_after(returned, 12 * RETENTION_YEARS)
