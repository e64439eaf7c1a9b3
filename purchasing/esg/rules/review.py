"""HOW MUCH: which items are asked, which get a second reviewer, who is audited on site."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from purchasing.esg.rules.scoring import CRITICAL_LOW

TIE_MONTHS = 12  # who helped a company as a consultant does not score it for so long. Source: domain SOD-11


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as far as branching goes: asked only if the question ``depends_on`` is answered at least so."""

    code: str
    depends_on: str = ""
    depends_from: int = 1


def asked(questions: Iterable[Asked], own_scores: Mapping[str, int | None]) -> frozenset[str]:
    """The codes of the questions that are asked, given what the company answered (code to own score).

    A question below one that is not asked, does not apply, or is answered lower, is not asked.

    Source: domain 11.2 (applies_if).

    >>> rows = [Asked("E1"), Asked("E2", "E1", 2), Asked("E3", "E2", 1)]
    >>> sorted(asked(rows, {"E1": 3, "E2": 1})), sorted(asked(rows, {"E1": 1, "E2": 1}))
    (['E1', 'E2', 'E3'], ['E1'])
    """
    by_code = {question.code: question for question in questions}

    def is_asked(code: str, seen: frozenset[str]) -> bool:
        question = by_code.get(code)
        if question is None or code in seen:
            return False
        if not question.depends_on:
            return True
        given = own_scores.get(question.depends_on)
        return given is not None and given >= question.depends_from and is_asked(question.depends_on, seen | {code})

    return frozenset(code for code in by_code if is_asked(code, frozenset()))


def needs_second(own: int | None, given: int | None, *, gap: int, critical: bool, was_left_out: bool = False) -> bool:
    """Whether a second reviewer scores this item blind: the two are ``gap`` points apart, or a critical item is low.

    ``own``: what the company gives itself; ``given``: what the first reviewer gives, None if it does not apply.
    ``was_left_out``: the company says that it does not apply; then there is no gap.

    Source: domain 11.5 (blind second review on disagreement), security T44.

    >>> needs_second(4, 2, gap=2, critical=False), needs_second(4, 3, gap=2, critical=False)
    (True, False)
    >>> needs_second(1, 1, gap=2, critical=True), needs_second(None, None, gap=2, critical=True, was_left_out=True)
    (True, False)
    """
    if given is None:
        return False
    if critical and given <= CRITICAL_LOW:
        return True
    return own is not None and not was_left_out and abs(own - given) >= gap


def needs_remark(own: int | None, given: int | None, *, was_left_out: bool) -> bool:
    """Whether the reviewer owes the company a reason: less than it gave itself, or an item that it left out counts.

    Source: domain 11.5 (explanation per item).

    >>> needs_remark(4, 3, was_left_out=False), needs_remark(3, 4, was_left_out=False)
    (True, False)
    >>> needs_remark(None, 2, was_left_out=True), needs_remark(None, None, was_left_out=True)
    (True, False)
    """
    if was_left_out:
        return given is not None
    return given is None or (own is not None and given < own)


def one_lower(own: int) -> int:
    """What is proposed for an item while a breach that speaks against it is open: one step of the scale less.

    Source: domain 17 (PAY-20, late cases: item G4).

    >>> one_lower(4), one_lower(0)
    (3, 0)
    """
    return max(own - 1, 0)


def drawn(candidates: Collection[str], *, seed: str, share: Decimal) -> list[str]:
    """Which of the candidates are audited on site: ``share`` of them, rounded up, in the order of a seeded hash.

    Whoever has the seed and the list draws the same, in whatever order the list comes.

    Source: domain 11.5 (10 % of A to C).

    >>> numbers = [f"ESG-2026-{n:06d}" for n in range(1, 12)]
    >>> found = drawn(numbers, seed="a", share=Decimal("0.1"))
    >>> len(found), found == drawn(numbers[::-1], seed="a", share=Decimal("0.1"))
    (2, True)
    """
    ordered = sorted(set(candidates), key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())
    count = int((share * len(ordered)).quantize(Decimal(1), ROUND_CEILING))
    return sorted(ordered[:count])


def lost_trust(own_total: Decimal | None, audited_total: Decimal | None, *, gap: Decimal) -> bool:
    """Whether an audit found more than ``gap`` points less than the company gave itself.

    Source: domain 11.5.

    >>> lost_trust(Decimal("82.00"), Decimal("71.99"), gap=Decimal(10))
    True
    >>> lost_trust(Decimal("82.00"), Decimal("72.00"), gap=Decimal(10))
    False
    """
    return own_total is not None and audited_total is not None and own_total - audited_total > gap


def audited_again(earlier: Sequence[tuple[str, bool]], *, cycles: int) -> bool:
    """Whether a company that lost trust is audited this time. ``earlier``: its cycles (band, lost trust), newest first.

    Source: domain 11.5 (the next two cycles).

    >>> audited_again([("B", False), ("C", True)], cycles=2)
    True
    >>> audited_again([("B", False), ("B", False), ("C", True)], cycles=2)
    False
    """
    return any(lost for _band, lost in earlier[:cycles])


def tie_holds(last_on: date | None, *, on: date) -> bool:
    """Whether a tie to a company still keeps a reviewer away: for twelve months after its last day; None: it lasts.

    Source: domain SOD-11.

    >>> tie_holds(date(2025, 11, 26), on=date(2026, 11, 26)), tie_holds(date(2025, 11, 25), on=date(2026, 11, 26))
    (True, False)
    """
    if last_on is None:
        return True
    months = (on.year - last_on.year) * 12 + on.month - last_on.month
    return months < TIE_MONTHS or (months == TIE_MONTHS and on.day <= last_on.day)
