"""HOW MUCH: what the ten basic qualifications and the short self-assessment come to. Source: domain 11.4."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Outcome = Literal["QUALIFIED", "CONDITIONAL", "NOT_QUALIFIED"]
TOP = 5  # 0 none, 1 verbal, 2 documented, 3 implemented, 4 measured with targets, 5 best practice
SELF_KEYS = ("policy", "owner", "permits", "energy", "waste", "safety", "labour", "ethics", "security", "chain")
NA_ITEMS = frozenset({"E-1", "E-8"})  # no permit needed; neither 3TG nor cobalt in the products
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Found:
    """One of the ten items: what the supplier answered, and what the reviewer found (None: not looked at yet)."""

    item: str
    answer: str
    passed: bool | None


def self_score(answers: Mapping[str, int]) -> Decimal:
    """The short self-assessment in points of 100: each of its questions weighs the same. Two decimals, half up.

    Source: domain 11.4 (short self-assessment), 11.5 (scale 0-5).

    >>> self_score(dict.fromkeys(SELF_KEYS, 2))
    Decimal('40.00')
    >>> self_score(dict.fromkeys(SELF_KEYS, 2) | {"owner": 1})
    Decimal('38.00')
    >>> self_score({})
    Decimal('0.00')
    """
    points = sum((Decimal(answers.get(key, 0)) for key in SELF_KEYS), Decimal(0))
    return (points * 100 / (TOP * len(SELF_KEYS))).quantize(CENT, ROUND_HALF_UP)


def entry_outcome(found: Mapping[str, bool], score: Decimal, *, floor: Decimal) -> Outcome:
    """What an entry comes to: one item that is not met and it is refused; all met, the self-assessment decides.

    ``found`` says of each of the ten items whether it is met; a score at the floor is enough.

    Source: domain 11.4.

    >>> met = dict.fromkeys(["E-1", "E-2"], True)
    >>> entry_outcome(met, Decimal("40.00"), floor=Decimal(40)), entry_outcome(met, Decimal("39.99"), floor=Decimal(40))
    ('QUALIFIED', 'CONDITIONAL')
    >>> entry_outcome(met | {"E-2": False}, Decimal(100), floor=Decimal(40))
    'NOT_QUALIFIED'
    """
    if not all(found.values()):
        return "NOT_QUALIFIED"
    return "QUALIFIED" if score >= floor else "CONDITIONAL"


def holds_until(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month where it is shorter.

    Source: domain 11.4 (validity; CAP 6 months).

    >>> holds_until(date(2026, 11, 26), 24), holds_until(date(2026, 8, 31), 6)
    (datetime.date(2028, 11, 26), datetime.date(2027, 2, 28))
    """
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def left_to_order(cap_won: Decimal, ordered_won: Decimal) -> Decimal:
    """What may still be ordered under a cap, in won; never below zero.

    Source: domain 11.4 (orders cap 100 m won while conditional).

    >>> left_to_order(Decimal(100_000_000), Decimal(30_000_000)), left_to_order(Decimal(1), Decimal(2))
    (Decimal('70000000'), Decimal('0'))
    """
    return max(cap_won - ordered_won, Decimal(0))
