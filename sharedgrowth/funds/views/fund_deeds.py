"""What can be done with funds, lines, transfers, the match, receipts, commitments and drawdowns."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import today
from sharedgrowth.funds.forms import budget as forms
from sharedgrowth.funds.models import BudgetLine
from sharedgrowth.funds.policies import budget as more
from sharedgrowth.funds.policies import lines as policies
from sharedgrowth.funds.services import (
    matches,
    plans,
    receipts,
    transfers,
    yearend,
)
from sharedgrowth.funds.states import CommitmentState, DrawdownState, FundState, MatchState, ReceiptState, TransferState
from sharedgrowth.funds.views.deeds import Deed

F, C, D, M, T = FundState, CommitmentState, DrawdownState, MatchState, TransferState


def _is(*states: str):
    return lambda thing: thing.state in states


FUND = [
    Deed(
        key="approve",
        title=_("Approve the plan"),
        text=_("Its years and amounts are fixed. Lines can be allocated from now on."),
        done=_("The plan is approved."),
        may=policies.may_approve_fund,
        when=_is(F.PLANNED),
        do=lambda fund, _data, by: plans.approve_fund(fund, by=by),
        icon="circle-check",
        primary=True,
        fresh=True,
    ),
    Deed(
        key="open",
        title=_("Open the fund"),
        text=_("From now on money can be committed from its lines."),
        done=_("The fund is open."),
        may=lambda user, _fund: policies.may_manage_fund(user),
        when=_is(F.APPROVED),
        do=lambda fund, _data, by: plans.open_fund(fund, by=by),
        icon="circle-check",
        primary=True,
    ),
    Deed(
        key="receipt",
        title=_("Enter a donation receipt"),
        text=_("The receipt of the foundation that keeps the fund. Finance confirms it."),
        done=_("Entered. Finance confirms it."),
        may=lambda user, _fund: more.may_enter_receipt(user),
        when=_is(F.OPEN, F.APPROVED, F.CLOSED),
        form=forms.ReceiptForm,
        do=lambda fund, data, by: receipts.enter_receipt(fund, **data, by=by),
        icon="file-text",
    ),
    Deed(
        key="close",
        title=_("Close the fund"),
        text=_("All its years are closed: nothing can be committed any more."),
        done=_("The fund is closed."),
        may=lambda user, _fund: policies.may_manage_fund(user),
        when=lambda fund: fund.state == F.OPEN and not fund.years.filter(closed_at=None).exists(),
        do=lambda fund, _data, by: plans.close_fund(fund, by=by),
        danger=True,
    ),
]

YEAR = [
    Deed(
        key="allocate",
        title=_("Allocate a line"),
        text=_("A programme gets a part of this year. All lines of a year together never exceed it."),
        done=_("The line is allocated."),
        may=lambda user, _year: policies.may_manage_fund(user),
        when=lambda year: year.fund.state in (F.APPROVED, F.OPEN) and year.closed_at is None,
        form=forms.LineForm,
        do=lambda year, data, by: plans.allocate_line(year, **data, by=by),
        icon="plus",
    ),
    Deed(
        key="close",
        title=_("Close the year"),
        text=_("What is available goes to the next year; what is committed stays in this one."),
        done=_("The year is closed."),
        may=lambda user, _year: more.may_close_year(user),
        when=lambda year: year.fund.state == F.OPEN and _is_over(year) and not _is_last(year),
        do=lambda year, _data, by: yearend.close_year(year, by=by),
        icon="checklist",
    ),
    Deed(
        key="last",
        title=_("Close the last year"),
        text=_("Nothing is carried after the last year: the rest is given back, or the fund is extended by decision."),
        done=_("The last year is closed."),
        may=lambda user, _year: more.may_decide_last_year(user),
        when=lambda year: year.fund.state == F.OPEN and _is_over(year) and _is_last(year),
        form=forms.CloseForm,
        do=lambda year, data, by: yearend.close_year(year, decision=data["decision"], by=by),
        icon="checklist",
    ),
]


def _is_over(year) -> bool:
    return year.closed_at is None and year.year < today().year


def _is_last(year) -> bool:
    return not year.fund.years.filter(year__gt=year.year).exists()


def _running(line: BudgetLine) -> bool:
    return line.year.fund.state == F.OPEN and line.year.closed_at is None


LINE = [
    Deed(
        key="transfer",
        title=_("Ask for a transfer"),
        text=_(
            "To another line of the same year. Up to a fifth of the line the fund committee decides, above the board."
        ),
        done=_("Asked for. Another person decides."),
        may=lambda user, _line: more.may_ask_transfer(user),
        when=_running,
        form=forms.TransferForm,
        takes=lambda line: {"source": line},
        do=lambda line, data, by: transfers.ask_transfer(line, data.pop("target"), **data, by=by),
        icon="arrows-exchange",
    ),
    Deed(
        key="match",
        title=_("Enter an expected match"),
        text=_("A part of the government's half. It counts once its notice is confirmed by a second person."),
        done=_("Entered."),
        may=lambda user, _line: more.may_expect_match(user),
        when=lambda line: line.matched,
        form=forms.MatchForm,
        do=lambda line, data, by: matches.expect_match(line, **data, by=by),
        icon="building",
    ),
]

TRANSFER = [
    Deed(
        key="approve",
        title=_("Approve the transfer"),
        text=_("Both lines follow at once."),
        done=_("Transferred."),
        may=more.may_decide_transfer,
        when=_is(T.ASKED),
        form=forms.AnswerForm,
        do=lambda transfer, data, by: transfers.approve_transfer(transfer, **data, by=by),
        icon="circle-check",
        primary=True,
    ),
    Deed(
        key="refuse",
        title=_("Refuse the transfer"),
        text=_("The money stays where it is."),
        done=pgettext_lazy("transfer", "Refused."),
        may=more.may_decide_transfer,
        when=_is(T.ASKED),
        form=forms.AnswerForm,
        do=lambda transfer, data, by: transfers.refuse_transfer(transfer, **data, by=by),
        danger=True,
    ),
]

MATCH = [
    Deed(
        key="report",
        title=_("Report the notice"),
        text=_("The government has paid or promised its half in writing. A second person confirms it."),
        done=_("Reported. A second person confirms it."),
        may=lambda user, _match: more.may_expect_match(user),
        when=_is(M.EXPECTED, M.BRIDGED),
        form=forms.NoticeForm,
        do=lambda match, data, by: matches.report_match(match, **data, by=by),
    ),
    Deed(
        key="confirm",
        title=_("Confirm the match"),
        text=_("The notice says so: payments from this line may go as far."),
        done=_("Confirmed."),
        may=more.may_confirm_match,
        when=_is(M.REPORTED),
        do=lambda match, _data, by: matches.confirm_match(match, by=by),
        primary=True,
    ),
    Deed(
        key="return",
        title=_("It is not so"),
        text=_("The notice does not say so: it is expected as before."),
        done=_("It is expected as before."),
        may=more.may_confirm_match,
        when=_is(M.REPORTED),
        form=forms.ReasonForm,
        do=lambda match, data, by: matches.return_match(match, **data, by=by),
    ),
    Deed(
        key="ask-bridge",
        title=_("Ask for a bridge"),
        text=_("The buyer pays before the government has confirmed its half. An approver decides."),
        done=_("Asked for. An approver decides."),
        may=lambda user, _match: more.may_expect_match(user),
        when=_is(M.EXPECTED),
        form=forms.ReasonForm,
        do=lambda match, data, by: matches.ask_bridge(match, **data, by=by),
    ),
    Deed(
        key="bridge",
        title=_("Bridge it"),
        text=_("Payments from this line may go as far although the government has not confirmed its half."),
        done=_("It is bridged."),
        may=more.may_decide_bridge,
        when=_is(M.BRIDGING),
        do=lambda match, _data, by: matches.decide_bridge(match, agreed=True, by=by),
        primary=True,
    ),
    Deed(
        key="no-bridge",
        title=_("Do not bridge it"),
        text=_("Payments from this line wait for the government."),
        done=_("It is not bridged."),
        may=more.may_decide_bridge,
        when=_is(M.BRIDGING),
        do=lambda match, _data, by: matches.decide_bridge(match, agreed=False, by=by),
        danger=True,
    ),
]

RECEIPT = [
    Deed(
        key="confirm",
        title=pgettext_lazy("fund", "Confirm the receipt"),
        text=_("The donation stands in the books of finance."),
        done=_("Confirmed."),
        may=more.may_confirm_receipt,
        when=_is(ReceiptState.ENTERED),
        do=lambda receipt, _data, by: receipts.confirm_receipt(receipt, by=by),
        primary=True,
    ),
]
