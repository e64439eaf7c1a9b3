"""Doors that give the lists of projects, visits, experts, energy audits and requests as workbooks."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.clock import SEOUL
from portal.http import page_now, writes
from portal.taking import list_taken
from sharedgrowth.support.forms.energy import AuditFilter
from sharedgrowth.support.forms.experts import ExpertFilter
from sharedgrowth.support.forms.projects import ProjectFilter
from sharedgrowth.support.forms.visits import VisitFilter
from sharedgrowth.support.forms.waves import GroupFilter
from sharedgrowth.support.models import EnergyAudit, Expert, GroupRequest, Project, Visit
from sharedgrowth.support.queries import energy, experts, projects, visits, waves
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.views.experts import MONTHS


@writes(shows_form=True)
def project_export(request: HttpRequest) -> HttpResponse:
    """Projects as they are filtered."""
    form = ProjectFilter(request.GET or None)
    titles = {each.slug: each.title for each in programmes}
    head = [_("Number"), _("Project"), _("Company"), _("Programme"), _("First day"), pgettext("project", "Last day")]

    def row(project: Project) -> list[object]:
        named = [project.number, project.title, project.company.name, titles.get(project.programme, project.programme)]
        return [*named, project.begins_on, project.ends_on, project.improvement, project.get_state_display()]

    return list_taken(
        request,
        projects.projects_listed_for(request.user, **(form.given() if form.is_bound else {})),
        name="projects",
        title=_("Projects"),
        head=[*head, _("Improvement"), _("State")],
        row=row,
        back=reverse("support:project-list"),
    )


@writes(shows_form=True)
def visit_export(request: HttpRequest) -> HttpResponse:
    """Visits as they are filtered."""
    form = VisitFilter(request.GET or None)
    head = [_("Number"), _("Visit"), _("Project"), _("Company"), _("Expert"), _("Day"), pgettext("visit", "Begins")]

    def row(visit: Visit) -> list[object]:
        project, begins = visit.project, f"{visit.begins:%H:%M}" if visit.begins else ""
        named = [visit.number, visit.purpose, project.number, project.company.name, visit.expert.user.name]
        return [*named, visit.planned_on, begins, visit.hours, visit.get_state_display()]

    return list_taken(
        request,
        visits.visits_listed_for(request.user, **(form.given() if form.is_bound else {})),
        name="visits",
        title=_("Visits"),
        head=[*head, _("Hours at the site"), _("State")],
        row=row,
        back=reverse("support:visit-list"),
    )


@writes(shows_form=True)
def expert_export(request: HttpRequest) -> HttpResponse:
    """Experts with the days that are left, by month."""
    form = ExpertFilter(request.GET or None)
    found = experts.experts_listed_for(request.user, **(form.given() if form.is_bound else {}))
    first = page_now(request).astimezone(SEOUL).date().replace(day=1)
    calendar = experts.calendar_of(list(found), first, MONTHS)
    months = next(iter(calendar.values()), [])

    def row(expert: Expert) -> list[object]:
        named = [expert.user.name, expert.organisation, expert.department, ", ".join(expert.skills)]
        return [*named, *(cell.free for cell in calendar[expert.pk])]

    head = [_("Expert"), _("Organisation"), _("Department"), _("Disciplines")]
    return list_taken(
        request,
        found,
        name="experts",
        title=_("Experts"),
        head=[*head, *(f"{cell.month:%Y-%m}" for cell in months)],
        row=row,
        back=reverse("support:expert-list"),
    )


@writes(shows_form=True)
def audit_export(request: HttpRequest) -> HttpResponse:
    """Energy audits as they are filtered, with what was saved."""
    form = AuditFilter(request.GET or None)
    found = energy.audits_listed_for(request.user, **(form.given() if form.is_bound else {}))
    saved = energy.saved_of(list(found))
    head = [_("Project"), _("Title"), _("Company"), _("Measures"), _("In place"), "tCO2", _("Saved (won)"), _("State")]

    def row(audit: EnergyAudit) -> list[object]:
        project, known = audit.project, saved.get(audit.pk)
        told = [known["tco2"], known["won"]] if known else [None, None]
        counted = [audit.measure_count, audit.done_count]
        return [project.number, project.title, project.company.name, *counted, *told, audit.get_state_display()]

    return list_taken(
        request,
        found,
        name="energy-audits",
        title=_("Energy audits"),
        head=head,
        row=row,
        back=reverse("support:audit-list"),
    )


@writes(shows_form=True)
def group_export(request: HttpRequest) -> HttpResponse:
    """Requests to the support group as they are filtered."""
    form = GroupFilter(request.GET or None)
    head = [_("Number"), _("Company"), pgettext("support group", "Problem"), _("Wave"), pgettext("request", "Asked")]

    def row(asked: GroupRequest) -> list[object]:
        wave = str(asked.wave) if asked.wave else ""
        return [asked.number, asked.company.name, asked.problem, wave, asked.asked_at, asked.get_state_display()]

    return list_taken(
        request,
        waves.requests_listed_for(request.user, **(form.given() if form.is_bound else {})),
        name="group-requests",
        title=pgettext("support group", "Requests"),
        head=[*head, _("State")],
        row=row,
        back=reverse("support:group-list"),
    )
