"""Doors of findings about minerals, figures, the yearly report and the cases of due diligence."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal import charts
from portal.audit.queries import timeline_of
from portal.deciding import Decision, decide, posted
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.pdf import pdf_response, typeset
from portal.policy import require
from purchasing.esg.forms.minerals import (
    StepForm,
    StrategyForm,
)
from purchasing.esg.models import MineralCase, MineralReport, terms_on
from purchasing.esg.policies import minerals as policies
from purchasing.esg.queries import mineral_cases as case_queries
from purchasing.esg.queries import minerals as queries
from purchasing.esg.queries import smelters as lists
from purchasing.esg.rules import minerals as rules
from purchasing.esg.services import mineral_cases
from purchasing.esg.states.minerals import DueStep, ListKind, Metal, MineralStrategy
from purchasing.esg.views.mineral_words import place_words
from purchasing.esg.views.minerals import day_of, trail

PER_PAGE = 50


# Findings and figures -------------------------------------------------------------------------------------------------
@reads
def finding_list(request: HttpRequest) -> HttpResponse:
    """Open findings first."""
    require(policies.may_read_minerals(request.user))
    found = queries.issues_visible_to(request.user).order_by("cleared_on", "replace_by", "pk")
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"trail": trail(None, _("Findings")), "results": results, "inside": request.user.is_internal}
    return page(request, "esg/mineral_findings.html", context, part="esg/_finding_results.html")


@reads
def mineral_figures(request: HttpRequest) -> HttpResponse:
    """Coverage by mineral and by country, without a map."""
    if not request.user.is_internal:
        raise Http404
    require(policies.may_read_minerals(request.user))
    metals = queries.coverage_by_metal()
    done, needed, share = queries.declared_share(day_of(request))
    context = {
        "trail": trail(None, _("Figures")),
        "total": queries.coverage_total(),
        "done": done,
        "needed": needed,
        "share": share,
        "chart": _chart(metals) if metals else "",
        "countries": [{**row, "name": place_words(row["country"])} for row in queries.coverage_by_country()],
        "cases": list(queries.cases_listed_for(request.user, day_of(request).year)[:PER_PAGE]),
        "year": day_of(request).year,
        "made": MineralReport.objects.filter(year=day_of(request).year).first(),
        "may_make": bool(policies.may_keep_minerals(request.user)),
        "goal": rules.goal_of(queries.coverage_total(), terms_on(day_of(request)).smelter_goal),
        "listing": lists.latest_list(ListKind.SMELTERS),
        "areas": lists.latest_list(ListKind.AREAS),
    }
    return page(request, "esg/mineral_figures.html", context)


def _chart(metals):
    keys = [_("Conformant"), _("Audit under way"), _("Others")]
    rows = [(Metal(metal).label, each) for metal, each in metals]
    stacks = [
        charts.Stack(name, [each.conformant, each.active, each.listed - each.conformant - each.active])
        for name, each in rows
    ]
    return charts.figure(
        title=_("Smelters by mineral"),
        basis=_("each smelter once, however many suppliers name it"),
        finding=_("%(share)s of all listed smelters are conformant.")
        % {"share": f"{queries.coverage_total().share or 0}%"},
        draw=charts.stacked(stacks, ["f1", "f2", "f4"], write=str, best="highest"),
        widths=charts.FULL_WIDTHS,
        keys=[charts.Key("f1", keys[0]), charts.Key("f2", keys[1]), charts.Key("f4", keys[2])],
        table=charts.Table(
            head=[_("Mineral"), *keys, _("Share")],
            rows=[
                (name, each.conformant, each.active, each.listed - each.conformant - each.active, f"{each.share}%")
                for name, each in rows
            ],
            opens_with=_("Show as a table"),
        ),
    )


@reads
def mineral_report(request: HttpRequest, year: int) -> HttpResponse:
    """The yearly report as a PDF (OECD step 5)."""
    if not request.user.is_internal:
        raise Http404
    require(policies.may_read_minerals(request.user))
    language = (get_language() or "ko")[:2]
    told = case_queries.report_of(year, day_of(request), language)
    pdf = typeset("esg/minerals_report.typ", _paper(told))
    return pdf_response(pdf, f"minerals-{year}.pdf")


@writes
def mineral_report_make(request: HttpRequest, year: int) -> HttpResponse:
    """The report of the year is made: step 5 of its cases may be finished."""
    mineral_cases.make_report(year, by=request.user)
    messages.success(request, _("Made, with the figures of today."))
    return see(request, reverse("esg:mineral-figures"))


def _paper(told: dict[str, Any]) -> dict[str, Any]:
    total = told["total"]
    head = [_("Mineral"), _("Smelters"), _("Conformant"), _("Share"), _("Share with running audits")]
    return {
        "brand": settings.PORTAL_NAME,
        "title": _("Responsible minerals %(year)s") % {"year": told["year"]},
        "number": told["buyer"].name if told["buyer"] else "",
        "made": told["day"],
        "footer": told["day"],
        "intro": _(
            "What the suppliers declared of tin, tantalum, tungsten, gold and cobalt, how far the smelters behind them"
            " are audited, and what was done about what was found."
        ),
        "facts": [
            {"label": _("Policy"), "value": told["policy"].version if told["policy"] else "—"},
            {"label": pgettext("minerals", "Declared"), "value": f"{told['declared']} / {told['needed']}"},
            {"label": _("Conformant smelters"), "value": f"{total.conformant} / {total.listed} ({total.share or 0}%)"},
            {"label": _("With running audits"), "value": f"{total.share_with_active or 0}%"},
            {"label": _("List of smelters"), "value": told["listing"].version if told["listing"] else "—"},
            {"label": _("List of areas"), "value": told["areas"].version if told["areas"] else "—"},
        ],
        "tables": [
            {
                "title": _("Smelters by mineral"),
                "head": head,
                "rows": [
                    [name, each.listed, each.conformant, f"{each.share}%", f"{each.share_with_active}%"]
                    for name, each in told["metals"]
                ],
            },
            {
                "title": _("Smelters by country"),
                "head": [_("Country"), _("Smelters"), _("Conformant"), _("Suppliers")],
                "rows": [
                    [row["name"], row["listed"], row["conformant"], row["suppliers"]] for row in told["countries"]
                ],
            },
            {
                "title": _("The five steps"),
                "head": [_("Step"), _("Suppliers done")],
                "rows": [[name, f"{count} / {told['cases']}"] for name, count in told["steps"]],
            },
            {
                "title": _("Findings"),
                "head": [_("Finding"), _("Found"), _("Cleared")],
                "rows": [list(row) for row in told["issues"]],
            },
        ],
        "none": _("None."),
    }


# Cases ----------------------------------------------------------------------------------------------------------------
def _case(request: HttpRequest, uid: UUID) -> MineralCase:
    return get_object_or_404(queries.cases_visible_to(request.user), uid=uid)


def _case_trail(case: MineralCase | None = None) -> list[tuple[object, str]]:
    found = [*trail(), (_("Due diligence"), reverse("esg:mineral-cases"))]
    if case is not None:
        found.append((f"{case.year} {case.company.name}", reverse("esg:mineral-case", args=[case.uid])))
    return found


@reads
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases by year."""
    require(policies.may_read_minerals(request.user))
    results = Paginator(queries.cases_listed_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": trail(None, _("Due diligence")),
        "results": results,
        "inside": request.user.is_internal,
        "year": day_of(request).year,
        "steps": list(DueStep),
    }
    return page(request, "esg/mineral_cases.html", context, part="esg/_case_results.html")


