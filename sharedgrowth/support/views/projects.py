"""Doors of projects: the list, and one project with all that belongs to it."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Deed
from portal.display import day_text, money_full
from portal.http import page, page_now, reads
from portal.paging import Paginator
from sharedgrowth.support.forms import projects as forms
from sharedgrowth.support.models import Project
from sharedgrowth.support.policies import claims as claim_policies
from sharedgrowth.support.policies import experts as expert_policies
from sharedgrowth.support.policies import projects as policies
from sharedgrowth.support.policies import visits as visit_policies
from sharedgrowth.support.queries import claims as claim_queries
from sharedgrowth.support.queries import projects as queries
from sharedgrowth.support.queries import visits as visit_queries
from sharedgrowth.support.registry import programmes, project_pages
from sharedgrowth.support.rules.improvement import improvement_rate, reaches_target
from sharedgrowth.support.services.kpis import BEFORE_WORK, first_day_to_measure
from sharedgrowth.support.services.plans import ENDED_WELL
from sharedgrowth.support.states import PROJECT_RUNNING, ProjectState
from sharedgrowth.support.states.plans import KpiDirection

PER_PAGE = 20
P = ProjectState
STEPS = {
    P.AGREEMENT: pgettext_lazy("step of a project", "Agreement"),
    P.IN_PROGRESS: pgettext_lazy("step of a project", "Work"),
    P.COMPLETED: pgettext_lazy("step of a project", "Completion"),
    P.MEASURED: pgettext_lazy("step of a project", "Measurement"),
    P.VERIFIED: pgettext_lazy("step of a project", "Verification"),
    P.CLOSED: pgettext_lazy("step of a project", "Closing"),
}


def trail() -> list[tuple[object, str]]:
    """Where the pages stand."""
    return [(_("Projects"), reverse("support:project-list"))]


def at(project: Project, name: str = "project-detail") -> str:
    """The address of one of its pages."""
    return reverse(f"support:{name}", args=[project.number])


def project_or_404(request: HttpRequest, number: str) -> Project:
    """The project, if the person may see it."""
    return get_object_or_404(queries.projects_visible_to(request.user), number=number.upper()[:20])


def trail_of(project: Project) -> list[tuple[object, str]]:
    """To the pages of one project."""
    return [*trail(), (project.number, at(project))]


@reads
def project_list(request: HttpRequest) -> HttpResponse:
    """Projects: one's own, or those that one deals with."""
    form = forms.ProjectFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    results = Paginator(queries.projects_listed_for(request.user, **given), PER_PAGE).get_page(request.GET.get("page"))
    titles = {each.slug: each.title for each in programmes}
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": [
            (each, titles.get(each.programme, each.programme), percent_text(each.improvement))
            for each in results.object_list
        ],
        "is_staff": request.user.is_internal,
    }
    return page(request, "support/project_list.html", context, part="support/_project_results.html")


def percent_text(rate: Decimal | None) -> str:
    """A rate as it is read: ``23.96 %``."""
    return "" if rate is None else f"{(rate * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def facts(project: Project, money: bool) -> list[dict[str, Any]]:
    """Company, programme, days, money."""
    known = queries.programme_of(project)
    days = "—"
    if project.begins_on and project.ends_on:
        days = f"{day_text(project.begins_on, 'day')} – {day_text(project.ends_on, 'day')}"
    rows: list[dict[str, Any]] = [
        {"label": _("Company"), "value": project.company.name, "note": project.company.number},
        {
            "label": _("Programme"),
            "value": known.title if known else project.programme,
            "note": project.application.call.number,
        },
        {"label": pgettext("project", "From – to"), "value": days, "note": ""},
    ]
    if money and project.total_won:
        note = _("%(won)s of it from us") % {"won": money_full(project.anchor_won)}
        rows.append({"label": _("Total cost"), "value": money_full(project.total_won), "note": note})
    officer = project.officer.name if project.officer else "—"
    rows.append({"label": _("Officer"), "value": officer, "note": ""})
    return rows


def steps(project: Project) -> list[dict[str, Any]]:
    """From the agreement to the closing."""
    now = {P.DIAGNOSIS: P.IN_PROGRESS, P.ON_HOLD: P.IN_PROGRESS}.get(P(project.state), P(project.state))
    place = list(STEPS).index(now) if now in STEPS else -1
    return [
        {
            "label": label,
            "state": "done" if here < place or step == now == P.CLOSED else "now" if here == place else "later",
            "url": "",
            "note": "",
        }
        for here, (step, label) in enumerate(STEPS.items())
    ]


