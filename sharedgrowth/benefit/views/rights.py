"""Doors of disputes, releases for tenders, and what a prototype cost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.deciding import decide, posted
from portal.display import money_full
from portal.http import writes
from sharedgrowth.benefit.forms.agreements import (
    AnswerForm,
    ConsentForm,
    CostForm,
    DecisionForm,
    DisputeForm,
    GrantForm,
    OverrideForm,
)
from sharedgrowth.benefit.models import Dispute, PrototypeCost, Task
from sharedgrowth.benefit.policies import agreements as policies
from sharedgrowth.benefit.services import rights as services
from sharedgrowth.benefit.views.shown import decision, task_or_404


@writes(shows_form=True)
def dispute_open(request: HttpRequest, number: str) -> HttpResponse:
    """A side disagrees."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Open a dispute"),
        text=_("The clocks of the task stand and nothing is paid until compliance has heard both sides and decided."),
        verb=_("Open the dispute"),
        done=_("Opened. The other side and compliance are told."),
        allowed=policies.may_open_dispute(request.user, task),
        do=lambda given: services.open_dispute(task, **given, by=request.user),
    )
    return decide(request, told, DisputeForm(posted(request)))


def _dispute(request: HttpRequest, number: str) -> tuple[Task, Dispute]:
    task = task_or_404(request, number)
    found = Dispute.objects.select_related("task", "company")
    return task, get_object_or_404(found, task=task, decided_at=None)


@writes(shows_form=True)
def dispute_answer(request: HttpRequest, number: str) -> HttpResponse:
    """The other side is heard."""
    task, dispute = _dispute(request, number)
    told = decision(
        task,
        title=_("Answer the dispute"),
        text=_("Compliance reads both sides before it decides."),
        quote=dispute.text,
        quote_title=_("What the sides disagree about"),
        verb=_("Send the answer"),
        done=_("Answered."),
        allowed=policies.may_answer_dispute(request.user, dispute),
        do=lambda given: services.answer_dispute(dispute, **given, by=request.user),
    )
    return decide(request, told, AnswerForm(posted(request)))


@writes(shows_form=True)
def dispute_decide(request: HttpRequest, number: str) -> HttpResponse:
    """Compliance decides."""
    task, dispute = _dispute(request, number)
    words = f"{dispute.text}\n\n— {dispute.answer or _('The other side has not answered yet.')}"
    told = decision(
        task,
        title=_("Decide the dispute"),
        text=_("Every clock of the task goes on from where it stood. A decision is not changed afterwards."),
        quote=words,
        quote_title=_("What the sides disagree about"),
        verb=_("Decide"),
        done=_("Decided. Both sides are told."),
        allowed=policies.may_decide_dispute(request.user, dispute),
        do=lambda given: services.decide_dispute(dispute, **given, by=request.user),
    )
    return decide(request, told, DecisionForm(posted(request)))


@writes(shows_form=True)
def tender_consent(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier agrees to a tender."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Agree to a tender"),
        text=_("The buyer may then put the idea, or the items of the right, out to tender. It is not taken back."),
        verb=_("Agree"),
        done=_("Agreed. The buyer is told."),
        allowed=policies.may_consent(request.user, task),
        do=lambda given: services.consent_to_tender(task, **given, by=request.user),
        danger=True,
    )
    return decide(request, told, ConsentForm(posted(request)))


@writes(shows_form=True)
def tender_override(request: HttpRequest, number: str) -> HttpResponse:
    """Compliance lets one tender go on."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Let a tender go on"),
        text=_("For one tender that carries neither the idea nor the items, such as another item of the same class."),
        verb=_("Let it go on"),
        done=_("Kept. The supplier is told."),
        allowed=policies.may_override(request.user, task),
        do=lambda given: services.override_stop(task, **given, by=request.user),
    )
    return decide(request, told, OverrideForm(posted(request)))


@writes(shows_form=True)
def cost_claim(request: HttpRequest, number: str) -> HttpResponse:
    """What the prototype cost."""
    task = task_or_404(request, number)
    agreement = getattr(task, "agreement", None)
    most = money_full(agreement.prototype_won) if agreement is not None else "0"
    told = decision(
        task,
        title=_("Claim the cost of the prototype"),
        text=_("Agreed: at most %(most)s, also when the task fails. Finance pays it in its runs.") % {"most": most},
        verb=_("Claim"),
        done=_("Claimed. The officer looks at it."),
        allowed=policies.may_claim_cost(request.user, task),
        do=lambda given: services.claim_cost(
            task,
            amount_won=given["amount_won"],
            evidence=given["evidence"],
            uploads=given["files"],
            by=request.user,
        ),
    )
    return decide(request, told, CostForm(posted(request), request.FILES or None))


@writes(shows_form=True)
def cost_grant(request: HttpRequest, number: str) -> HttpResponse:
    """The officer grants it."""
    task = task_or_404(request, number)
    cost = get_object_or_404(PrototypeCost.objects.select_related("task"), task=task)
    told = decision(
        task,
        title=_("Grant the cost of the prototype"),
        text=_("Claimed: %(won)s. What is granted is owed and paid by finance.") % {"won": money_full(cost.amount_won)},
        quote=cost.evidence,
        quote_title=_("What was spent on what"),
        verb=_("Grant"),
        done=_("Decided. The supplier is told."),
        allowed=policies.may_grant_cost(request.user, cost),
        do=lambda given: services.grant_cost(cost, **given, by=request.user),
    )
    return decide(request, told, GrantForm(posted(request), initial={"granted_won": cost.amount_won}))
