"""Doors of experts: the list with its calendar, a profile with its agenda, days, absences, assignments."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, Deed, decide, posted
from portal.http import page, page_now, reads, writes
from portal.icalendar import Moment, calendar_text
from portal.paging import Paginator
from sharedgrowth.support.forms import experts as forms
from sharedgrowth.support.forms.projects import ReasonForm
from sharedgrowth.support.models import Assignment, Expert
from sharedgrowth.support.policies import experts as policies
from sharedgrowth.support.queries import experts as queries
from sharedgrowth.support.queries.experts import calendar_of
from sharedgrowth.support.services import experts as services
from sharedgrowth.support.states.experts import AssignmentState
from sharedgrowth.support.views.projects import project_or_404, trail_of

PER_PAGE, MONTHS = 20, 6


def trail() -> list[tuple[object, str]]:
    """Where the pages stand."""
    return [(_("Experts"), reverse("support:expert-list"))]


def at(expert: Expert, name: str = "expert-detail") -> str:
    """The address of one of its pages."""
    return reverse(f"support:{name}", args=[expert.uid])


def expert_or_404(request: HttpRequest, uid) -> Expert:
    """The expert, if the person may see the profile."""
    return get_object_or_404(queries.experts_visible_to(request.user), uid=uid)


@reads
def expert_list(request: HttpRequest) -> HttpResponse:
    """Who advises, in which discipline, with how many days left by month."""
    form = forms.ExpertFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    results = Paginator(queries.experts_listed_for(request.user, **given), PER_PAGE).get_page(request.GET.get("page"))
    first = page_now(request).astimezone(SEOUL).date().replace(day=1)
    calendar = calendar_of(results.object_list, first, MONTHS)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": [(expert, calendar[expert.pk]) for expert in results.object_list],
        "months": next(iter(calendar.values()), []),
        "may_manage": policies.may_manage_experts(request.user),
        "own": queries.experts_visible_to(request.user).filter(user=request.user).first(),
    }
    return page(request, "support/expert_list.html", context, part="support/_expert_results.html")


@writes(shows_form=True)
def expert_add(request: HttpRequest) -> HttpResponse:
    """A consultant enters the list."""
    told = Decision(
        title=_("Add an expert"),
        text=_("Somebody with the role of consultant. The head of the unit releases the expert for each project."),
        verb=_("Add the expert"),
        done=_("The expert is on the list."),
        allowed=policies.may_manage_experts(request.user),
        do=lambda given: services.add_expert(given.pop("user"), **given, by=request.user),
        back=reverse("support:expert-list"),
        trail=trail(),
        after=at,
    )
    return decide(request, told, forms.NewExpertForm(posted(request)))


def _facts(expert: Expert) -> list[dict[str, Any]]:
    return [
        {"label": _("Organisation"), "value": expert.organisation or "—", "note": expert.department},
        {"label": _("Disciplines"), "value": ", ".join(expert.skills) or "—", "note": ""},
        {"label": _("Years of experience"), "value": expert.years, "note": ""},
        {"label": _("Head of the unit"), "value": expert.head.name if expert.head else "—", "note": ""},
        {"label": _("Days a month"), "value": f"{expert.days_a_month.normalize():f}", "note": ""},
    ]


@reads
def expert_detail(request: HttpRequest, uid) -> HttpResponse:
    """A profile, with the months, the agenda, the work."""
    expert = expert_or_404(request, uid)
    on = page_now(request).astimezone(SEOUL).date()
    context = {
        "expert": expert,
        "trail": [*trail(), (expert.user.name, "")],
        "facts": _facts(expert),
        "months": calendar_of([expert], on, MONTHS)[expert.pk],
        "agenda": list(queries.agenda_of(expert, on)),
        "absences": list(expert.absences.filter(ends_on__gte=on)),
        "assignments": list(queries.assignments_of(expert)[:20]),
        "may_edit": policies.may_edit_profile(request.user, expert),
        "may_plan": policies.may_plan_days(request.user, expert),
        "is_head": expert.head_id == request.user.pk,
        "entries": list(timeline_of(expert)[:12]),
    }
    return page(request, "support/expert_detail.html", context)


def _decision(expert: Expert, **told: Any) -> Decision:
    return Decision(back=at(expert), trail=[*trail(), (expert.user.name, at(expert))], **told)


@writes(shows_form=True)
def expert_edit(request: HttpRequest, uid) -> HttpResponse:
    """The profile; what the officer keeps is changed by the officer alone."""
    expert = expert_or_404(request, uid)
    manages = policies.may_manage_experts(request.user)
    names = ("organisation", "department", "disciplines", "years", "about_ko", "about_en")
    initial = {name: getattr(expert, name) for name in (*names, "head", "days_a_month", "active")}
    form = (
        forms.ExpertForm(posted(request), initial=initial, expert=expert)
        if manages
        else forms.ProfileForm(posted(request), initial=initial)
    )
    told = _decision(
        expert,
        title=_("Edit the profile"),
        text=_("Officers choose experts by it; companies read it when you work for them."),
        verb=_("Save"),
        done=_("Saved."),
        allowed=policies.may_edit_profile(request.user, expert),
        do=lambda given: services.edit_expert(expert, **given, by=request.user),
    )
    return decide(request, told, form)


@writes(shows_form=True)
def expert_month(request: HttpRequest, uid) -> HttpResponse:
    """Another number of days in one month."""
    expert = expert_or_404(request, uid)
    told = _decision(
        expert,
        title=_("Days of a month"),
        text=_("Where a month has more or fewer days than usual. Never fewer than what is planned."),
        verb=_("Save"),
        done=_("Saved."),
        allowed=policies.may_plan_days(request.user, expert),
        do=lambda given: services.set_capacity(expert, given["month"], days=given["days"], by=request.user),
    )
    return decide(request, told, forms.MonthDaysForm(posted(request)))


@writes(shows_form=True)
def expert_absence(request: HttpRequest, uid) -> HttpResponse:
    """Days away."""
    expert = expert_or_404(request, uid)
    told = _decision(
        expert,
        title=_("Add an absence"),
        text=_("No visit is planned on these days, and the months have fewer days."),
        verb=_("Add the absence"),
        done=_("Added."),
        allowed=policies.may_plan_days(request.user, expert),
        do=lambda given: services.add_absence(expert, **given, by=request.user),
    )
    return decide(request, told, forms.AbsenceForm(posted(request)))


@reads
def expert_calendar(request: HttpRequest, uid) -> HttpResponse:
    """The agenda for one's own calendar program."""
    expert = expert_or_404(request, uid)
    on = page_now(request).astimezone(SEOUL).date()
    moments = [
        Moment(
            uid=f"{visit.uid}@visits",
            at=datetime.combine(visit.planned_on, visit.begins, SEOUL),
            title=f"{visit.project.company.name} · {visit.site}",
            text=visit.purpose,
            url=request.build_absolute_uri(reverse("support:visit-detail", args=[visit.number])),
            changed_at=visit.planned_at,
        )
        for visit in queries.agenda_of(expert, on)
    ]
    text = calendar_text(_("Visits of %(name)s") % {"name": expert.user.name}, "-//Together//Visits//KO", moments)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="visits.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


