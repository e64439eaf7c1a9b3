"""DO: read what the bank says, each message once and whole; what does not fit goes to people. Source: domain 4.7."""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import today
from portal.display import day_text
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding.services.checks import once_at_a_time
from purchasing.payments.models import (
    AdvanceRefund,
    BankEntry,
    BankFile,
    BankMessage,
    Instruction,
    UnmatchedEntry,
)
from purchasing.payments.policies import runs as policies
from purchasing.payments.queries.bank import first_booking_day, last_booking_day
from purchasing.payments.rules.bank_messages import BankLine, Message, read_message
from purchasing.payments.rules.bank_xml import NotReadable
from purchasing.payments.rules.matching import Ordered, verdict
from purchasing.payments.rules.pain import spoken
from purchasing.payments.services import refunds
from purchasing.payments.services.confirming import Told, confirm, locked, reject, state_runs
from purchasing.payments.states import InstructionState, MessageKind, Mismatch, Outcome, PayRole

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Reading:
    """What a message turns into, before it is written."""

    paid: dict[int, Told] = field(default_factory=dict)
    rejected: dict[int, Told] = field(default_factory=dict)
    stated: dict[int, date] = field(default_factory=dict)
    entries: list[BankEntry] = field(default_factory=list)
    unmatched: list[UnmatchedEntry] = field(default_factory=list)
    refunds: list[tuple[AdvanceRefund, BankEntry]] = field(default_factory=list)


@transaction.atomic
def read_bank_message(document: bytes, *, by: User | None) -> tuple[BankMessage, bool]:
    """Read one pain.002, camt.053 or camt.054. Returns the message, and whether it is new.

    The same bytes are not read twice; other bytes under the same id are refused.
    """
    if by is not None:
        require(policies.may_read_messages(by))
    sha256 = hashlib.sha256(document).hexdigest()
    once_at_a_time("payments.read_bank_message")  # two messages about one payment are read one after the other
    if before := BankMessage.objects.filter(sha256=sha256).first():
        return before, False
    try:
        told = read_message(document)
    except NotReadable as fault:
        raise RuleBroken(
            _("This is not a message that can be read (%(why)s).") % {"why": fault}, field="document"
        ) from fault
    if (twin := BankMessage.objects.filter(kind=told.kind, message_id=told.message_id).first()) is not None:
        raise RuleBroken(
            _("A message %(id)s was already read on %(day)s, with other content. Ask the bank which one is right.")
            % {"id": told.message_id, "day": day_text(twin.read_at, "day")},
            field="document",
        )
    message = BankMessage.objects.create(
        kind=told.kind,
        message_id=told.message_id,
        sha256=sha256,
        body=document.decode("utf-8"),
        statements=[_balances(each) for each in told.statements],
        read_by=by,
    )
    reading = _read(message, told)
    BankEntry.objects.bulk_create(reading.entries, batch_size=2000)
    UnmatchedEntry.objects.bulk_create(reading.unmatched, batch_size=2000)
    for refund, entry in reading.refunds:
        refunds.settle_found(refund, entry)
    counts = {
        "lines": len(reading.entries),
        "paid": len(reading.paid),
        "rejected": len(reading.rejected),
        "unmatched": len(reading.unmatched),
    }
    record(message, "read", by=by, payload={"sha256": sha256, **counts})
    if reading.unmatched:
        announce("payments.lines_unmatched", message=message.pk, count=len(reading.unmatched))
    return message, True


def _balances(statement) -> dict[str, str]:
    names = ("account", "currency", "opening", "closing", "booked", "difference")
    return {name: str(getattr(statement, name)) for name in names}


def _read(message: BankMessage, told: Message) -> _Reading:
    reading = _Reading()
    lines = list(_single(told.lines))
    known = locked([line.end_to_end for line in lines if line.end_to_end])
    latest = last_booking_day()
    noticed = _noticed(each.pk for each in known.values())
    accounts = {statement.account for statement in told.statements}
    for no, line in enumerate(lines, start=1):
        instruction = known.get(line.end_to_end)
        found = _judge(message, line, instruction, noticed, reading, accounts, latest)
        back = refunds.found_on_statement(line) if message.kind == MessageKind.STATEMENT and not instruction else None
        if back is not None and back.pk not in {refund.pk for refund, _entry in reading.refunds}:
            found = Outcome.REFUND
        outcome = found if isinstance(found, Outcome) else Outcome.UNMATCHED
        entry = _entry(message, no, line, instruction, outcome)
        reading.entries.append(entry)
        if back is not None and found == Outcome.REFUND:
            reading.refunds.append((back, entry))
        if instruction is not None and isinstance(found, Outcome):
            _note(message, line, instruction, found, reading, noticed)
        if isinstance(found, Mismatch):
            figures = _figures(line, instruction)
            reading.unmatched.append(
                UnmatchedEntry(message=message, entry=entry, why=found, figures=figures, instruction=instruction)
            )
    for statement in told.statements:
        if statement.difference:
            named = (statement.opening, statement.booked, statement.closing)
            figures = "{} + {} ≠ {}".format(*(spoken(each, statement.currency) for each in named))
            reading.unmatched.append(UnmatchedEntry(message=message, why=Mismatch.BALANCE, figures=figures))
    by_pk = {each.pk: each for each in known.values()}
    _confirm(message, by_pk, reading)
    reject([(by_pk[pk], each) for pk, each in reading.rejected.items()])
    _put_on_statement(by_pk, reading.stated)
    state_runs({each.run_id for each in known.values()})
    return reading


