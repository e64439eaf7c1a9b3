"""DO: money of a line is promised to a firm, approved, contracted, released. Source: domain 15, FND-02, SOD-13.

The line is locked first, then the commitment: so a line never goes below zero, in whatever order things come.
"""

from decimal import Decimal

from django.db import transaction
from django.db.models import F, Model
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.payments.states.ledger import Event
from sharedgrowth.funds.models import BudgetLine, BudgetYear, Commitment, terms_on
from sharedgrowth.funds.policies import lines as policies
from sharedgrowth.funds.queries.lines import left_of
from sharedgrowth.funds.services.books import book
from sharedgrowth.funds.services.carrying import carry_on
from sharedgrowth.funds.states import CommitmentState, FundState

C = CommitmentState


def locked_line(line: BudgetLine) -> BudgetLine:
    """The line as it is now: nothing is counted before this."""
    return BudgetLine.objects.select_for_update(of=("self",)).select_related("year__fund").get(pk=line.pk)


def locked_commitment(commitment: Commitment) -> Commitment:
    """With its line locked before it."""
    locked_line(commitment.line)
    rows = Commitment.objects.select_for_update(of=("self",))
    return rows.select_related("line__year__fund", "company", "requested_by").get(pk=commitment.pk)


@transaction.atomic
def commit(
    line: BudgetLine, *, company: Company, amount: Decimal, purpose: str, about: Model, by: User | None
) -> Commitment:
    """Promise ``amount`` of the line to a firm; it is set aside at once, and the fund manager approves it.

    ``about``: what it is for (an application, a project). RuleBroken when so much is not left. ``by`` None: a job.
    """
    if by is not None:
        require(policies.may_commit(by))
    line = locked_line(line)
    currency = line.year.fund.currency
    if amount <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="amount")
    if currency == "KRW" and amount != amount.to_integral_value():
        raise RuleBroken(_("An amount in won has no decimals."), field="amount")
    if line.year.fund.state != FundState.OPEN or line.year.closed_at is not None:
        raise WrongState(_("Nothing can be committed from this line: its fund is not open, or its year is closed."))
    if amount > line.available:
        raise RuleBroken(
            _("Only %(left)s is left in this line.") % {"left": money_full(line.available, currency)}, field="amount"
        )
    line.committed += amount
    line.save(update_fields=["committed"])
    made = Commitment.objects.create(
        number=next_number("CMT"),
        line=line,
        company=company,
        amount=amount,
        purpose=purpose[:300],
        percents=[str(each) for each in terms_on(today()).tranches],
        thing_type=about._meta.label_lower,
        thing_id=str(about.pk),
        requested_by=by,
    )
    _book(Event.FUND_COMMITTED, made, amount, key=f"committed:{made.uid}", by=by)
    told = {"line": line.pk, "programme": line.programme, "amount": amount, "company": company.number}
    record(made, "requested", by=by, reason=made.purpose, payload=told)
    announce("funds.committed", commitment=made.pk)
    return made


@transaction.atomic
def approve_commitment(commitment: Commitment, *, by: User) -> Commitment:
    """The fund manager agrees; not the person who selected the firm."""
    require(policies.may_approve_commitment(by, commitment))
    commitment = locked_commitment(commitment)
    move(commitment, "approve", by=by, approved_by=by, approved_at=db_now())
    announce("funds.commitment_approved", commitment=commitment.pk)
    return commitment


@transaction.atomic
def refuse_commitment(commitment: Commitment, *, reason: str, by: User) -> Commitment:
    """The money stays in the line."""
    require(policies.may_approve_commitment(by, commitment))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: the officer reads it."), field="reason")
    commitment = locked_commitment(commitment)
    move(commitment, "refuse", by=by, reason=reason.strip(), approved_by=by)
    give_back(commitment, commitment.amount - commitment.released, by=by)
    announce("funds.commitment_refused", commitment=commitment.pk)
    return commitment


@transaction.atomic
def contract_commitment(commitment: Commitment, *, by: User | None) -> Commitment:
    """The agreement is signed by both sides: from now on it can be drawn. Called by the app that signs it."""
    commitment = locked_commitment(commitment)
    move(commitment, "contract", by=by)
    announce("funds.commitment_contracted", commitment=commitment.pk)
    return commitment


@transaction.atomic
def release(commitment: Commitment, *, reason: str, by: User | None, amount: Decimal | None = None) -> Commitment:
    """Give back what is not drawn, or ``amount`` of it; without any left the commitment ends. ``by`` None: a job.

    What is asked for and not yet paid is not released: decide on it first.
    """
    if by is not None:
        require(policies.may_release(by))
    if not reason.strip():
        raise RuleBroken(_("Say why the money is released."), field="reason")
    commitment = locked_commitment(commitment)
    left = left_of(commitment)
    amount = left if amount is None else amount
    if commitment.state in (C.RELEASED, C.REFUSED, C.FULLY_DRAWN) or left <= 0:
        raise WrongState(_("Nothing of this commitment is left to release."))
    if not 0 < amount <= left:
        raise RuleBroken(
            _("At most %(left)s can be released: the rest is drawn or asked for.")
            % {"left": money_full(left, commitment.line.year.fund.currency)},
            field="amount",
        )
    told = {"amount": amount}
    if amount == left and not commitment.drawdowns.filter(state__in=("requested", "checked", "approved", "returned")):
        move(commitment, "release", by=by, reason=reason.strip(), payload=told)
    else:
        record(commitment, "released_in_part", by=by, reason=reason.strip(), payload=told)
    give_back(commitment, amount, by=by)
    announce("funds.released", commitment=commitment.pk)
    return commitment


def give_back(commitment: Commitment, amount: Decimal, *, by: User | None) -> None:
    """The line has it again; both rows are locked by the caller."""
    Commitment.objects.filter(pk=commitment.pk).update(released=F("released") + amount)
    commitment.released += amount
    line = commitment.line
    BudgetLine.objects.filter(pk=line.pk).update(released=F("released") + amount)
    key = f"released:{commitment.uid}:{commitment.released}"
    _book(Event.FUND_RELEASED, commitment, amount, key=key, by=by)
    if BudgetYear.objects.filter(pk=line.year_id, closed_at__isnull=False).exists():  # what comes back goes on: FND-04
        carry_on(line, amount, key=f"carried:{key}", by=by)


def _book(event: Event, commitment: Commitment, amount: Decimal, *, key: str, by: User | None) -> None:
    fund = commitment.line.year.fund
    book(event, fund=fund.code, amount=amount, key=key, about=commitment, by=by, text=commitment.number)
