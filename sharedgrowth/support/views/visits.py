"""Doors of visits: the agenda, one visit, its safety form, its report on a phone, what the company answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, Deed, beside, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from sharedgrowth.support.forms import visits as forms
from sharedgrowth.support.forms.projects import ReasonForm
from sharedgrowth.support.models import Visit
from sharedgrowth.support.policies import visits as policies
from sharedgrowth.support.queries import visits as queries
from sharedgrowth.support.services import visits as services
from sharedgrowth.support.states.plans import VisitState
from sharedgrowth.support.views.project_deeds import files_posted
from sharedgrowth.support.views.projects import project_or_404, trail_of

PER_PAGE = 20
V = VisitState


def trail() -> list[tuple[object, str]]:
    """Where the pages stand."""
    return [(_("Visits"), reverse("support:visit-list"))]


def at(visit: Visit, name: str = "visit-detail") -> str:
    """The address of one of its pages."""
    return reverse(f"support:{name}", args=[visit.number])


def visit_or_404(request: HttpRequest, number: str) -> Visit:
    """The visit, if the person may see it."""
    return get_object_or_404(queries.visits_visible_to(request.user), number=number.upper()[:20])


def _decision(visit: Visit, **told: Any) -> Decision:
    return Decision(back=at(visit), trail=[*trail(), (visit.number, at(visit))], docno=visit.number, **told)


@reads
def visit_list(request: HttpRequest) -> HttpResponse:
    """Visits: one's own, or those that one deals with."""
    form = forms.VisitFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.visits_listed_for(request.user, **given)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "is_staff": request.user.is_internal,
    }
    return page(request, "support/visit_list.html", context, part="support/_visit_results.html")


@writes(shows_form=True)
def visit_plan(request: HttpRequest, number: str) -> HttpResponse:
    """A day of an expert at the company."""
    project = project_or_404(request, number)
    told = Decision(
        title=_("Plan a visit"),
        text=_("The company is told. Before it takes place the expert fills in the safety form."),
        verb=_("Plan the visit"),
        done=_("Planned. The company and the expert are told."),
        allowed=policies.may_plan_visit(request.user, project),
        do=lambda given: services.plan_visit(project, **given, by=request.user),
        back=reverse("support:project-detail", args=[project.number]),
        trail=trail_of(project),
        docno=project.number,
        after=at,
    )
    return decide(request, told, forms.VisitForm(posted(request), project=project, user=request.user))


def facts(visit: Visit) -> list[dict[str, Any]]:
    """Company, day, expert, site."""
    rows: list[dict[str, Any]] = [
        {"label": _("Company"), "value": visit.project.company.name, "note": visit.project.number},
        {"label": _("Day"), "value": day_text(visit.planned_on, "day"), "note": f"{visit.begins:%H:%M}"},
        {"label": _("Expert"), "value": visit.expert.user.name, "note": visit.expert.department},
        {"label": _("Site of the visit"), "value": visit.site, "note": visit.purpose},
    ]
    if visit.hours is not None:
        rows.append({"label": _("Hours at the site"), "value": f"{visit.hours.normalize():f}", "note": visit.met})
    return rows