def plain(value: Decimal | None) -> Decimal | None:
    """A value without noughts that say nothing."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def kpi_rows(project: Project) -> list[dict[str, Any]]:
    """Each indicator with its rate, and whether it reached its target."""
    rows = []
    for kpi in project.kpis.select_related("before_file", "after_file"):
        lower = kpi.direction == KpiDirection.LOWER
        rate = difference = reached = None
        if kpi.before is not None and kpi.after is not None:
            rate = improvement_rate(kpi.before, kpi.after, lower_is_better=lower)
            difference = kpi.after - kpi.before
            if kpi.target is not None:
                reached = reaches_target(kpi.after, kpi.target, lower_is_better=lower)
        rows.append(
            {
                "kpi": kpi,
                "before": plain(kpi.before),
                "target": plain(kpi.target),
                "after": plain(kpi.after),
                "percent": percent_text(rate),
                "difference": plain(difference),
                "reached": reached,
                "worse": bool(rate and rate < 0),
            }
        )
    return rows


def money_parts(project: Project) -> list[dict[str, Any]]:
    """Who pays what."""
    parts = [
        (_("Government"), project.government_won, "value"),
        (pgettext("pays", "Buyer"), project.anchor_won, ""),
        (_("Company"), project.sme_won, "care"),
    ]
    total = project.total_won
    return [
        {"label": label, "won": won, "pct": round(won * 100 / total) if total else 0, "tone": tone}
        for label, won, tone in parts
    ]


@reads
def project_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One project: what to do now, the plan, what is handed in, indicators, visits, experts, money, history."""
    project = project_or_404(request, number)
    user = request.user
    money = queries.sees_money(user, project)
    known = queries.programme_of(project)
    deliverables = list(project.deliverables.select_related("phase").prefetch_related("files"))
    context = {
        "project": project,
        "trail": [*trail(), (project.number, "")],
        "facts": facts(project, money),
        "steps": steps(project) if project.state != P.TERMINATED else [],
        "deeds": deeds(request, project),
        "agreement": queries.agreement_of(project),
        "phases": list(project.phases.all()),
        "today": page_now(request).astimezone(SEOUL).date(),
        "deliverables": deliverables,
        "may_plan": policies.may_plan(user, project) and project.state in PROJECT_RUNNING,
        "may_hand_in": not user.is_internal and user.company_id == project.company_id,
        "may_judge": user.is_internal and bool(deliverables) and bool(policies.may_judge(user, deliverables[0])),
        "kpis": kpi_rows(project),
        "may_enter": policies.may_enter_baseline(user, project) and project.state in BEFORE_WORK,
        "visits": list(visit_queries.visits_listed_for(user).filter(project=project)[:10]),
        "hours": plain(queries.visited_hours(project)),
        "rhythm": visit_queries.rhythm_of(project, page_now(request).astimezone(SEOUL).date()),
        "may_visit": visit_policies.may_plan_visit(user, project) and project.state in PROJECT_RUNNING,
        "assignments": list(project.assignments.select_related("expert__user", "expert__head").order_by("-lead", "pk")),
        "may_assign": expert_policies.may_assign(user, project) and project.state in PROJECT_RUNNING,
        "money": money,
        "parts": money_parts(project) if money and project.total_won else [],
        "claims": list(claim_queries.claims_of(project)) if money and _reads_claims(request) else [],
        "commitment": project.commitment if money else None,
        "followups": list(project.followups.all()),
        "rating": getattr(project, "satisfaction", None),
        "pages": [
            (each.title, reverse(each.url_name, args=[project.number]), each.icon)
            for each in project_pages
            if (not each.programmes or project.programme in each.programmes) and (money or not each.shows_money)
        ],
        "gone": known is None,
        "improvement": percent_text(project.improvement),
        "entries": list(timeline_of(project)),
        "is_staff": user.is_internal,
    }
    return page(request, "support/project_detail.html", context)


def _reads_claims(request: HttpRequest) -> bool:
    """Claims are read by the money side; an expert who sees costs still reads no claims."""
    codes = claim_queries.MONEY_READERS if request.user.is_internal else claim_queries.OWN_READERS
    return request.user.has_role(*codes)


