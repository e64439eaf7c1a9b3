"""Words that mean the same: how a line of them is read, and which other words a query's terms stand for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.rules.grams import normalise

MOST_WORDS = 10
LONGEST_PHRASE = 4  # words of one synonym
TIMES = re.compile(r"(?<=\d)x(?=\d)")  # typed for the sign of multiplication, at which the index parts words


@dataclass(frozen=True, slots=True)
class Meaning:
    """Part of a query and all that it stands for; each way of saying it is a list of terms that must all match.

    A term of several words matches where they stand together.
    """

    said: str
    ways: list[list[str]]


def words_of(line: str) -> list[str]:
    """The words of a line, normalised, each once, empty ones left out.

    Source: issue 3 item 5 (synonyms kept in the administration).

    >>> words_of("방청유, Rust-preventive  oil;방청유 , ")
    ['방청유', 'rust preventive oil']
    """
    return [word for word in dict.fromkeys(normalise(part) for part in line.replace(";", ",").split(",")) if word]


def dictionary(groups: Iterable[tuple[Sequence[str], bool]]) -> dict[str, list[str]]:
    """Word → other words, from groups of words and whether a group is one way (first word finds the others only).

    Source: issue 3 item 5.

    >>> dictionary([(["방청유", "rust preventive oil"], False), (["체결류", "볼트"], True)])
    {'방청유': ['rust preventive oil'], 'rust preventive oil': ['방청유'], '체결류': ['볼트']}
    """
    found: dict[str, list[str]] = {}
    for words, one_way in groups:
        for word in words[:1] if one_way else words:
            known = found.setdefault(word, [])
            known += [other for other in words if other != word and other not in known]
    return found


def phrases_of(terms: Sequence[str]) -> list[str]:
    """Every run of neighbouring terms that may be a synonym: what to look up.

    Source: issue 3 item 5.

    >>> phrases_of(["rust", "preventive", "oil"])
    ['rust', 'rust preventive', 'rust preventive oil', 'preventive', 'preventive oil', 'oil']
    """
    return [
        " ".join(terms[begin:end])
        for begin in range(len(terms))
        for end in range(begin + 1, min(begin + LONGEST_PHRASE, len(terms)) + 1)
    ]


def meanings(terms: Sequence[str], others: dict[str, list[str]]) -> list[Meaning]:
    """The query in parts: the longest known phrase first, each with all its ways of being said; a size also apart.

    Source: issue 3 item 5.

    >>> said = meanings(["rust", "preventive", "oil", "20l"], {"rust preventive oil": ["방청유"]})
    >>> [(part.said, part.ways) for part in said]
    [('rust preventive oil', [['rust', 'preventive', 'oil'], ['방청유']]), ('20l', [['20l']])]
    >>> meanings(["m24x90"], {})[0].ways
    [['m24x90'], ['m24 90']]
    """
    found, begin = [], 0
    while begin < len(terms):
        sizes = range(min(LONGEST_PHRASE, len(terms) - begin), 0, -1)
        size = next((n for n in sizes if " ".join(terms[begin : begin + n]) in others), 1)
        said = " ".join(terms[begin : begin + size])
        ways = [list(terms[begin : begin + size]), *(other.split() for other in others.get(said, [])[:MOST_WORDS])]
        if size == 1 and TIMES.search(said):
            ways.append([TIMES.sub(" ", said)])
        found.append(Meaning(said, ways))
        begin += size
    return found
