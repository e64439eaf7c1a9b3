"""DO: make out, issue, accept, refuse a receivable; pass parts of it on. Each step one transaction. Source: 4.3."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require
from purchasing.contracts.states import PayMethod
from purchasing.payments import policies, queries
from purchasing.payments.models import Obligation, Receivable
from purchasing.payments.services.covering import cover, locked_obligation, uncover
from purchasing.payments.services.fees import take_back_fee
from purchasing.payments.services.postings import book_issue, book_unissue
from purchasing.payments.states import ObligationState, ReceivableState

R = ReceivableState


def locked_receivable(receivable: Receivable) -> Receivable:
    """The receivable as it is now; its root's row is locked first, so that one chain moves one step at a time."""
    root = receivable.root_id or receivable.pk
    rows = Receivable.objects.select_for_update(of=("self",))
    rows.get(pk=root)
    return rows.select_related("issuer", "holder").get(pk=receivable.pk)


@transaction.atomic
def draft_receivable(obligation: Obligation) -> Receivable:
    """Make out a receivable for what the buyer owes; who approved the invoice is its maker. Nothing is issued yet."""
    obligation = locked_obligation(obligation.pk)
    if made_before := obligation.receivables.exclude(state__in=(R.REFUSED, R.CANCELLED)).first():
        return made_before
    if obligation.method != PayMethod.WINWIN or obligation.currency != "KRW" or obligation.tier != 1:
        raise RuleBroken(_("Only what the buyer owes in won by win-win payment becomes a receivable."))
    receivable = Receivable.objects.create(
        number=next_number("RCV"),
        obligation=obligation,
        issuer=obligation.payer,
        holder=obligation.payee,
        face=obligation.left,
        matures_on=obligation.pay_on,
        key=f"obligation:{obligation.uid}:{obligation.receivables.count()}",
        made_by_id=obligation.invoice.decided_by_id,
    )
    record(receivable, "made_out", by=receivable.made_by, payload={"face": receivable.face})
    announce("payments.receivable_drafted", receivable=receivable.pk)
    return receivable


@transaction.atomic
def issue_receivable(receivable: Receivable, *, by: User) -> Receivable:
    """A second person of finance gives it out: the debt is covered, the books say so (E2)."""
    require(policies.may_issue(by, receivable))
    obligation = locked_obligation(receivable.obligation_id)
    receivable = locked_receivable(receivable)
    day = today()
    if receivable.state != R.DRAFT:
        raise WrongState(_("This receivable is no longer a draft. Reload the page."))
    if obligation.state != ObligationState.OPEN or obligation.left < receivable.face:
        raise WrongState(
            _("Of %(number)s only %(left)s is still to be paid: a receivable of %(face)s cannot be issued for it.")
            % {"number": obligation.number, "left": money_full(obligation.left), "face": money_full(receivable.face)}
        )
    if day >= receivable.matures_on:
        raise RuleBroken(
            _("It would fall due on %(day)s, which is not in the future: pay %(number)s in cash.")
            % {"day": day_text(receivable.matures_on, "day"), "number": obligation.number}
        )
    check_open_business(receivable.holder)
    move(receivable, "issue", by=by, payload={"face": receivable.face}, issued_on=day, checked_by=by)
    cover(obligation, receivable.face, by=by, receivable=receivable)
    book_issue(receivable, by=by)
    announce("payments.receivable_issued", receivable=receivable.pk)
    return receivable


@transaction.atomic
def accept_receivable(receivable: Receivable, *, by: User) -> Receivable:
    """The holder takes it; from now on it can be passed on and drawn."""
    require(policies.may_answer(by, receivable))
    receivable = locked_receivable(receivable)
    if receivable.state != R.ISSUED:
        raise WrongState(_("This receivable no longer waits for an answer. Reload the page."))
    move(receivable, "accept", by=by, accepted_at=db_now())
    announce("payments.receivable_accepted", receivable=receivable.pk)
    return receivable


@transaction.atomic
def refuse_receivable(receivable: Receivable, *, reason: str, by: User) -> Receivable:
    """The holder does not take it: what it stood for is owed again, and the part goes back to who gave it."""
    require(policies.may_answer(by, receivable))
    if not reason.strip():
        raise RuleBroken(_("Say why: the other side reads it."), field="reason")
    obligation = locked_obligation(receivable.obligation_id)
    receivable = locked_receivable(receivable)
    if receivable.state != R.ISSUED:
        raise WrongState(_("This receivable no longer waits for an answer. Reload the page."))
    move(receivable, "refuse", by=by, reason=reason)
    say_why(receivable, reason)
    give_back(receivable, obligation, by=by, why=reason)
    announce("payments.receivable_refused", receivable=receivable.pk)
    return receivable


@sweeps
def accept_silent_receivables() -> int:
    """Two business days without an answer count as accepted. Source: domain 4.3."""
    accepted = 0
    for receivable in queries.unanswered(today()):
        accepted += _accept_silent(receivable)
    return accepted


@transaction.atomic
def _accept_silent(receivable: Receivable) -> int:
    receivable = locked_receivable(receivable)
    if receivable.state != R.ISSUED:
        return 0
    move(receivable, "accept", by=None, reason="silence", accepted_at=db_now())
    announce("payments.receivable_accepted", receivable=receivable.pk)
    return 1


@sweeps
def close_refused_receivables() -> int:
    """What was refused two business days ago is closed. Source: domain 4.3."""
    closed = 0
    for receivable in queries.refused_long_ago(today()):
        with transaction.atomic():
            receivable = locked_receivable(receivable)
            if receivable.state == R.REFUSED:
                move(receivable, "cancel", by=None)
                closed += 1
    return closed


def say_why(receivable: Receivable, reason: str) -> None:
    """Keep the reason of a refusal or a cancellation on the row."""
    Receivable.objects.filter(pk=receivable.pk).update(reason=reason)
    receivable.reason = reason


def give_back(receivable: Receivable, obligation: Obligation, *, by: User | None, why: str) -> None:
    """Undo what giving it did: the debt is a debt again, the giver has its part again, the books follow.

    Called with both rows locked, after the move to refused or cancelled.
    """
    uncover(obligation, receivable.face, by=by, receivable=receivable, why=why)
    if receivable.parent_id is not None:
        parent = Receivable.objects.get(pk=receivable.parent_id)
        assigned = parent.assigned - receivable.face
        free = not (assigned or parent.drawn or parent.held)
        told = {"part": receivable.number, "amount": receivable.face}
        if parent.state in (R.PARTLY_USED, R.FULLY_USED):
            name = "give_all_back" if free else "give_back"
            move(parent, name, by=by, reason=why, payload=told, assigned=assigned)
        else:
            raise WrongState(_("%(number)s has fallen due meanwhile.") % {"number": parent.number})
    book_unissue(receivable, reason=why[:200], by=by)
    if receivable.fee:
        take_back_fee(receivable, reason=why, by=by)


def check_open_business(company) -> None:
    """A closed business is paid by hand after a look at it, never by a receivable. Source: CAT-03, domain 17."""
    if queries.is_closed(company):
        raise RuleBroken(
            _("%(company)s (business number %(brn)s) is %(status)s: nothing can be given to it.")
            % {
                "company": company.name,
                "brn": company.brn_display or company.id_display,
                "status": closed_words(company),
            },
            field="obligation",
        )


def closed_words(company) -> str:
    """Why its business counts as closed."""
    if company.tax_status in queries.CLOSED:
        return str(company.get_tax_status_display())
    return str(company.get_state_display())
