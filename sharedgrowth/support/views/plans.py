"""Doors of the plan of a project: phases, what is handed in, indicators before the work."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import decide, posted
from portal.http import see, writes
from sharedgrowth.support.forms import projects as forms
from sharedgrowth.support.models import Deliverable, Kpi, Project, ProjectPhase
from sharedgrowth.support.policies import projects as policies
from sharedgrowth.support.services import kpis
from sharedgrowth.support.services import plans as services
from sharedgrowth.support.views.project_deeds import decision, files_posted
from sharedgrowth.support.views.projects import at, project_or_404


def _phase(project: Project, key: str) -> ProjectPhase:
    found = get_object_or_404(project.phases, key=key)
    found.project = project
    return found


def _deliverable(project: Project, uid: Any) -> Deliverable:
    found = get_object_or_404(project.deliverables, uid=uid)
    found.project = project
    return found


def _kpi(project: Project, uid: Any) -> Kpi:
    found = get_object_or_404(project.kpis, uid=uid)
    found.project = project
    return found


@writes(shows_form=True)
def phase_move(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Other days."""
    project = project_or_404(request, number)
    phase = _phase(project, key)
    told = decision(
        project,
        title=_("Change the days of “%(name)s”") % {"name": phase.title},
        text=_("Deliverables of this phase that are not handed in yet are due on its new last day."),
        verb=_("Change the days"),
        done=_("Changed. The company is told."),
        allowed=policies.may_plan(request.user, project),
        do=lambda given: services.move_phase(phase, **given, by=request.user),
    )
    initial = {"begins_on": phase.begins_on, "ends_on": phase.ends_on}
    return decide(request, told, forms.PhaseForm(posted(request), initial=initial))


@writes(shows_form=True)
def phase_finish(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Done."""
    project = project_or_404(request, number)
    phase = _phase(project, key)
    told = decision(
        project,
        title=_("“%(name)s” is done") % {"name": phase.title},
        text=_("The phases before it are done and its deliverables are accepted."),
        verb=_("It is done"),
        done=_("The phase is done."),
        allowed=policies.may_plan(request.user, project),
        do=lambda given: services.finish_phase(phase, note=given["note"], by=request.user),
    )
    return decide(request, told, forms.PhaseDoneForm(posted(request)))


@writes(shows_form=True)
def deliverable_add(request: HttpRequest, number: str) -> HttpResponse:
    """Something more to hand in."""
    project = project_or_404(request, number)
    told = decision(
        project,
        title=_("Add a deliverable"),
        text=_("The company hands it in by this day."),
        verb=_("Add"),
        done=_("Added. The company is told."),
        allowed=policies.may_plan(request.user, project),
        do=lambda given: services.add_deliverable(project, **given, by=request.user),
    )
    return decide(request, told, forms.DeliverableForm(posted(request), project=project))


@writes(shows_form=True)
def deliverable_hand_in(request: HttpRequest, number: str, uid) -> HttpResponse:
    """The company's files."""
    project = project_or_404(request, number)
    thing = _deliverable(project, uid)
    told = decision(
        project,
        title=_("Hand in: %(name)s") % {"name": thing.title},
        text=_("The officer or the expert looks at it, and accepts it or says what is missing."),
        quote=thing.remark,
        quote_title=_("What was missing"),
        verb=_("Hand in"),
        done=_("Handed in. The officer is told."),
        allowed=policies.may_hand_in(request.user, thing),
        do=lambda given: services.hand_in(thing, uploads=given["uploads"], note=given["note"], by=request.user),
    )
    return decide(request, told, forms.HandInForm(*files_posted(request)))


@writes(shows_form=True)
def deliverable_accept(request: HttpRequest, number: str, uid) -> HttpResponse:
    """As agreed."""
    project = project_or_404(request, number)
    thing = _deliverable(project, uid)
    told = decision(
        project,
        title=_("Accept: %(name)s") % {"name": thing.title},
        text=_("It is as agreed."),
        quote=thing.note,
        quote_title=_("Note of the company"),
        verb=pgettext("claim", "Accept"),
        done=_("Accepted. The company is told."),
        allowed=policies.may_judge(request.user, thing),
        do=lambda given: services.accept_deliverable(thing, remark=given["remark"], by=request.user),
    )
    return decide(request, told, forms.OptionalRemarkForm(posted(request)))


@writes(shows_form=True)
def deliverable_return(request: HttpRequest, number: str, uid) -> HttpResponse:
    """Something is missing."""
    project = project_or_404(request, number)
    thing = _deliverable(project, uid)
    told = decision(
        project,
        title=_("Send back: %(name)s") % {"name": thing.title},
        text=_("The company hands it in again; say what is missing."),
        verb=_("Send back"),
        done=_("Sent back. The company is told."),
        allowed=policies.may_judge(request.user, thing),
        do=lambda given: services.return_deliverable(thing, remark=given["remark"], by=request.user),
    )
    return decide(request, told, forms.RemarkForm(posted(request)))


# Indicators ----------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def kpi_add(request: HttpRequest, number: str) -> HttpResponse:
    """Another indicator."""
    project = project_or_404(request, number)
    told = decision(
        project,
        title=_("Add an indicator"),
        text=_("One that can be measured before and after in the same way."),
        verb=_("Add"),
        done=_("Added."),
        allowed=policies.may_plan(request.user, project),
        do=lambda given: kpis.add_kpi(project, **given, by=request.user),
    )
    return decide(request, told, forms.KpiForm(posted(request), initial={"direction": "lower"}))


@writes
def kpi_remove(request: HttpRequest, number: str, uid) -> HttpResponse:
    """One that is not measured here."""
    project = project_or_404(request, number)
    kpis.remove_kpi(_kpi(project, uid), by=request.user)
    messages.success(request, _("Removed."))
    return see(request, at(project))


@writes(shows_form=True)
def kpi_before(request: HttpRequest, number: str, uid) -> HttpResponse:
    """The value before."""
    project = project_or_404(request, number)
    kpi = _kpi(project, uid)
    told = decision(
        project,
        title=_("Value before: %(name)s") % {"name": kpi.name},
        text=_("Measured before the work changes anything. A value of zero has no rate: the difference is told."),
        verb=_("Save"),
        done=_("Saved."),
        allowed=policies.may_enter_baseline(request.user, project),
        do=lambda given: kpis.set_before(kpi, **given, by=request.user),
    )
    return decide(request, told, forms.BeforeForm(*files_posted(request), kpi=kpi))