@reads
def visit_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One visit."""
    visit = visit_or_404(request, number)
    form = queries.safety_form_of(visit)
    named = {**dict(forms.HAZARDS), **dict(forms.PROTECTION)}
    context = {
        "visit": visit,
        "trail": [*trail(), (visit.number, "")],
        "facts": facts(visit),
        "deeds": _deeds(request, visit),
        "safety": form,
        "hazards": [named.get(each, each) for each in (form.hazards if form else ())],
        "protection": [named.get(each, each) for each in (form.protection if form else ())],
        "photos": list(visit.photos.all()),
        "entries": list(timeline_of(visit)),
    }
    return page(request, "support/visit_detail.html", context)


def _deeds(request: HttpRequest, visit: Visit) -> list[Deed]:
    user, state, found = request.user, visit.state, []
    on = page_now(request).astimezone(SEOUL).date()
    if policies.may_go(user, visit):
        if state == V.PLANNED:
            text = _("What may harm you at the site, and what protects you? Without it no visit is reported.")
            verb = _("Fill in the safety form")
            found.append(Deed(verb, at(visit, "visit-safety"), "shield-check", text, primary=True))
        if state == V.SAFE and visit.planned_on <= on:
            text = _("On a phone, too: what you write is kept there until the line is back.")
            found.append(Deed(_("Write the report"), at(visit, "visit-report"), "pencil", text, primary=True))
    if policies.may_change_visit(user, visit) and state in queries.OPEN:
        found.append(Deed(_("Another day"), at(visit, "visit-move"), "calendar"))
        found.append(Deed(_("Cancel the visit"), at(visit, "visit-cancel"), "x", danger=True))
    if policies.may_confirm(user, visit) and state == V.REPORTED:
        if visit.stop_work and visit.stop_answered_at is None:
            text = _("Work has to stop until it is safe. Tell us what was done.")
            found.append(Deed(_("Answer"), at(visit, "visit-stop"), "alert-triangle", text, primary=True))
        if visit.confirmed_at is None:
            found.append(Deed(_("We have read the report"), at(visit, "visit-confirm"), "circle-check", post=True))
    return found


@writes(shows_form=True)
def visit_move(request: HttpRequest, number: str) -> HttpResponse:
    """Another day."""
    visit = visit_or_404(request, number)
    told = _decision(
        visit,
        title=_("Another day"),
        text=_("The safety form is filled in anew for the new day."),
        verb=_("Move the visit"),
        done=_("Moved. The company is told."),
        allowed=policies.may_change_visit(request.user, visit),
        do=lambda given: services.move_visit(visit, **given, by=request.user),
    )
    initial = {"planned_on": visit.planned_on, "begins": visit.begins}
    return decide(request, told, forms.MoveForm(posted(request), initial=initial))


@writes(shows_form=True)
def visit_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """It does not take place."""
    visit = visit_or_404(request, number)
    told = _decision(
        visit,
        title=_("Cancel the visit"),
        text=_("The company reads the reason."),
        verb=_("Cancel the visit"),
        done=_("Cancelled. The company is told."),
        allowed=policies.may_change_visit(request.user, visit),
        do=lambda given: services.cancel_visit(visit, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


@writes(shows_form=True)
def visit_safety(request: HttpRequest, number: str) -> HttpResponse:
    """Before the visit."""
    visit = visit_or_404(request, number)
    told = _decision(
        visit,
        title=_("Safety form"),
        text=_("Ask the site when you do not know. What is unsafe is not entered; you may stop at any time."),
        facts=facts(visit),
        verb=_("Hand in the safety form"),
        done=_("The safety form is in. A good visit."),
        allowed=policies.may_go(request.user, visit),
        do=lambda given: services.fill_safety_form(visit, **given, by=request.user),
    )
    return decide(request, told, forms.SafetyFormForm(posted(request)))


@writes(shows_form=True)
def visit_report(request: HttpRequest, number: str) -> HttpResponse:
    """What was seen and advised, on a phone. The same report sent again is the same report."""
    visit = visit_or_404(request, number)
    require(policies.may_go(request.user, visit))
    form, status = forms.ReportForm(*files_posted(request)), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.report_visit(visit, **form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The report is in. The company reads it."))
                return see(request, at(visit))
        status = 422
    elif visit.state == V.PLANNED:
        messages.info(request, _("Fill in the safety form of this visit first."))
        return see(request, at(visit, "visit-safety"))
    elif visit.state != V.SAFE:
        return see(request, at(visit))
    context = {
        "visit": visit,
        "trail": [*trail(), (visit.number, at(visit)), (_("Report"), "")],
        "facts": facts(visit),
        "form": form,
    }
    return page(request, "support/visit_report.html", context, status=status)


@writes
def visit_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The company has read it."""
    visit = visit_or_404(request, number)
    services.confirm_visit(visit, by=request.user)
    messages.success(request, _("Thank you. The expert sees that you have read it."))
    return see(request, at(visit))


@writes(shows_form=True)
def visit_stop(request: HttpRequest, number: str) -> HttpResponse:
    """What the company did."""
    visit = visit_or_404(request, number)
    told = _decision(
        visit,
        title=_("Work that has to stop"),
        text=_("Our safety people and the officer read your answer."),
        quote=visit.stop_text,
        quote_title=_("What has to stop, and why"),
        verb=_("Send the answer"),
        done=_("Sent. Thank you."),
        allowed=policies.may_confirm(request.user, visit),
        do=lambda given: services.answer_stop(visit, text=given["text"], by=request.user),
    )
    return decide(request, told, forms.StopAnswerForm(posted(request)))
