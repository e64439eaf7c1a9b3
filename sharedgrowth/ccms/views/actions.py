"""Doors of actions: the list, one with its deeds, planning, reporting, closing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, Deed, decide, posted
from portal.display import day_text
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from sharedgrowth.ccms.forms.assessments import ActionFilter, OpenActionForm, PlanForm, ReasonForm, ResultForm
from sharedgrowth.ccms.models import Action
from sharedgrowth.ccms.policies import assessments as policies
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.services import actions as services
from sharedgrowth.ccms.states import ActionState
from sharedgrowth.ccms.views import assessments

PER_PAGE = 20


def action_or_404(request: HttpRequest, uid: UUID) -> Action:
    """The action, if this person may see it."""
    return get_object_or_404(queries.actions_visible_to(request.user), uid=uid)


def _url(action: Action, name: str = "action-detail") -> str:
    return reverse(f"ccms:{name}", args=[action.uid])


def _trail(action: Action | None = None, words: object = "") -> list[tuple[object, str]]:
    steps = [*assessments.trail()[:1], (pgettext("ccms", "Self-assessment"), reverse("ccms:assessment-list"))]
    steps.append((pgettext("ccms", "Actions"), reverse("ccms:action-list") if action else ""))
    if action is not None:
        steps.append((_title(action), _url(action) if words else ""))
    return [*steps, (words, "")] if words else steps


def _title(action: Action) -> str:
    return action.title or _("Raise %(module)s") % {"module": action.module}


@reads
def action_list(request: HttpRequest) -> HttpResponse:
    """All that this person sees, the first due on top."""
    form = ActionFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.actions_listed_for(request.user, state=given.get("state", ""))
    context = {
        "trail": _trail(),
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "today": page_now(request).astimezone(SEOUL).date(),
    }
    return page(request, "ccms/action_list.html", context, part="ccms/_action_results.html")


@reads
def action_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One action, what is next, its trail."""
    action = action_or_404(request, uid)
    context = {
        "trail": _trail(action),
        "action": action,
        "title": _title(action),
        "facts": _facts(action),
        "deeds": {"deeds": _deeds(request, action), "reason": ""},
        "entries": timeline_of(action),
    }
    return page(request, "ccms/action_detail.html", context)


def _facts(action: Action) -> list[dict[str, Any]]:
    return [
        {
            "label": pgettext("ccms", "Unit or company"),
            "value": action.assessment.who,
            "note": action.assessment.number,
        },
        {"label": _("Module"), "value": action.module},
        {"label": pgettext("ccms action", "Due"), "value": day_text(action.due_on, "day")},
        {"label": _("Owner"), "value": action.owner.name if action.owner else _("nobody yet")},
        {"label": pgettext("ccms", "Closed by"), "value": action.closed_by.name if action.closed_by else "—"},
    ]


def _deeds(request: HttpRequest, action: Action) -> list[Deed]:
    user, found = request.user, []
    if action.state == ActionState.OPEN:
        if policies.may_plan(user, action.assessment):
            found.append(Deed(_("Plan"), _url(action, "action-plan"), "pencil", primary=not action.title))
        if action.title and policies.may_finish(user, action):
            found.append(Deed(_("Report it done"), _url(action, "action-finish"), "circle-check", primary=True))
    if action.state == ActionState.DONE and policies.may_close(user, action):
        close = pgettext("ccms action", "Close")
        found.append(Deed(close, _url(action, "action-close"), "circle-check", post=True, primary=True))
        found.append(Deed(_("Not done yet"), _url(action, "action-reopen"), "arrow-back-up"))
    if action.state in (ActionState.OPEN, ActionState.DONE) and policies.may_close(user, action):
        found.append(Deed(pgettext("ccms action", "Drop"), _url(action, "action-drop"), "ban", danger=True))
    return found


@writes(shows_form=True)
def action_open(request: HttpRequest, number: str) -> HttpResponse:
    """One more than the index asks for."""
    assessment = assessments.assessment_or_404(request, number)
    decision = Decision(
        title=_("Open an action"),
        text=_("What the unit or company wants to do, whatever its index."),
        verb=_("Open it"),
        done=_("The action is open."),
        allowed=policies.may_plan(request.user, assessment),
        do=lambda given: services.open_action(assessment, by=request.user, **given),
        back=assessments.address(assessment),
        trail=assessments.trail(assessment, "")[:-1] + [(assessment.number, assessments.address(assessment))],
        docno=assessment.number,
        after=_url,
    )
    return decide(request, decision, OpenActionForm(posted(request), assessment=assessment))


def _decision(action: Action, request: HttpRequest, **facts: Any) -> Decision:
    return Decision(
        back=_url(action),
        trail=_trail(action),
        docno=action.assessment.number,
        heading=_title(action),
        **facts,
    )


@writes(shows_form=True)
def action_plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What, who, until when."""
    action = action_or_404(request, uid)
    decision = _decision(
        action,
        request,
        title=_("Plan the action"),
        text=_("The owner is told. Another person than who reports it done closes it."),
        verb=_("Save"),
        done=_("The plan is saved."),
        allowed=policies.may_plan(request.user, action.assessment),
        do=lambda given: services.plan_action(action, by=request.user, **given),
    )
    initial = {"title": action.title, "due_on": action.due_on, "owner": action.owner_id}
    return decide(request, decision, PlanForm(posted(request), initial=initial, assessment=action.assessment))


@writes(shows_form=True)
def action_finish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Reported done."""
    action = action_or_404(request, uid)
    decision = _decision(
        action,
        request,
        title=_("Report it done"),
        text=_("Another person looks at it and closes it."),
        verb=_("Report it done"),
        done=_("Reported. Another person closes it."),
        allowed=policies.may_finish(request.user, action),
        do=lambda given: services.finish_action(action, by=request.user, **given),
    )
    return decide(request, decision, ResultForm(posted(request), initial={"result": action.result}))


@writes
def action_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another person has looked."""
    action = action_or_404(request, uid)
    services.close_action(action, by=request.user)
    messages.success(request, _("The action is closed."))
    return see(request, _url(action))


@writes(shows_form=True)
def action_reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Not done yet."""
    action = action_or_404(request, uid)
    decision = _decision(
        action,
        request,
        title=_("Not done yet"),
        text=_("The action is open again. Who reported it reads your words."),
        verb=_("Open it again"),
        done=_("The action is open again."),
        allowed=policies.may_close(request.user, action),
        do=lambda given: services.reopen_action(action, by=request.user, **given),
    )
    return decide(request, decision, ReasonForm(posted(request)))


@writes(shows_form=True)
def action_drop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is not done, and why."""
    action = action_or_404(request, uid)
    decision = _decision(
        action,
        request,
        title=_("Drop the action"),
        text=_("It stays in the list with your words."),
        verb=pgettext("ccms action", "Drop"),
        done=_("The action is dropped."),
        allowed=policies.may_close(request.user, action),
        do=lambda given: services.drop_action(action, by=request.user, **given),
        danger=True,
    )
    return decide(request, decision, ReasonForm(posted(request)))