# Assignments ---------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def expert_ask(request: HttpRequest, number: str) -> HttpResponse:
    """The officer asks for an expert."""
    project = project_or_404(request, number)
    form = forms.AskExpertForm(posted(request), project=project)
    told = Decision(
        title=_("Ask for an expert"),
        text=_("The days are planned at once. The head of the unit releases the expert, or says why not."),
        verb=_("Ask for the expert"),
        done=_("Asked. The head of the unit is told."),
        allowed=policies.may_assign(request.user, project),
        do=lambda given: services.ask_expert(
            project,
            given["expert"],
            days=form.days,
            task=given["task"],
            lead=given["lead"],
            sees_costs=given["sees_costs"],
            by=request.user,
        ),
        back=reverse("support:project-detail", args=[project.number]),
        trail=trail_of(project),
        docno=project.number,
    )
    return decide(request, told, form)


def assignment_or_404(request: HttpRequest, uid) -> Assignment:
    """The assignment, if the person may see its expert."""
    found = Assignment.objects.filter(uid=uid).select_related("expert__user", "project__company").first()
    if found is None or not queries.experts_visible_to(request.user).filter(pk=found.expert_id).exists():
        raise Http404
    return found


def _about(assignment: Assignment) -> list[dict[str, Any]]:
    days = ", ".join(f"{month}: {number}" for month, number in assignment.days.items())
    return [
        {"label": _("Expert"), "value": assignment.expert.user.name, "note": ""},
        {"label": _("Project"), "value": assignment.project.number, "note": assignment.project.company.name},
        {"label": _("Days by month"), "value": days, "note": assignment.task},
    ]


