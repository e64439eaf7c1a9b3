"""Doors of milestones: reported by the payee, confirmed or sent back by the payer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.http import page_now, see, writes
from purchasing.contracts import policies, services
from purchasing.contracts.forms import MilestoneReportForm, ReasonForm
from purchasing.contracts.models import Contract, Milestone
from purchasing.contracts.views.decisions import Decision, decide, posted
from purchasing.contracts.views.shown import address, contract_or_404


def _milestone_or_404(contract: Contract, uid: UUID) -> Milestone:
    found = get_object_or_404(contract.milestones, uid=uid)
    found.contract = contract
    return found


@writes(shows_form=True)
def milestone_report(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """The payee says that it is reached."""
    contract = contract_or_404(request, number)
    milestone = _milestone_or_404(contract, uid)
    decision = Decision(
        title=_("Report milestone %(no)s as reached") % {"no": milestone.no},
        text=_("The payer looks at it and confirms it; then you may invoice it. The days of payment run from the day."),
        verb=_("Report it reached"),
        done=_("Reported. The payer is asked to confirm it."),
        allowed=policies.may_report_milestone(request.user, milestone),
        do=lambda given: services.report_milestone(milestone, **given, by=request.user),
    )
    initial = {"reached_on": page_now(request).astimezone(SEOUL).date()}
    return decide(request, contract, decision, MilestoneReportForm(posted(request), initial=initial))


@writes
def milestone_confirm(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """The payer agrees."""
    contract = contract_or_404(request, number)
    services.confirm_milestone(_milestone_or_404(contract, uid), by=request.user)
    messages.success(request, _("Confirmed. It may be invoiced now."))
    return see(request, address(contract))


@writes(shows_form=True)
def milestone_return(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """The payer says what is missing."""
    contract = contract_or_404(request, number)
    milestone = _milestone_or_404(contract, uid)
    decision = Decision(
        title=_("Milestone %(no)s is not reached yet") % {"no": milestone.no},
        text=_("The payee reads your words and reports it again."),
        verb=_("Send it back"),
        done=_("Sent back with your words."),
        allowed=policies.may_confirm_milestone(request.user, milestone),
        do=lambda given: services.return_milestone(milestone, reason=given["reason"], by=request.user),
    )
    return decide(request, contract, decision, ReasonForm(posted(request), label=_("What is missing")))
