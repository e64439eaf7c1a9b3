"""DO: the auditor looks at a tenth of what was paid; what was misused is claimed back with interest. FND-09."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.audit.models import AuditEntry
from portal.audit.queries import head
from portal.audit.services import move, record
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken
from portal.outbox.services import announce, once, sweeps
from portal.people.models import Company, User
from portal.policy import require
from purchasing.payments.models import Payable
from purchasing.payments.services.payables import owe
from purchasing.payments.states.ledger import Event
from sharedgrowth.funds.models import BudgetLine, Commitment, Drawdown, terms_on
from sharedgrowth.funds.policies import lines as policies
from sharedgrowth.funds.rules.funds import audit_sample, reclaim_interest
from sharedgrowth.funds.services.books import book
from sharedgrowth.funds.services.commitments import give_back, locked_commitment, release
from sharedgrowth.funds.states import CommitmentState, DrawdownState

SAMPLE = "funds: audit sample"
PAY_BACK_DAYS = 30


@sweeps
def sample_last_month() -> int:
    """On the first days of a month: so many percent of what was booked as paid in the month before, at least one.

    The hour of the booking counts, not the bank's day: what the bank reports after the month is in the next sample.
    The seed is the month and the head of the audit chain: nobody knows it when the payment is made.
    """
    first = db_now().astimezone(SEOUL).date().replace(day=1)
    month = f"{first - timedelta(days=1):%Y-%m}"
    begins = (first - timedelta(days=1)).replace(day=1)
    with transaction.atomic():
        if not once(SAMPLE, month):
            return 0
        paid = Drawdown.objects.filter(
            state=DrawdownState.PAID, pk__in=_booked(_midnight(begins), _midnight(first)), sampled=False
        )
        chosen = audit_sample(
            [str(uid) for uid in paid.values_list("uid", flat=True)],
            pct=terms_on(first).audit_pct,
            seed=f"{month}:{_seed()}",
        )
        for drawdown in paid.filter(uid__in=chosen).order_by("pk"):
            Drawdown.objects.filter(pk=drawdown.pk).update(sampled=True)
            record(drawdown, "sampled", by=None, payload={"month": month})
            announce("funds.drawdown_sampled", drawdown=drawdown.pk)
    return len(chosen)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SEOUL)


def _booked(begins: datetime, ends: datetime) -> list[int]:
    """Drawdowns that were entered as paid in between."""
    label = Drawdown._meta.label_lower
    acts = AuditEntry.objects.filter(thing_type=label, what=f"{label}.pay", at__gte=begins, at__lt=ends)
    return [int(each) for each in acts.values_list("thing_id", flat=True)]


def _seed() -> str:
    """The head of the audit chain: whoever made a payment could not know it."""
    last = head()
    return last.hash if last is not None else ""


def _locked(drawdown: Drawdown) -> Drawdown:
    locked_commitment(drawdown.commitment)
    rows = Drawdown.objects.select_for_update(of=("self",))
    return rows.select_related("commitment__line__year__fund", "commitment__company", "reclaim").get(pk=drawdown.pk)


@transaction.atomic
def audit_drawdown(drawdown: Drawdown, *, finding: str, by: User) -> Drawdown:
    """What the auditor found: nothing to object to, or what."""
    require(policies.may_audit_drawdown(by))
    if not finding.strip():
        raise RuleBroken(_("Say what you looked at and what you found."), field="finding")
    drawdown = _locked(drawdown)
    move(drawdown, "audit", by=by, reason=finding.strip(), finding=finding.strip(), audited_by=by)
    announce("funds.drawdown_audited", drawdown=drawdown.pk)
    return drawdown


@transaction.atomic
def reclaim_drawdown(drawdown: Drawdown, *, reason: str, by: User) -> Drawdown:
    """Misused, or paid without ground: the firm owes it back with interest from the day it was paid."""
    require(policies.may_reclaim(by, drawdown))
    if not reason.strip():
        raise RuleBroken(_("Say what was misused: the firm reads it."), field="remark")
    drawdown = _locked(drawdown)
    commitment, day = drawdown.commitment, today()
    days = (day - (drawdown.paid_on or day)).days
    interest = reclaim_interest(drawdown.amount, days=days, yearly_pct=terms_on(day).reclaim_pct)
    told = {"amount": drawdown.amount, "interest": interest, "days": days}
    move(drawdown, "reclaim", by=by, reason=reason.strip(), payload=told, remark=reason.strip(), interest=interest)
    owed = owe(
        payer=commitment.company,
        payee=Company.objects.get(is_buyer=True),
        amount=drawdown.amount + interest,
        currency=commitment.line.year.fund.currency,
        due=day + timedelta(days=PAY_BACK_DAYS),
        key=f"reclaim:{drawdown.uid}",
        about=drawdown,
        text=_("Support claimed back: %(number)s") % {"number": drawdown.number},
        by=by,
    )
    Drawdown.objects.filter(pk=drawdown.pk).update(reclaim=owed)
    drawdown.reclaim = owed
    announce("funds.drawdown_reclaimed", drawdown=drawdown.pk)
    return drawdown


@transaction.atomic
def reclaim_received(drawdown: Drawdown, paid: Payable) -> bool:
    """It is back: the line has the amount again; the interest is the buyer's. Safe to call twice."""
    drawdown = _locked(drawdown)
    if drawdown.repaid_on is not None or paid.paid_on is None:
        return False
    commitment, amount = drawdown.commitment, drawdown.amount
    Drawdown.objects.filter(pk=drawdown.pk).update(repaid_on=paid.paid_on)
    BudgetLine.objects.filter(pk=commitment.line_id).update(drawn=F("drawn") - amount)
    Commitment.objects.filter(pk=commitment.pk).update(drawn=F("drawn") - amount)
    record(drawdown, "repaid", by=None, payload={"amount": amount, "on": paid.paid_on})
    fund = commitment.line.year.fund
    key = f"reclaimed:{drawdown.uid}"
    book(Event.FUND_RECLAIMED, fund=fund.code, amount=amount, key=key, about=drawdown, by=None, text=drawdown.number)
    commitment = locked_commitment(commitment)
    if commitment.state == CommitmentState.FULLY_DRAWN:
        move(commitment, "reopen", by=None, reason=drawdown.number)
    if commitment.state == CommitmentState.RELEASED:
        give_back(commitment, amount, by=None)
        announce("funds.released", commitment=commitment.pk)
    else:
        release(commitment, reason=f"claimed back: {drawdown.number}", by=None, amount=amount)
    announce("funds.drawdown_repaid", drawdown=drawdown.pk)
    return True