@writes(shows_form=True)
def assignment_release(request: HttpRequest, uid) -> HttpResponse:
    """The head of the unit agrees."""
    assignment = assignment_or_404(request, uid)
    told = _decision(
        assignment.expert,
        title=_("Release the expert"),
        text=_(
            "The expert then sees the project. Who sees the company's costs decides in none of its tenders until six "
            "months after the last day (SOD-14)."
        ),
        facts=_about(assignment),
        verb=pgettext("expert", "Release"),
        done=_("Released. The officer and the expert are told."),
        allowed=policies.may_release(request.user, assignment),
        do=lambda given: services.release_expert(assignment, by=request.user),
    )
    return decide(request, told, forms.forms.Form(posted(request)))


@writes(shows_form=True)
def assignment_refuse(request: HttpRequest, uid) -> HttpResponse:
    """The unit cannot spare the expert."""
    assignment = assignment_or_404(request, uid)
    told = _decision(
        assignment.expert,
        title=_("Do not release the expert"),
        text=_("The officer reads the reason; the days are free again."),
        facts=_about(assignment),
        verb=_("Do not release"),
        done=_("The officer is told."),
        allowed=policies.may_release(request.user, assignment),
        do=lambda given: services.refuse_expert(assignment, reason=given["reason"], by=request.user),
    )
    return decide(request, told, ReasonForm(posted(request)))


@writes(shows_form=True)
def assignment_end(request: HttpRequest, uid) -> HttpResponse:
    """The work is done."""
    assignment = assignment_or_404(request, uid)
    told = _decision(
        assignment.expert,
        title=_("End the assignment"),
        text=_("Days of months to come are free again. The expert no longer sees the project."),
        facts=_about(assignment),
        verb=_("End it"),
        done=_("Ended."),
        allowed=policies.may_end_assignment(request.user, assignment),
        do=lambda given: services.end_assignment(assignment, reason=given["reason"], by=request.user),
    )
    return decide(request, told, ReasonForm(posted(request)))


@reads
def release_list(request: HttpRequest) -> HttpResponse:
    """What a head of a unit has to decide on."""
    waiting = list(queries.releases_waiting_for(request.user))
    context = {
        "trail": [*trail(), (_("Releases"), "")],
        "rows": [(each, _release_deeds(each)) for each in waiting],
    }
    return page(request, "support/release_list.html", context)


def _release_deeds(assignment: Assignment) -> list[Deed]:
    if assignment.state != AssignmentState.ASKED:
        return []
    release = reverse("support:assignment-release", args=[assignment.uid])
    refuse = reverse("support:assignment-refuse", args=[assignment.uid])
    return [
        Deed(pgettext("expert", "Release"), release, "circle-check", primary=True),
        Deed(_("Do not release"), refuse, "x"),
    ]