def deeds(request: HttpRequest, project: Project) -> list[Deed]:
    """What this person can do now."""
    user, state, found = request.user, project.state, []
    if state == P.AGREEMENT:
        found += _agreement_deeds(request, project)
    if policies.may_run_project(user, project):
        found += _officer_deeds(request, project)
    if state == P.COMPLETED and policies.may_measure(user, project):
        first, on = first_day_to_measure(project), page_now(request).astimezone(SEOUL).date()
        if first and first <= on:
            text = _("Months of daily work have passed: measure each indicator in the same way as before.")
            found.append(Deed(_("Measure"), at(project, "project-measure"), "ruler-2", text, primary=True))
    if state == P.MEASURED and policies.may_verify(user, project):
        text = _("Look at the evidence: another person than who measured verifies it.")
        verb = pgettext("project", "Verify")
        found.append(Deed(verb, at(project, "project-verify"), "circle-check", text, primary=True))
        found.append(Deed(_("Send back"), at(project, "project-send-back"), "arrow-back-up"))
    if not user.is_internal:
        found += _company_deeds(request, project)
    return found


def _agreement_deeds(request: HttpRequest, project: Project) -> list[Deed]:
    found, agreement = [], queries.agreement_of(project)
    if policies.may_draw_up(request.user, project):
        text = "" if agreement else _("Say what is done and when it begins: both sides sign the same text.")
        verb = _("Draw up anew") if agreement else _("Draw up the agreement")
        found.append(Deed(verb, at(project, "agreement-draw-up"), "file-text", text, primary=not agreement))
    if agreement is None:
        return found
    own = policies.may_sign_for_company(request.user, agreement) and agreement.company_signed_at is None
    ours = policies.may_sign_for_buyer(request.user, agreement) and agreement.buyer_signed_at is None
    if own or ours:
        text = _("Read the agreement, then sign it: work begins when both sides have signed.")
        found.append(Deed(_("Read and sign"), at(project, "agreement-detail"), "pencil", text, primary=True))
    return found


def _officer_deeds(request: HttpRequest, project: Project) -> list[Deed]:
    state, found = P(project.state), []
    if state == P.DIAGNOSIS:
        text = _("The diagnosis is told and the company has signed the list of tasks: work begins.")
        found.append(Deed(_("Begin the work"), at(project, "project-start"), "arrow-right", text, primary=True))
    if state == P.IN_PROGRESS:
        if not project.phases.filter(done_on=None).exists():
            text = _("All phases are done: from the completion on it runs by itself, and is measured months later.")
            found.append(
                Deed(_("Complete the project"), at(project, "project-complete"), "circle-check", text, primary=True)
            )
        found.append(Deed(_("Put on hold"), at(project, "project-hold"), "hourglass"))
    if state == P.ON_HOLD:
        found.append(Deed(_("Go on"), at(project, "project-resume"), "arrow-right", post=True, primary=True))
    if state == P.VERIFIED:
        text = _("All is paid and told. What is left of the money goes back to its line.")
        found.append(Deed(_("Close the project"), at(project, "project-close"), "archive", text))
    if Project.flow.allows("terminate", state):
        found.append(Deed(pgettext("project", "Terminate"), at(project, "project-terminate"), "ban", danger=True))
    return found


def _company_deeds(request: HttpRequest, project: Project) -> list[Deed]:
    user, found = request.user, []
    if project.anchor_won and project.commitment_id and claim_policies.may_claim(user, project):
        tranche = claim_queries.next_tranche(project)
        states = (P.DIAGNOSIS, P.IN_PROGRESS, P.COMPLETED, P.MEASURED, P.VERIFIED)
        if tranche and project.state in (states if tranche < 3 else (P.VERIFIED,)):
            text = _("Tranche %(number)s of 3 can be claimed.") % {"number": tranche}
            found.append(Deed(_("Start a claim"), at(project, "claim-start"), "coin", text, post=True))
    if policies.may_answer_followup(user, project):
        for each in project.followups.exclude(state="answered"):
            text = _("%(months)s months later: is the effect still there?") % {"months": each.months}
            url = reverse("support:followup-answer", args=[project.number, each.months])
            found.append(Deed(_("Answer"), url, "message", text, primary=True))
        if project.state in ENDED_WELL and not hasattr(project, "satisfaction"):
            found.append(Deed(_("Tell how satisfied you are"), at(project, "project-rate"), "star"))
    return found
