"""DO: lines of the bank that fit nothing: one person says what they are, another agrees. Source: domain 4.7, CNV-09."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move
from portal.clock import db_now, today
from portal.display import day_text, won_read
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.payments.models import BankEntry, Instruction, UnmatchedEntry
from purchasing.payments.policies import runs as policies
from purchasing.payments.queries.bank import first_booking_day, last_booking_day
from purchasing.payments.rules.pain import spoken
from purchasing.payments.services.confirming import Told, bounce, confirm, locked, reject, state_runs
from purchasing.payments.states import Decision, InstructionState, UnmatchedState

ON_PAYMENT = (Decision.CONFIRM, Decision.REJECT)


@transaction.atomic
def propose_match(
    unmatched: UnmatchedEntry, *, decision: str, reference: str = "", note: str, by: User
) -> UnmatchedEntry:
    """Say what a line is: a payment that it confirms or gives back, the bank's own error, or nothing of ours."""
    unmatched = _locked(unmatched)
    require(policies.may_propose_match(by, unmatched))
    if unmatched.state != UnmatchedState.OPEN:
        raise WrongState(_("This line was already proposed or settled. Reload the page."))
    if decision not in Decision.values:
        raise RuleBroken(_("Choose what the line is."), field="decision")
    if not note.strip():
        raise RuleBroken(_("Say how you know: the second person reads this."), field="note")
    instruction = _payment(unmatched, decision, reference)
    require(policies.may_propose_match(by, unmatched, instruction))  # of the run that was found as well
    move(
        unmatched,
        "propose",
        by=by,
        reason=note,
        payload={"decision": decision, "payment": instruction.end_to_end if instruction else ""},
        decision=decision,
        instruction=instruction or unmatched.instruction,
        note=note.strip(),
        proposed_by=by,
    )
    announce("payments.match_proposed", unmatched=unmatched.pk)
    return unmatched


def _payment(unmatched: UnmatchedEntry, decision: str, reference: str) -> Instruction | None:
    """The payment that is meant. Only the amount that was ordered confirms it: anything else stays an open question."""
    if decision not in ON_PAYMENT:
        return None
    if unmatched.entry is None:
        raise RuleBroken(_("The balances of a statement are no payment: settle them with the bank."), field="decision")
    found = Instruction.objects.filter(end_to_end=reference.strip()).first() if reference.strip() else None
    found = found or (unmatched.instruction if not reference.strip() else None)
    if found is None:
        raise RuleBroken(_("No payment has this reference."), field="reference")
    states = (
        (InstructionState.POSTED,) if decision == Decision.CONFIRM else (InstructionState.POSTED, InstructionState.PAID)
    )
    if found.state not in states:
        raise RuleBroken(
            _("The payment %(reference)s is “%(state)s”: that cannot follow.")
            % {"reference": found.end_to_end, "state": found.get_state_display()},
            field="reference",
        )
    _check_side(unmatched.entry, decision, found)
    entry = unmatched.entry
    if entry.amount is not None and (entry.amount, entry.currency) != (found.amount, found.currency):
        raise RuleBroken(
            _("The bank booked %(booked)s, %(ordered)s was ordered: another amount confirms nothing.")
            % {
                "booked": won_read(spoken(entry.amount, entry.currency)),
                "ordered": won_read(spoken(found.amount, found.currency)),
            },
            field="decision",
        )
    if entry.booked_on and not first_booking_day(found) <= entry.booked_on <= last_booking_day():
        raise RuleBroken(
            _("The bank names %(day)s, the payment was ordered for %(ordered)s: ask it for a line with the right day.")
            % {"day": day_text(entry.booked_on, "day"), "ordered": day_text(found.run.value_on, "day")},
            field="decision",
        )
    return found


def _check_side(entry: BankEntry, decision: str, found: Instruction) -> None:
    """Money that went out confirms a payment; one that was confirmed came back only if money came in."""
    if decision == Decision.CONFIRM and (entry.side != "DBIT" or entry.amount is None or entry.status != "BOOK"):
        raise RuleBroken(
            _("Only an amount that the bank booked as going out confirms a payment; this line is none."),
            field="decision",
        )
    came_in = entry.side == "CRDT" and entry.amount is not None and entry.status == "BOOK"
    is_judgement = not entry.side and found.state == InstructionState.POSTED  # a status report speaks of what is sent
    if decision == Decision.REJECT and not (came_in or is_judgement):
        raise RuleBroken(
            _("Only an amount that the bank booked as coming in gives a payment back; this line is none."),
            field="decision",
        )


@transaction.atomic
def return_match(unmatched: UnmatchedEntry, *, reason: str, by: User) -> UnmatchedEntry:
    """The second person does not agree: the line is open again."""
    unmatched = _locked(unmatched)
    require(policies.may_decide_match(by, unmatched))
    if not reason.strip():
        raise RuleBroken(_("Say why you do not agree."), field="reason")
    move(unmatched, "return", by=by, reason=reason, decision="", proposed_by=None)
    return unmatched


@transaction.atomic
def close_match(unmatched: UnmatchedEntry, *, by: User) -> UnmatchedEntry:
    """The second person agrees: what was proposed is done."""
    unmatched = _locked(unmatched)
    require(policies.may_decide_match(by, unmatched))
    move(unmatched, "close", by=by, reason=unmatched.note, decided_by=by, decided_at=db_now())
    if unmatched.decision in ON_PAYMENT and unmatched.instruction is not None:
        instruction = locked([unmatched.instruction.end_to_end])[unmatched.instruction.end_to_end]
        _do(unmatched, instruction, by=by)
        state_runs([instruction.run_id])
    return unmatched


def _do(unmatched: UnmatchedEntry, instruction: Instruction, *, by: User) -> None:
    entry = unmatched.entry
    told = Told(
        (entry.booked_on if entry else None) or today(),
        (entry.code or entry.status) if entry else "",
        unmatched.note[:200],
    )
    if unmatched.decision == Decision.CONFIRM:
        confirm([(instruction, told)])
    elif instruction.state == InstructionState.PAID:
        bounce(instruction, told, by=by)
    else:
        reject([(instruction, told)], by=by)


def _locked(unmatched: UnmatchedEntry) -> UnmatchedEntry:
    rows = UnmatchedEntry.objects.select_for_update(of=("self",)).select_related("entry", "instruction__run")
    return rows.get(pk=unmatched.pk)
