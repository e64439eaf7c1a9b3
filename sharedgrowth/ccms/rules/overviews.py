"""HOW MUCH: is an overview complete, what is its fingerprint, what differs from the version before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

TEXTS = ("purpose", "principles", "dos", "donts", "activities", "references")  # what the author writes
LISTED = ("principles", "dos", "donts", "activities", "references")  # one line, one entry
NEEDED = ("purpose", "principles", "dos", "donts", "activities")
SHORTEST = {"purpose": 80}
LEAST = {"principles": 3, "dos": 3, "donts": 2, "activities": 2}


def lines_of(text: str) -> list[str]:
    """The entries of a list that is written one a line.

    Source: domain 14, Overview.sections.

    >>> lines_of("one\\n\\n  two ")
    ['one', 'two']
    """
    return [line.strip() for line in text.splitlines() if line.strip()]


def missing_parts(texts: Mapping[str, str], programmes: Sequence[str]) -> list[tuple[str, int, int]]:
    """What keeps an overview from being handed on: (field, how much there is, how much there must be).

    Characters for the purpose, entries for lists; ``programmes`` at least one, for every module is practised somewhere.

    Source: domain 14, Overview.sections; [CFG ccms.complete] of this portal.

    >>> missing_parts({"purpose": "x" * 80, "principles": "a\\nb\\nc", "dos": "a\\nb\\nc", "donts": "a\\nb",
    ...     "activities": "a"}, ["catalog"])
    [('activities', 1, 2)]
    """
    faults = []
    for name in NEEDED:
        text = texts.get(name, "")
        has = len(text.strip()) if name in SHORTEST else len(lines_of(text))
        least = SHORTEST.get(name, LEAST.get(name, 0))
        if has < least:
            faults.append((name, has, least))
    if not programmes:
        faults.append(("programmes", 0, 1))
    return faults


def document_of(facts: Mapping[str, Any]) -> str:
    """An overview in one agreed form: what is approved, byte for byte.

    Source: domain 14 (edited after approval: hash); CNV-08.

    >>> document_of({"b": "나", "a": ["x"]})
    '{"a":["x"],"b":"나"}'
    """
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(document: str) -> str:
    """The fingerprint of a document, in hexadecimal.

    Source: domain CNV-08.

    >>> sha256_of("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(document.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """One piece of a part: "same", "out" (only in the older) or "in" (only in the newer)."""

    kind: str
    text: str


def changes_between(older: str, newer: str) -> list[Change]:
    """What one part lost and gained, line by line; unchanged lines are kept for the reader's orientation.

    Source: domain 14 (change log).

    >>> [(each.kind, each.text) for each in changes_between("a\\nb", "a\\nc")]
    [('same', 'a'), ('out', 'b'), ('in', 'c')]
    """
    before, after = lines_of(older), lines_of(newer)
    found: list[Change] = []
    for what, from_, to, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Change("same", line) for line in before[from_:to]]
        else:
            found += [Change("out", line) for line in before[from_:to]]
            found += [Change("in", line) for line in after[start:end]]
    return found


def change_count(changes: Sequence[Change]) -> tuple[int, int]:
    """How many entries came and how many went.

    Source: domain 14 (change log).

    >>> change_count(changes_between("a\\nb", "a\\nc\\nd"))
    (2, 1)
    """
    return sum(each.kind == "in" for each in changes), sum(each.kind == "out" for each in changes)


def is_complete(published: int, modules: int) -> bool:
    """Whether the collection of a language has all its modules.

    Source: domain 14 (completeness badge 13/13).

    >>> is_complete(13, 13), is_complete(12, 13)
    (True, False)
    """
    return modules > 0 and published >= modules
