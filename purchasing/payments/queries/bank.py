"""FIND: messages of the bank, their lines, and what could not be matched."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from portal.calendar import add_open_days
from portal.clock import SEOUL, today
from portal.people.models import User
from purchasing.payments.models import BankMessage, Instruction, UnmatchedEntry
from purchasing.payments.queries.bank_days import bank_closed
from purchasing.payments.queries.runs import READS_RUNS
from purchasing.payments.states import InstructionState, Outcome, UnmatchedState


def messages_visible_to(user: User) -> QuerySet[BankMessage]:
    """Whoever sees payment runs."""
    messages = BankMessage.objects.select_related("read_by").defer("body")
    if not (getattr(user, "is_internal", False) and user.has_role(*READS_RUNS)):
        return messages.none()
    return messages.annotate(
        lines=Count("entries"), unmatched_lines=Count("entries", filter=Q(entries__outcome=Outcome.UNMATCHED))
    ).order_by("-pk")


def unmatched_visible_to(user: User) -> QuerySet[UnmatchedEntry]:
    """Whoever sees payment runs; what waits stands first."""
    queue = UnmatchedEntry.objects.select_related("message", "entry", "instruction__payee", "instruction__run")
    if not (getattr(user, "is_internal", False) and user.has_role(*READS_RUNS)):
        return queue.none()
    return queue


def unmatched_waiting(user: User) -> QuerySet[UnmatchedEntry]:
    """What this person may work on: lines to look at, and proposals of others."""
    waiting = unmatched_visible_to(user).filter(state__in=[UnmatchedState.OPEN, UnmatchedState.PROPOSED])
    return waiting.exclude(state=UnmatchedState.PROPOSED, proposed_by=user).order_by("found_at", "pk")


def first_booking_day(instruction: Instruction) -> date:
    """Before a run was released, or before its bank day where that is earlier, no bank can have booked its payment."""
    run = instruction.run
    released = (run.released_at or run.made_at).astimezone(SEOUL).date()
    return min(released, run.value_on)


def last_booking_day() -> date:
    """The next bank day: for it a bank books what it does after its cut-off. No bank tells of a later one today."""
    return add_open_days(today(), 1, bank_closed())


def instructions_told(references: list[str]) -> QuerySet[Instruction]:
    """The payments of these references."""
    return Instruction.objects.filter(end_to_end__in=references).select_related("run")


def instruction_candidates(entry_amount, currency: str) -> QuerySet[Instruction]:
    """Payments under way of this amount: what a line without its reference may be."""
    return Instruction.objects.filter(
        state=InstructionState.POSTED, amount=entry_amount, currency=currency
    ).select_related("payee", "run")[:20]