@reads
def case_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The five steps with their facts."""
    case = _case(request, uid)
    done = {each.step: each for each in case.steps.select_related("by")}
    told = case_queries.facts_of_case(case)
    first = next((step for step in DueStep if step not in done), None)
    decides = policies.may_decide_case(request.user, case)
    context = {
        "trail": [*_case_trail(), (f"{case.year} {case.company.name}", "")],
        "case": case,
        "steps": [
            {"label": step.label, "state": "done" if step in done else "now" if step == first else "later"}
            for step in DueStep
        ],
        "rows": [
            {"step": step, "facts": told[step], "done": done.get(step), "next": step == first and bool(decides)}
            for step in DueStep
        ],
        "may_decide": bool(decides) and DueStep.STRATEGY not in done,
        "issues": list(queries.open_issues(case.company)[:50]),
        "entries": timeline_of(case),
    }
    return page(request, "esg/mineral_case.html", context)


@writes(shows_form=True)
def case_step(request: HttpRequest, uid: UUID, step: str) -> HttpResponse:
    """One of the steps was found done."""
    case = _case(request, uid)
    if step not in DueStep.values:
        raise Http404
    decision = Decision(
        title=_("Step %(step)s: %(name)s") % {"step": step, "name": DueStep(step).label},
        text=_("Say what you found. The supplier reads it; a step that is done stays done."),
        verb=_("The step is done"),
        done=_("Done."),
        allowed=policies.may_decide_case(request.user, case),
        do=lambda given: mineral_cases.finish_step(case, step=step, words=given["words"], by=request.user),
        back=reverse("esg:mineral-case", args=[case.uid]),
        trail=_case_trail(case),
        facts=[
            {"label": fact.words, "value": fact.value or (_("yes") if fact.holds else _("no")), "note": ""}
            for fact in case_queries.facts_of_case(case)[step]
        ],
    )
    return decide(request, decision, StepForm(posted(request)))


@writes(shows_form=True)
def case_strategy(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step 3: what follows from the risks."""
    case = _case(request, uid)
    decision = Decision(
        title=_("Decide the strategy"),
        text=_(
            "To suspend or to end the supply proposes a limitation: notice, answer and committee follow, nothing is"
            " limited before."
        ),
        verb=_("Decide"),
        done=_("Decided. The supplier is told."),
        allowed=policies.may_decide_case(request.user, case),
        do=lambda given: mineral_cases.decide_strategy(case, **given, by=request.user),
        back=reverse("esg:mineral-case", args=[case.uid]),
        trail=_case_trail(case),
    )
    initial = {"strategy": case.strategy or MineralStrategy.CONTINUE.value, "words": case.strategy_words}
    return decide(request, decision, StrategyForm(posted(request), initial=initial))
