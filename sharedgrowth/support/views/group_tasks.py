"""Doors of the support group's tasks: the list, work, measurement, verification."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.deciding import Decision, Deed, decide, posted
from portal.display import day_text, money_full
from portal.http import page, reads, writes
from sharedgrowth.support.forms.labs import ReasonForm
from sharedgrowth.support.forms.waves import DoneForm, MeasureForm, TaskForm, VerifyForm
from sharedgrowth.support.models import GroupTask
from sharedgrowth.support.policies import waves as policies
from sharedgrowth.support.queries import waves as queries
from sharedgrowth.support.services import group_tasks as services
from sharedgrowth.support.states.waves import EffectOwner, GroupTaskState
from sharedgrowth.support.views.group import at, request_or_404
from sharedgrowth.support.views.steps import Step, home, run_step


def _task(request: HttpRequest, uid: UUID) -> GroupTask:
    return get_object_or_404(queries.tasks_visible_to(request.user), uid=uid)


def _task_at(task: GroupTask) -> str:
    return reverse("support:group-task", args=[task.uid])


@writes(shows_form=True)
def group_task_add(request: HttpRequest, number: str) -> HttpResponse:
    """A task of the list."""
    asked = request_or_404(request, number)
    initial = {"patents": 0, "cost_won": 0, "expected_won": 0, "owner": EffectOwner.GROUP}
    what = Decision(
        title=_("Write a task"),
        text=_("The days of the expert are taken at once. The company signs the whole list."),
        verb=_("Put it on the list"),
        done=_("On the list."),
        allowed=policies.may_diagnose(request.user, asked),
        do=lambda given: services.add_task(asked, **given, by=request.user),
        back=at(asked),
        trail=[home(), (asked.number, at(asked))],
        docno=asked.number,
    )
    return decide(request, what, TaskForm(posted(request), request=asked, initial=initial))


STEPS = {
    "start": Step(
        forms.Form,
        gettext_lazy("Start the task"),
        gettext_lazy("Work begins."),
        gettext_lazy("Start"),
        policies.may_lead,
        services.start_task,
        primary=True,
    ),
    "hold": Step(
        ReasonForm,
        gettext_lazy("Put on hold"),
        gettext_lazy("It rests until it is taken up again."),
        gettext_lazy("Put on hold"),
        policies.may_lead,
        services.hold_task,
        icon="hourglass",
    ),
    "resume": Step(
        forms.Form,
        gettext_lazy("Take up again"),
        gettext_lazy("Work goes on."),
        gettext_lazy("Take up again"),
        policies.may_lead,
        services.resume_task,
        primary=True,
    ),
    "finish": Step(
        DoneForm,
        gettext_lazy("The task is done"),
        gettext_lazy("Its effect is measured over at least three months from then on."),
        gettext_lazy("Done"),
        policies.may_lead,
        services.finish_task,
        primary=True,
    ),
    "measure": Step(
        MeasureForm,
        gettext_lazy("Measure the effect"),
        gettext_lazy("Finance verifies it; somebody else than who measured."),
        gettext_lazy("Hand it in"),
        policies.may_lead,
        services.measure_task,
        icon="ruler-2",
        primary=True,
    ),
    "verify": Step(
        VerifyForm,
        gettext_lazy("Verify the effect"),
        gettext_lazy("Of the first year only. It is counted once, in the programme that owns it."),
        pgettext_lazy("support group", "Verify"),
        policies.may_verify,
        services.verify_task,
        icon="shield-check",
        primary=True,
    ),
    "send-back": Step(
        ReasonForm,
        gettext_lazy("Have it measured again"),
        gettext_lazy("The lead expert reads the reason."),
        gettext_lazy("Send it back"),
        policies.may_verify,
        services.send_task_back,
        icon="arrow-back-up",
    ),
    "cancel": Step(
        ReasonForm,
        gettext_lazy("Cancel the task"),
        gettext_lazy("The days that were not worked are free again."),
        gettext_lazy("Cancel the task"),
        policies.may_lead,
        services.cancel_task,
        icon="circle-x",
        danger=True,
    ),
}
NOW = {
    GroupTaskState.PLANNED: ("start", "cancel"),
    GroupTaskState.IN_PROGRESS: ("finish", "hold", "cancel"),
    GroupTaskState.ON_HOLD: ("resume", "cancel"),
    GroupTaskState.DONE: ("measure", "cancel"),
    GroupTaskState.MEASURED: ("verify", "send-back"),
}


@reads
def group_task(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One task: plan, who leads, who pays, its effect and where it is counted."""
    task = _task(request, uid)
    asked = task.request
    deeds = []
    for name in NOW.get(GroupTaskState(task.state), ()):
        step = STEPS[name]
        if step.allowed(request.user, task):
            url = reverse("support:group-task-step", args=[task.uid, name])
            deeds.append(Deed(step.title, url, step.icon, primary=step.primary, danger=step.danger))
    context = {
        "trail": [home(), (asked.number, at(asked)), (task.number, "")],
        "task": task,
        "asked": asked,
        "counted_here": task.owner == EffectOwner.GROUP,
        "deeds": deeds,
    }
    return page(request, "support/group_task.html", context)


@writes(shows_form=True)
def group_task_step(request: HttpRequest, uid: UUID, step: str) -> HttpResponse:
    """One of the steps of a task."""
    task = _task(request, uid)
    facts = [
        {"label": _("Task"), "value": task.title},
        {"label": _("Company"), "value": task.request.company.name},
        {"label": pgettext("support", "Due"), "value": day_text(task.due_on)},
    ]
    if task.measured_won is not None:
        facts.append({"label": _("Measured effect in a year"), "value": money_full(task.measured_won)})
    return run_step(request, task, STEPS, step, back=_task_at, docno=task.number, facts=facts)
