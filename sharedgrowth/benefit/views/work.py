"""Doors of the work on a task: registration, milestones, start, completion; technical data."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.clock import today
from portal.deciding import decide, posted
from portal.http import see, writes
from sharedgrowth.benefit.forms.agreements import (
    CertificateForm,
    ItemForm,
    MilestoneForm,
    RegistrationForm,
    ReportForm,
    ResumeForm,
    ReturnForm,
)
from sharedgrowth.benefit.models import Milestone, Task, TechnicalItem
from sharedgrowth.benefit.policies import agreements as policies
from sharedgrowth.benefit.policies import tasks as task_policies
from sharedgrowth.benefit.services import work as services
from sharedgrowth.benefit.views.shown import at, decision, task_or_404


@writes(shows_form=True)
def task_register(request: HttpRequest, number: str) -> HttpResponse:
    """The body outside has it."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Register outside"),
        text=_(
            "The body that confirms benefit sharing gets contract and plan before the task starts; later it is late."
        ),
        verb=_("Enter"),
        done=_("Entered."),
        allowed=policies.may_register(request.user),
        do=lambda given: services.register_task(task, **given, by=request.user),
    )
    return decide(request, told, RegistrationForm(posted(request), initial={"registered_on": today()}))


@writes(shows_form=True)
def task_certify(request: HttpRequest, number: str) -> HttpResponse:
    """The body confirms it."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Enter the certificate"),
        text=_("After completion the body confirms performance and sharing."),
        verb=_("Enter"),
        done=_("Entered."),
        allowed=policies.may_register(request.user),
        do=lambda given: services.certify_task(task, **given, by=request.user),
    )
    return decide(request, told, CertificateForm(posted(request), initial={"certified_on": today()}))


# Milestones ----------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def milestone_add(request: HttpRequest, number: str) -> HttpResponse:
    """A step with its day."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Add a milestone"),
        text=_("Overdue by more than 30 days both sides are told; by more than 90 days the task is suspended."),
        verb=_("Add"),
        done=_("Added."),
        allowed=task_policies.officer(request.user),
        do=lambda given: services.add_milestone(task, **given, by=request.user),
    )
    return decide(request, told, MilestoneForm(posted(request)))


def _milestone(request: HttpRequest, number: str, no: int) -> tuple[Task, Milestone]:
    task = task_or_404(request, number)
    return task, get_object_or_404(Milestone.objects.select_related("task"), task=task, no=no)


@writes
def milestone_drop(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """Before the agreement is sent."""
    task, milestone = _milestone(request, number, no)
    services.drop_milestone(milestone, by=request.user)
    messages.success(request, _("Taken out."))
    return see(request, at(task))


@writes(shows_form=True)
def milestone_report(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """It is reached."""
    task, milestone = _milestone(request, number, no)
    told = decision(
        task,
        title=_("Report the milestone: %(title)s") % {"title": milestone.title},
        text=_("The other side reads it; a report is not changed afterwards."),
        verb=_("Report the milestone"),
        done=_("Reported."),
        allowed=task_policies.may_report(request.user, task),
        do=lambda given: services.report_milestone(
            milestone, done_on=given["done_on"], report=given["report"], uploads=given["files"], by=request.user
        ),
    )
    form = ReportForm(posted(request), request.FILES or None, initial={"done_on": today()})
    return decide(request, told, form)


# Start and end -------------------------------------------------------------------------------------------------------
@writes
def task_start(request: HttpRequest, number: str) -> HttpResponse:
    """Work begins."""
    task = task_or_404(request, number)
    services.start_task(task, by=request.user)
    messages.success(request, _("Started. The supplier is told."))
    return see(request, at(task))


@writes
def task_complete(request: HttpRequest, number: str) -> HttpResponse:
    """Every milestone is reached."""
    task = task_or_404(request, number)
    services.complete_task(task, by=request.user)
    messages.success(request, _("Completed. Now it is measured."))
    return see(request, at(task))


@writes(shows_form=True)
def task_resume(request: HttpRequest, number: str) -> HttpResponse:
    """A suspended task goes on."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Go on"),
        text=_("Milestones that are overdue get this day; the clock starts anew for them."),
        verb=_("Go on"),
        done=_("It goes on. The supplier is told."),
        allowed=task_policies.may_resume(request.user, task),
        do=lambda given: services.resume_task(task, **given, by=request.user),
    )
    return decide(request, told, ResumeForm(posted(request)))


# Technical data ------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def item_give(request: HttpRequest, number: str) -> HttpResponse:
    """One side hands technical data over."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Hand over technical data"),
        text=_("Only who works on the task opens it; each opening is recorded, and both sides read the record."),
        verb=_("Hand over"),
        done=_("Handed over. The other side is told."),
        allowed=policies.may_give_item(request.user, task),
        do=lambda given: services.give_item(task, **given, by=request.user),
    )
    return decide(request, told, ItemForm(posted(request), request.FILES or None))


def _item(request: HttpRequest, number: str, uid: UUID) -> tuple[Task, TechnicalItem]:
    task = task_or_404(request, number)
    return task, get_object_or_404(TechnicalItem.objects.select_related("task", "file"), task=task, uid=uid)


@never_cache
@writes
def item_open(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """Who opens it is kept before a byte leaves; for a minute the file's own door lets this person in.

    By a form: links are followed by machines.
    """
    _task, item = _item(request, number, uid)
    services.open_item(item, by=request.user)
    return see(request, item.file.url)


@writes(shows_form=True)
def item_return(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """It went back, or was destroyed."""
    task, item = _item(request, number, uid)
    told = decision(
        task,
        title=_("Returned or destroyed: %(title)s") % {"title": item.title},
        text=_("Nobody but its owner opens it from then on. The record is kept for seven years."),
        verb=_("Enter"),
        done=_("Entered. The other side is told."),
        allowed=policies.may_return_item(request.user, item),
        do=lambda given: services.return_item(item, **given, by=request.user),
    )
    return decide(request, told, ReturnForm(posted(request), initial={"returned_on": today()}))
