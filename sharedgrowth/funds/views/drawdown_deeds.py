"""What can be done with commitments and drawdowns."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.services import store_upload
from portal.policy import Verdict
from sharedgrowth.funds.forms import budget as forms
from sharedgrowth.funds.models import Commitment, Drawdown
from sharedgrowth.funds.policies import lines as policies
from sharedgrowth.funds.queries.lines import left_of
from sharedgrowth.funds.registry import is_claimed
from sharedgrowth.funds.services import audits, commitments, drawdowns
from sharedgrowth.funds.states import CommitmentState, DrawdownState
from sharedgrowth.funds.views.deeds import Deed

C, D = CommitmentState, DrawdownState


def _is(*states: str):
    return lambda thing: thing.state in states


def _files(data: dict[str, Any], name: str, company, by) -> list:
    return [store_upload(each, company=company, by=by) for each in data.get(name) or []]


def _may_release(user, _commitment: Commitment) -> Verdict:
    return policies.may_release(user)


def _draw(commitment: Commitment, data: dict[str, Any], by) -> Drawdown:
    return drawdowns.request_drawdown(
        commitment,
        tranche=data["tranche"],
        amount=data["amount"],
        evidence=_files(data, "evidence", commitment.company, by),
        invoice_numbers=data["invoices"].splitlines(),
        note=data["note"],
        by=by,
    )


COMMITMENT = [
    Deed(
        key="approve",
        title=_("Approve the commitment"),
        text=_("The money stays set aside for this firm until its agreement is signed."),
        done=_("The commitment is approved."),
        may=policies.may_approve_commitment,
        when=_is(C.REQUESTED),
        do=lambda commitment, _data, by: commitments.approve_commitment(commitment, by=by),
        icon="circle-check",
        primary=True,
    ),
    Deed(
        key="refuse",
        title=_("Refuse the commitment"),
        text=_("The money goes back to the line."),
        done=_("The commitment is refused."),
        may=policies.may_approve_commitment,
        when=_is(C.REQUESTED),
        form=forms.ReasonForm,
        do=lambda commitment, data, by: commitments.refuse_commitment(commitment, **data, by=by),
        danger=True,
    ),
    Deed(
        key="draw",
        title=_("Ask for a payment"),
        text=_("The fund manager checks the evidence, finance approves, and a payment run pays it."),
        done=_("Asked for."),
        may=policies.may_request_drawdown,
        when=lambda each: (
            each.state in (C.CONTRACTED, C.PARTLY_DRAWN) and left_of(each) > 0 and not is_claimed(each.thing_type)
        ),
        form=forms.DrawForm,
        takes=lambda commitment: {"commitment": commitment},
        do=_draw,
        icon="coin",
        primary=True,
    ),
    Deed(
        key="release",
        title=_("Release what is left"),
        text=_("The line has the money again; what is drawn stays drawn."),
        done=_("The money is released."),
        may=_may_release,
        when=lambda each: each.state in (C.REQUESTED, C.APPROVED, C.CONTRACTED, C.PARTLY_DRAWN) and left_of(each) > 0,
        form=forms.ReleaseForm,
        do=lambda commitment, data, by: commitments.release(commitment, **data, by=by),
        icon="arrow-back-up",
    ),
]


def _complete(drawdown: Drawdown, data: dict[str, Any], by) -> Drawdown:
    return drawdowns.complete_drawdown(
        drawdown,
        amount=data["amount"],
        evidence=_files(data, "evidence", drawdown.commitment.company, by),
        invoice_numbers=data["invoices"].splitlines(),
        note=data["note"],
        by=by,
    )


DRAWDOWN = [
    Deed(
        key="check",
        title=pgettext_lazy("drawdown", "The evidence is complete"),
        text=_("Finance approves it next."),
        done=_("Checked. Finance approves it."),
        may=policies.may_check_drawdown,
        when=_is(D.REQUESTED),
        do=lambda drawdown, _data, by: drawdowns.check_drawdown(drawdown, by=by),
        icon="circle-check",
        primary=True,
    ),
    Deed(
        key="approve",
        title=_("Approve the payment"),
        text=_("It is owed to the firm from now on, and the next payment run pays it."),
        done=_("Approved. The next payment run pays it."),
        may=policies.may_approve_drawdown,
        when=_is(D.CHECKED),
        do=lambda drawdown, _data, by: drawdowns.approve_drawdown(drawdown, by=by),
        icon="circle-check",
        primary=True,
        fresh=True,
    ),
    Deed(
        key="return",
        title=_("Send it back"),
        text=_("Something is missing: who asked completes it."),
        done=_("Sent back."),
        may=policies.may_refuse_drawdown,
        when=_is(D.REQUESTED, D.CHECKED),
        form=forms.RemarkForm,
        do=lambda drawdown, data, by: drawdowns.return_drawdown(drawdown, **data, by=by),
        icon="arrow-back-up",
    ),
    Deed(
        key="refuse",
        title=_("Refuse the payment"),
        text=_("It is not paid. The commitment is free for another request."),
        done=_("The payment is refused."),
        may=policies.may_refuse_drawdown,
        when=_is(D.REQUESTED, D.CHECKED, D.RETURNED),
        form=forms.RemarkForm,
        do=lambda drawdown, data, by: drawdowns.refuse_drawdown(drawdown, **data, by=by),
        danger=True,
    ),
    Deed(
        key="complete",
        title=_("Complete the request"),
        text=_("It is checked anew."),
        done=_("Completed."),
        may=policies.may_complete_drawdown,
        when=lambda each: each.state == D.RETURNED and not is_claimed(each.commitment.thing_type),
        form=forms.CompleteForm,
        starts=lambda each: {"amount": each.amount, "invoices": "\n".join(each.invoice_numbers), "note": each.note},
        do=_complete,
        primary=True,
    ),
    Deed(
        key="audit",
        title=_("Write down the audit"),
        text=_("What you looked at and what you found stays with the payment."),
        done=_("Audited."),
        may=lambda user, _drawdown: policies.may_audit_drawdown(user),
        when=_is(D.PAID),
        form=forms.FindingForm,
        do=lambda drawdown, data, by: audits.audit_drawdown(drawdown, **data, by=by),
        icon="clipboard-check",
    ),
    Deed(
        key="reclaim",
        title=_("Claim it back"),
        text=_("The firm owes it back with interest from the day it was paid, within thirty days."),
        done=_("Claimed back."),
        may=policies.may_reclaim,
        when=_is(D.PAID, D.AUDITED),
        form=forms.RemarkForm,
        do=lambda drawdown, data, by: audits.reclaim_drawdown(drawdown, reason=data["remark"], by=by),
        danger=True,
        fresh=True,
    ),
]
