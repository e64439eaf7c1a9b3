"""HOW MUCH: what the ten basic qualifications and the short self-assessment come to. Source: domain 11.4."""

import re
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
RESIDENT_NUMBER = re.compile(r"\d{6}-?[0-9]\d{6}")  # of a person: never kept
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,39}")


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


def read_owners(text: str) -> dict[str, Decimal] | None:
    """Beneficial owners, one on a line: an identifier and the share in percent; None where it cannot be read.

    Shares are of one, at most one in all. A resident number is no identifier.

    Source: domain 11.4 (E-9), BID-04.

    >>> read_owners("124-81-00998 62.5\\nP-7 30 %")
    {'124-81-00998': Decimal('0.625'), 'P-7': Decimal('0.3')}
    >>> read_owners("900101-1234567 100"), read_owners("P-7 60\\nP-8 50"), read_owners("P-7")
    (None, None, None)
    """
    found: dict[str, Decimal] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        who, _space, share = line.removesuffix("%").strip().rpartition(" ")
        who = who.strip().rstrip(":")
        if not is_identifier(who) or who in found or not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", share):
            return None
        amount = Decimal(share) / 100
        if not 0 < amount <= 1:
            return None
        found[who] = amount.normalize()
    return found if found and sum(found.values()) <= 1 else None


def is_identifier(text: str) -> bool:
    """Whether it can stand for a person or a company without being a resident number.

    Source: domain 11.4 (E-9).

    >>> is_identifier("P-7A"), is_identifier("900101-1234567"), is_identifier("김하늘")
    (True, False, False)
    """
    return bool(IDENTIFIER.fullmatch(text)) and not RESIDENT_NUMBER.search(text)


def owners_fact(owners: Mapping[str, Decimal]) -> str:
    """As the dated fact says it, for others to read.

    Source: domain BID-04.

    >>> owners_fact({"P-1": Decimal("0.35"), "P-2": Decimal("0.65")})
    'P-1:0.35 P-2:0.65'
    """
    return " ".join(f"{who}:{share:f}" for who, share in owners.items())
