"""Papers of a project and of its judgement, in the reader's language: report, energy report, review sheet."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text, money_full
from portal.http import reads
from portal.papers import Part, paper_answer
from portal.throttles import throttled
from sharedgrowth.support.models import Application, Project
from sharedgrowth.support.queries import claims as claim_queries
from sharedgrowth.support.queries import energy as energy_queries
from sharedgrowth.support.queries import projects as queries
from sharedgrowth.support.queries import review as reviewing
from sharedgrowth.support.queries import visits as visit_queries
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.views.application_shown import rubric_lines
from sharedgrowth.support.views.projects import facts, kpi_rows, money_parts, percent_text, plain, project_or_404
from sharedgrowth.support.views.review_shown import application_or_404, programme_title, title_of

BRAND = "Together · Support programmes"
P = ProjectState
DONE = (P.COMPLETED, P.MEASURED, P.VERIFIED, P.CLOSED)


def _day(day: Any) -> str:
    return day_text(day, "day") if day else ""


def _amount(value: Decimal | None) -> str:
    told = plain(value)
    return "" if told is None else f"{told:,f}"


def _joined(words: Iterable[object]) -> str:
    return "\n".join(str(each) for each in words if each)


# The report of a project ----------------------------------------------------------------------------------------------
@reads
@throttled("export")
def project_report(request: HttpRequest, number: str) -> HttpResponse:
    """Plan, indicators before and after, visits, what was handed in, the money where it may be seen, the result."""
    project = project_or_404(request, number)
    money = queries.sees_money(request.user, project)
    parts = [
        Part(_("Scope"), project.scope),
        _phases(project),
        _indicators(project),
        _visits(request, project),
        _handed_in(project),
    ]
    if money and project.total_won:
        parts += _money(request, project)
    told = [(row["label"], row["value"]) for row in facts(project, money)]
    return paper_answer(
        project.number,
        "report",
        brand=BRAND,
        title=_("Completion report") if project.state in DONE else _("Progress report"),
        facts=[(pgettext("project", "Title"), project.title), (_("State"), project.get_state_display()), *told],
        parts=[*parts, _result(project), _afterwards(project)],
    )


def _phases(project: Project) -> Part:
    rows = [
        [each.title, f"{_day(each.begins_on)} – {_day(each.ends_on)}", _day(each.done_on), each.note]
        for each in project.phases.all()
    ]
    head = [pgettext("project", "Phase"), pgettext("project", "From – to"), _("Done on"), _("Note")]
    return Part(_("Plan"), head=head, rows=rows)


def _indicators(project: Project) -> Part:
    rows = []
    for row in kpi_rows(project):
        kpi = row["kpi"]
        reached = "" if row["reached"] is None else _("yes") if row["reached"] else _("no")
        named = f"{kpi.name} ({kpi.unit})" if kpi.unit else kpi.name
        measured = _joined([_day(kpi.before_on), _day(kpi.after_on)])
        values = [_amount(row[key]) for key in ("before", "target", "after")]
        rows.append([named, *values, row["percent"], reached, measured])
    head = [_("Indicator"), _("Before"), _("Target"), _("After"), _("Improvement"), _("Reached"), _("Measured on")]
    return Part(_("Indicators before and after"), head=head, rows=rows, numbers=[1, 2, 3, 4])


def _visits(request: HttpRequest, project: Project) -> Part:
    found = visit_queries.visits_listed_for(request.user).filter(project=project, reported_at__isnull=False)
    rows = [
        [_day(each.visited_on), each.expert.user.name, each.hours, _joined([each.findings, each.advice])]
        for each in found.order_by("visited_on", "pk")
    ]
    return Part(_("Visits"), head=[_("Day"), _("Expert"), _("Hours"), _("Seen and advised")], rows=rows, numbers=[2])


def _handed_in(project: Project) -> Part:
    rows = [
        [each.title, _day(each.due_on), each.get_state_display(), ", ".join(file.name for file in each.files.all())]
        for each in project.deliverables.prefetch_related("files")
    ]
    head = [_("Deliverable"), pgettext("support", "Due"), _("State"), _("Files")]
    return Part(_("Deliverables"), head=head, rows=rows)


def _money(request: HttpRequest, project: Project) -> list[Part]:
    shares = [[row["label"], money_full(row["won"]), f"{row['pct']}%"] for row in money_parts(project)]
    found = [Part(_("Who pays what"), head=[_("Who"), _("Amount"), _("Share")], rows=shares, numbers=[1, 2])]
    codes = claim_queries.MONEY_READERS if request.user.is_internal else claim_queries.OWN_READERS
    if request.user.has_role(*codes):
        rows = [
            [each.number, each.tranche, money_full(each.amount_won), each.get_state_display()]
            for each in claim_queries.claims_of(project)
        ]
        head = [pgettext("support", "Claim"), pgettext("claim", "Tranche"), _("Support claimed"), _("State")]
        found.append(Part(_("Claims"), head=head, rows=rows, numbers=[2]))
    return found


def _result(project: Project) -> Part:
    rows = [
        [_("Improvement, mean of the indicators"), percent_text(project.improvement)],
        [_("Yearly effect, measured"), money_full(project.measured_won) if project.measured_won is not None else ""],
        [_("Yearly effect, verified"), money_full(project.verified_won) if project.verified_won is not None else ""],
        [_("Verified on"), _day(project.verified_on)],
        [_("Already counted in"), project.counted_in],
    ]
    told = [row for row in rows if row[1]]
    return Part(
        _("Result"),
        project.effect_text,
        head=[pgettext("project", "What"), pgettext("project", "Value")] if told else (),
        rows=told,
        numbers=[1],
    )


def _afterwards(project: Project) -> Part:
    rating = getattr(project, "satisfaction", None)
    text = _joined([_("Satisfaction %(score)s of 5.") % {"score": rating.score}, rating.text]) if rating else ""
    rows = [
        [
            _("%(months)s months after") % {"months": each.months},
            each.get_state_display(),
            "" if each.still_works is None else _("still effective") if each.still_works else _("no longer effective"),
            each.text,
        ]
        for each in project.followups.all()
    ]
    head = [_("Follow-up"), _("State"), _("Effect"), _("Answer")]
    return Part(_("After the project"), text, head=head if rows else (), rows=rows)


# The report of an energy audit ----------------------------------------------------------------------------------------
@reads
@throttled("export")
def audit_report_paper(request: HttpRequest, number: str) -> HttpResponse:
    """Baseline, measures in their order, what was saved in fact; each number with the year of its factor."""
    project = project_or_404(request, number)
    audit = get_object_or_404(energy_queries.audits_visible_to(request.user), project=project)
    audit.project = project
    uses, measures = energy_queries.uses_of(audit), energy_queries.measures_of(audit)
    plan = energy_queries.plan_of(audit, uses, measures)
    used = [
        [
            each.get_carrier_display(),
            _amount(each.before),
            _amount(each.tariff_won),
            *(
                [_amount(each.after), _amount(each.saving), f"{each.tco2:,.3f}", money_full(each.won)]
                if each.saving is not None
                else ["", "", "", ""]
            ),
        ]
        for each in uses
    ]
    proposed = [
        [
            line.measure.no,
            line.measure.title,
            line.measure.get_state_display(),
            _amount(line.saving),
            f"{line.tco2:,.3f}",
            money_full(line.won),
            money_full(line.measure.capex_won),
            line.year or "",
        ]
        for line in plan.lines
    ]
    head = [
        _("No."),
        pgettext("energy", "Measure"),
        _("State"),
        _("Saves in a year"),
        "tCO2",
        _("Saves (won)"),
        _("Investment"),
    ]
    return paper_answer(
        project.number,
        "energy",
        brand=BRAND,
        title=_("Energy audit report"),
        facts=[
            (_("Company"), project.company.name),
            (_("Project"), project.title),
            (_("Baseline period"), f"{_day(audit.base_from)} – {_day(audit.base_to)}"),
            (_("State"), audit.get_state_display()),
            (_("Measures, in a year"), money_full(plan.total.won)),
            (_("Energy and carbon"), f"{plan.total.toe:,.3f} toe · {plan.total.tco2:,.3f} tCO2"),
        ],
        parts=[
            Part(
                _("Energy used"),
                head=[
                    *(_("Energy carrier"), _("Before"), _("Price of a unit (won)"), _("After")),
                    *(_("Saved"), "tCO2", _("Saved (won)")),
                ],
                rows=used,
                numbers=[1, 2, 3, 4, 5, 6],
            ),
            Part(_("Measures"), head=[*head, _("Factor of")], rows=proposed, numbers=[3, 4, 5, 6]),
        ],
    )


# The review sheet -----------------------------------------------------------------------------------------------------
@reads
@throttled("export")
def review_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Points as far as the reader may see them, the joint investigation, the votes, the decision."""
    application = application_or_404(request, number)
    score = reviewing.score_of(application, reviewing.reviews_of(application), request.user)
    call = application.call
    return paper_answer(
        application.number,
        "review",
        brand=BRAND,
        title=_("Review sheet"),
        facts=[
            (_("Call"), f"{call.number} {title_of(call)}"),
            (_("Programme"), programme_title(call)),
            (_("Company"), application.company.name),
            (pgettext("project", "Title"), application.title),
            (_("State"), application.get_state_display()),
            (_("Points"), "" if score.hidden or score.mean is None else f"{score.mean:.2f}"),
        ],
        parts=[_points(application, score), *_investigation(application), *_committee(application)],
    )


