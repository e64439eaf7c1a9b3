"""DO: money moves between lines of one year: up to a fifth by the fund committee, above by the board. FND-08."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.payments.states.ledger import Event
from sharedgrowth.funds.models import BudgetLine, Transfer, terms_on
from sharedgrowth.funds.policies import budget as policies
from sharedgrowth.funds.rules.funds import needs_board
from sharedgrowth.funds.services.books import book
from sharedgrowth.funds.states import FundState, Level


def _locked_lines(*lines: BudgetLine) -> dict[int, BudgetLine]:
    """Both, the lower id first."""
    rows = BudgetLine.objects.select_for_update(of=("self",)).select_related("year__fund").order_by("pk")
    return {row.pk: row for row in rows.filter(pk__in=[line.pk for line in lines])}


def _check(source: BudgetLine, target: BudgetLine, amount: Decimal) -> None:
    fund = source.year.fund
    if source.pk == target.pk or source.year_id != target.year_id:
        raise RuleBroken(_("Money moves between two lines of the same year of one fund."), field="target")
    if fund.state != FundState.OPEN or source.year.closed_at is not None:
        raise WrongState(_("The fund is not open, or this year is closed: nothing can be transferred."))
    if amount <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="amount")
    if fund.currency == "KRW" and amount != amount.to_integral_value():
        raise RuleBroken(_("An amount in won has no decimals."), field="amount")
    if amount > source.available:
        left = money_full(source.available, fund.currency)
        raise RuleBroken(_("Only %(left)s is left in this line.") % {"left": left}, field="amount")


def _level(source: BudgetLine, amount: Decimal) -> Level:
    base, limit = source.allocated + source.carry_in, terms_on(today()).transfer_pct
    above = needs_board(amount, moved=source.transfers_out, line=base, limit_pct=limit)
    return Level.BOARD if above else Level.COMMITTEE


@transaction.atomic
def ask_transfer(source: BudgetLine, target: BudgetLine, *, amount: Decimal, reason: str, by: User) -> Transfer:
    """Ask to move money; with what moved out of the line this year it goes to the committee or to the board."""
    require(policies.may_ask_transfer(by))
    if not reason.strip():
        raise RuleBroken(_("Say why the money should move."), field="reason")
    lines = _locked_lines(source, target)
    source, target = lines[source.pk], lines[target.pk]
    _check(source, target, amount)
    made = Transfer.objects.create(
        number=next_number("TRF"),
        source=source,
        target=target,
        amount=amount,
        level=_level(source, amount),
        reason=reason.strip(),
        asked_by=by,
    )
    told = {"from": source.programme, "to": target.programme, "amount": amount, "level": made.level}
    record(made, "asked", by=by, reason=made.reason, payload=told)
    announce("funds.transfer_asked", transfer=made.pk)
    return made


@transaction.atomic
def approve_transfer(transfer: Transfer, *, answer: str, by: User) -> Transfer:
    """The committee, or the board by its resolution, agrees: both lines follow at once."""
    require(policies.may_decide_transfer(by, transfer))
    if not answer.strip():
        raise RuleBroken(_("Give the decision: its day, and the resolution it stands on."), field="answer")
    lines = _locked_lines(transfer.source, transfer.target)
    transfer = _locked(transfer)
    source, target = lines[transfer.source_id], lines[transfer.target_id]
    _check(source, target, transfer.amount)
    if transfer.level == Level.COMMITTEE and _level(source, transfer.amount) == Level.BOARD:
        raise WrongState(
            _("Meanwhile more was transferred from this line: this now goes to the board. Ask for it anew.")
        )
    move(transfer, "approve", by=by, reason=answer.strip(), answer=answer.strip(), decided_by=by)
    BudgetLine.objects.filter(pk=source.pk).update(transfers_out=F("transfers_out") + transfer.amount)
    BudgetLine.objects.filter(pk=target.pk).update(transfers_in=F("transfers_in") + transfer.amount)
    fund = source.year.fund
    key = f"transfer:{transfer.uid}"
    book(
        Event.FUND_MOVED, fund=fund.code, amount=transfer.amount, currency=fund.currency, key=key, about=transfer, by=by
    )
    announce("funds.transfer_decided", transfer=transfer.pk)
    return transfer


@transaction.atomic
def refuse_transfer(transfer: Transfer, *, answer: str, by: User) -> Transfer:
    """The money stays where it is."""
    require(policies.may_decide_transfer(by, transfer))
    if not answer.strip():
        raise RuleBroken(_("Give the decision with its reasons."), field="answer")
    transfer = _locked(transfer)
    move(transfer, "refuse", by=by, reason=answer.strip(), answer=answer.strip(), decided_by=by)
    announce("funds.transfer_decided", transfer=transfer.pk)
    return transfer


def _locked(transfer: Transfer) -> Transfer:
    return Transfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
