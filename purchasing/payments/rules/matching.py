"""HOW MUCH: whether a line of the bank is the payment that was ordered, and what follows from it."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from purchasing.payments.rules.bank_messages import BankLine
from purchasing.payments.states.bank import MessageKind, Mismatch, Outcome, PayRole
from purchasing.payments.states.runs import InstructionState

REFUND = re.compile(r"\bADV-\d{4}-\d{6,}\b")
UNDER_WAY = frozenset(
    {"RCVD", "PDNG", "ACTC", "ACCP", "ACSP", "ACSC", "ACCC", "ACWC", "ACWP", "ACFC", "PART", "PATC", "PRES"}
)
REJECTED = frozenset({"RJCT", "CANC"})


@dataclass(frozen=True, slots=True)
class Ordered:
    """A payment as it was sent, and what the bank has told of it so far."""

    state: str
    amount: Decimal
    currency: str
    role: str = PayRole.CASH
    noticed_as: str | None = None  # the bank's reference in an earlier notification; None: there was none
    on_statement: bool = False
    credited: bool = False  # told of the other end: the trustee's own account
    days: tuple[date, date] = (date.min, date.max)  # between which the bank can have booked it


def refund_named(line: BankLine) -> str:
    """The number of the advance that a booked line pays back, as its payer wrote it into the reference or text, or "".

    Source: domain 4.7 (match on reference and amount), PAY-08.

    >>> refund_named(BankLine("", side="CRDT", status="BOOK", text="refund ADV-2026-000012 Hanbit"))
    'ADV-2026-000012'
    >>> refund_named(BankLine("ADV-2026-000012", side="DBIT", status="BOOK"))
    ''
    """
    if line.side != "CRDT" or line.status != "BOOK":
        return ""
    found = REFUND.search(line.end_to_end) or REFUND.search(line.text)
    return found.group() if found else ""


def verdict(kind: MessageKind, line: BankLine, ordered: Ordered | None) -> Outcome | Mismatch:
    """What a line means for the payment of its reference (None: there is none).

    Source: domain 4.7 (match on EndToEndId and amount); bad input: unknown, doubled or altered lines.

    >>> sent = Ordered("posted", Decimal(100), "KRW")
    >>> line = BankLine("E1", side="DBIT", currency="KRW", amount=Decimal(100), status="BOOK")
    >>> verdict(MessageKind.NOTICE, line, sent).value, verdict(MessageKind.NOTICE, line, None).value
    ('paid', 'unknown')
    >>> verdict(MessageKind.NOTICE, line, Ordered("posted", Decimal(99), "KRW")).value
    'amount'
    >>> from dataclasses import replace
    >>> between = (date(2026, 11, 26), date(2026, 11, 27))
    >>> verdict(MessageKind.NOTICE, replace(line, booked_on=date(2126, 11, 26)), replace(sent, days=between)).value
    'day'
    >>> verdict(MessageKind.STATEMENT, line, Ordered("paid", Decimal(100), "KRW", on_statement=True)).value
    'doubled'
    """
    if ordered is None:
        return Mismatch.UNKNOWN
    if line.currency != ordered.currency and (line.currency or kind != MessageKind.STATUS):
        return Mismatch.CURRENCY
    if line.amount is not None and line.amount != ordered.amount:
        return Mismatch.AMOUNT
    return _status(line, ordered) if kind == MessageKind.STATUS else _booking(kind, line, ordered)


def _status(line: BankLine, ordered: Ordered) -> Outcome | Mismatch:
    if line.status in REJECTED:
        if ordered.state == InstructionState.POSTED:
            return Outcome.REJECTED
        return Outcome.REPEATED if ordered.state == InstructionState.REJECTED else Mismatch.STATE
    if line.status not in UNDER_WAY:
        return Mismatch.STATUS
    if ordered.state in (InstructionState.POSTED, InstructionState.PAID):
        return Outcome.NOTED
    return Mismatch.STATE


def _booking(kind: MessageKind, line: BankLine, ordered: Ordered) -> Outcome | Mismatch:
    if line.status not in ("", "BOOK"):
        return Outcome.NOTED  # pending: it is told again when it is booked
    if line.booked_on is not None and not ordered.days[0] <= line.booked_on <= ordered.days[1]:
        return Mismatch.DAY  # interest runs up to this day: a wrong one is never taken
    if line.side != "DBIT":
        is_other_end = ordered.role == PayRole.FUND and ordered.credited and not line.code
        return Outcome.NOTED if is_other_end else Mismatch.DIRECTION
    if ordered.state == InstructionState.POSTED:
        return Outcome.PAID
    if ordered.state != InstructionState.PAID:
        return Mismatch.STATE
    if kind == MessageKind.STATEMENT:
        return Mismatch.DOUBLED if ordered.on_statement else Outcome.STATED
    if ordered.noticed_as is None or (line.bank_ref and line.bank_ref == ordered.noticed_as):
        return Outcome.REPEATED
    return Mismatch.DOUBLED