def _confirm(message: BankMessage, by_pk: dict[int, Instruction], reading: _Reading) -> None:
    """What is paid follows as one set. If it cannot for one of them, each goes alone and that one goes to people."""
    try:
        with transaction.atomic():
            confirm([(by_pk[pk], told) for pk, told in reading.paid.items()])
            return
    except RuleBroken:
        log.warning("bank message %s: a payment of it cannot follow, each is taken alone", message.message_id)
    entries = {entry.instruction_id: entry for entry in reading.entries if entry.outcome == Outcome.PAID}
    for pk, told in list(reading.paid.items()):
        by_pk[pk] = locked([by_pk[pk].end_to_end])[by_pk[pk].end_to_end]  # as it was before the set was tried
        try:
            with transaction.atomic():
                confirm([(by_pk[pk], told)])
        except RuleBroken as refusal:
            entry, figures = entries[pk], f"{by_pk[pk].end_to_end}: {refusal}"[:200]
            entry.outcome = Outcome.UNMATCHED
            reading.unmatched.append(
                UnmatchedEntry(message=message, entry=entry, why=Mismatch.STATE, figures=figures, instruction=by_pk[pk])
            )
            del reading.paid[pk]
            reading.stated.pop(pk, None)


def _judge(message, line: BankLine, instruction: Instruction | None, noticed, reading: _Reading, accounts, latest):
    """With what this message itself has said so far: a line that stands in it twice is seen."""
    if instruction is None:
        return verdict(MessageKind(message.kind), line, None)
    pk = instruction.pk
    state = instruction.state
    if pk in reading.paid:
        state = InstructionState.PAID
    elif pk in reading.rejected:
        state = InstructionState.REJECTED
    ordered = Ordered(
        state=state,
        amount=instruction.amount,
        currency=instruction.currency,
        role=instruction.role,
        noticed_as=noticed.get(pk),
        on_statement=instruction.stated_on is not None or pk in reading.stated,
        credited=instruction.role == PayRole.FUND and (not accounts or instruction.account_number in accounts),
        days=(first_booking_day(instruction), latest),
    )
    return verdict(MessageKind(message.kind), line, ordered)


def _note(message, line: BankLine, instruction: Instruction, found: Outcome, reading: _Reading, noticed) -> None:
    pk, day = instruction.pk, line.booked_on or today()
    if message.kind == MessageKind.NOTICE and found in (Outcome.PAID, Outcome.REPEATED):
        noticed[pk] = line.bank_ref
    if found == Outcome.PAID:
        reading.paid[pk] = Told(day, line.status or "BOOK", line.text)
        if message.kind == MessageKind.STATEMENT:
            reading.stated[pk] = day
    elif found == Outcome.STATED:
        reading.stated[pk] = day
    elif found == Outcome.REJECTED:
        reading.rejected[pk] = Told(today(), line.code or line.status, line.text)


def _single(lines: Iterable[BankLine]) -> Iterable[BankLine]:
    """A judgement of a whole file as one of each of its payments."""
    for line in lines:
        if line.end_to_end or not line.original:
            yield line
            continue
        file = BankFile.objects.filter(number=line.original).first()
        if file is None:
            yield line
            continue
        sent = Instruction.objects.filter(run=file.run_id, posting__isnull=False).order_by("end_to_end")
        for reference in sent.values_list("end_to_end", flat=True):
            yield BankLine(
                end_to_end=reference, original=line.original, status=line.status, code=line.code, text=line.text
            )


def _noticed(instructions: Iterable[int]) -> dict[int, str]:
    """The bank's reference in an earlier notification of each payment."""
    told = BankEntry.objects.filter(
        instruction__in=list(instructions),
        message__kind=MessageKind.NOTICE,
        outcome__in=[Outcome.PAID, Outcome.REPEATED],
    )
    return dict(told.order_by("pk").values_list("instruction", "bank_ref"))


def _entry(message: BankMessage, no: int, line: BankLine, instruction: Instruction | None, outcome: str) -> BankEntry:
    return BankEntry(
        message=message,
        no=no,
        end_to_end=line.end_to_end or line.original,
        bank_ref=line.bank_ref,
        side=line.side,
        currency=line.currency,
        amount=line.amount,
        booked_on=line.booked_on,
        status=line.status,
        code=line.code,
        text=line.text,
        instruction=instruction,
        outcome=outcome,
    )


def _figures(line: BankLine, instruction: Instruction | None) -> str:
    """What the bank says and what was ordered, side by side."""
    told = spoken(line.amount, line.currency) if line.amount is not None else line.status
    if instruction is None:
        return f"{line.end_to_end or line.original or '—'}: {told}"[:200]
    if line.booked_on is not None:
        told = f"{told}, {line.booked_on.isoformat()}"
    ordered = spoken(instruction.amount, instruction.currency)
    return f"{instruction.end_to_end}: {told} ≠ {ordered}, {instruction.get_state_display()}"[:200]


def _put_on_statement(known: dict[int, Instruction], stated: dict[int, date]) -> None:
    for pk, day in stated.items():
        known[pk].stated_on = day
    rows: Sequence[Instruction] = [known[pk] for pk in stated]
    Instruction.objects.bulk_update(rows, ["stated_on"], batch_size=1000)
