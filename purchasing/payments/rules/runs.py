"""HOW MUCH: what a run holds back, how many people look at it, and the digest of what it pays to whom."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from purchasing.payments.states.bank import HoldReason

WAITING = timedelta(hours=72)  # of a changed account, before money goes to it
TWO_CHECKS_ABOVE = {"KRW": Decimal(100_000_000), "USD": Decimal(70_000)}  # about as much in the other currency
ACCOUNT_FAULTS = frozenset({"AC01", "AC04", "AC06", "AC13", "AC14", "BE05", "RC01"})  # of the account, not of the day


@dataclass(frozen=True, slots=True)
class Payee:
    """What is known of where the money would go, when it is planned and again when it is sent."""

    has_account: bool
    confirmed_at: datetime | None = None  # of the account in use
    change_confirmed_at: datetime | None = None  # of a change in its waiting time
    refused_code: str = ""  # what the bank last said of this account
    business: str = "ACTIVE"  # what the tax office says
    is_active: bool = True


def hold_reason(payee: Payee, *, now: datetime, invoice_held: bool = False) -> HoldReason | None:
    """Why a payment waits, or None. An invoice that is held comes first: its reason is the one to act on.

    An account is held for 72 hours after its change was confirmed, also while the old one is still in use.

    Source: domain CAT-06, 4.7, 17 (closed business: by hand); security 7.6, T21.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 26, 12, tzinfo=UTC)
    >>> hold_reason(Payee(True, confirmed_at=noon - timedelta(hours=71)), now=noon).value
    'account_changed'
    >>> hold_reason(Payee(True, confirmed_at=noon - timedelta(hours=72)), now=noon) is None
    True
    >>> hold_reason(Payee(False), now=noon).value, hold_reason(Payee(True, business="CLOSED"), now=noon).value
    ('no_account', 'company_closed')
    """
    if invoice_held:
        return HoldReason.INVOICE_HELD
    if payee.business in ("CLOSED", "SUSPENDED") or not payee.is_active:
        return HoldReason.COMPANY_CLOSED
    if payee.change_confirmed_at is not None:
        return HoldReason.ACCOUNT_CHANGED
    if not payee.has_account:
        return HoldReason.NO_ACCOUNT
    if payee.confirmed_at is not None and now < payee.confirmed_at + WAITING:
        return HoldReason.ACCOUNT_CHANGED
    if payee.refused_code in ACCOUNT_FAULTS:
        return HoldReason.ACCOUNT_REFUSED
    return None


def checks_needed(total: Decimal, currency: str) -> int:
    """How many people check a run before it is released, besides who made it: two above 100 million won.

    Source: domain 4.7 (batch life cycle).

    >>> checks_needed(Decimal(100_000_000), "KRW"), checks_needed(Decimal(100_000_001), "KRW")
    (1, 2)
    """
    return 2 if total > TWO_CHECKS_ABOVE[currency] else 1


@dataclass(frozen=True, slots=True)
class Planned:
    """One payment as it is checked."""

    end_to_end: str
    amount: Decimal
    currency: str
    bank_code: str
    number: str
    owner: str


def digest(payments: Iterable[Planned]) -> str:
    """The SHA-256 of what is paid to whom and where, in whatever order: who checks it, checks these bytes.

    Source: security 7.6.

    >>> a = Planned("OBL-2026-000001", Decimal("10.50"), "USD", "CITIUS33", "123", "Alpha")
    >>> b = Planned("OBL-2026-000002", Decimal(7), "USD", "CITIUS33", "456", "Beta")
    >>> digest([a, b]) == digest([b, a]), digest([a]) == digest([b]), len(digest([]))
    (True, False, 64)
    """
    lines = sorted(
        "|".join((p.end_to_end, p.currency, f"{p.amount:.2f}", p.bank_code, p.number, p.owner)) for p in payments
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def reference(number: str, *, suffix: str = "", attempt: int = 1) -> str:
    """The end-to-end reference of a payment: what it pays, and which try it is.

    Source: domain 4.7 (EndToEndId, at most 35 characters).

    >>> reference("OBL-2026-000001"), reference("RCV-2026-000009", suffix="B", attempt=2)
    ('OBL-2026-000001', 'RCV-2026-000009-2-B')
    """
    parts = [number, str(attempt) if attempt > 1 else "", suffix]
    return "-".join(part for part in parts if part)[:35]