def _points(application: Application, score: reviewing.Score) -> Part:
    title = _("Reviews")
    if score.hidden:
        return Part(title, _("You see the points of the others as soon as yours are locked."))
    rubric = reviewing.rubric_of_call(application.call)
    rows: list[list[object]] = []
    for place, each in enumerate(score.locked, start=1):
        given = reviewing.points_of(each)
        rows.append([_("Reviewer %(no)s") % {"no": place}, *(given.get(row["code"]) for row in rubric), each.total])
    if rows:
        mean = "" if score.mean is None else f"{score.mean:.2f}"
        rows.append([_("Mean"), *(score.by_code.get(row["code"]) for row in rubric), mean])
    names = [str(row["code"]) for row in rubric]
    lines = zip(names, rubric_lines(rubric), strict=True)
    text = _joined(f"{name}: {line['label']} ({_amount(line['weight'])})" for name, line in lines)
    return Part(title, text, head=["", *names, _("Total")], rows=rows, numbers=range(1, len(names) + 2))


def _investigation(application: Application) -> list[Part]:
    visit = reviewing.investigation_of(application)
    if visit is None:
        return []
    rows = [
        [
            each.user.name if each.user else each.name,
            each.organisation if each.is_outside else pgettext("investigation", "Buyer"),
            each.get_verdict_display() if each.verdict else _("not yet"),
            each.reason,
        ]
        for each in visit.members.all()
    ]
    title = _("Joint investigation of %(day)s") % {"day": _day(visit.visit_on)}
    head = [pgettext("committee", "Member"), _("Organisation"), _("Verdict"), _("Reason")]
    return [Part(title, _joined([visit.place, visit.report]), head=head, rows=rows)]


def _committee(application: Application) -> list[Part]:
    votes = reviewing.votes_of(application)
    decision = getattr(application, "committee_decision", None)
    rows = [[each.member.name, each.get_opinion_display(), each.reason] for each in votes]
    head = [pgettext("committee", "Member"), _("Vote"), _("Reason")]
    found = [Part(_("Committee"), head=head, rows=rows)] if rows else []
    if decision is not None or application.decided_at:
        found.append(Part(_("Decision"), _joined([_day(application.decided_at), application.reason])))
    return found
