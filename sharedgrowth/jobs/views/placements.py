"""Doors of placements: who works where, whether they stay, the report with YDC-07."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.http import page, reads, writes
from portal.paging import Paginator
from portal.pdf import pdf_response, typeset
from portal.policy import require
from portal.sheets import Sheet, xlsx_answer
from portal.throttles import throttled
from sharedgrowth.jobs.forms.interviews import CheckForm, PlacementFilter
from sharedgrowth.jobs.models import Placement
from sharedgrowth.jobs.policies import matching as policies
from sharedgrowth.jobs.queries import placements as queries
from sharedgrowth.jobs.queries.vacancies import is_overseer
from sharedgrowth.jobs.rules.placements import told_count, told_rate, told_total
from sharedgrowth.jobs.services import placements as services
from sharedgrowth.jobs.views.match_papers import BRAND
from sharedgrowth.jobs.views.vacancies import today_of

PER_PAGE = 20
PUBLISHED = (  # year, completed, placed; the source's own figures, never added to the portal's. Source: domain 9.1, W26
    (2019, 207, 167),
    (2017, 44, 38),
)

PUBLISHED_SOURCE = "asiae.co.kr 2020080718560611977; imaeil.com 2017061400070043123"


def _home() -> tuple[object, str]:
    return (_("Placements"), reverse("jobs:placement-list"))


def _placement(request: HttpRequest, number: str) -> Placement:
    return get_object_or_404(queries.placements_visible_to(request.user), number=number)


def _at(placement: Placement) -> str:
    return reverse("jobs:placement-detail", args=[placement.number])


@reads
def placement_list(request: HttpRequest) -> HttpResponse:
    """A firm's own; for the operator all."""
    form = PlacementFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    context = {
        "trail": [(_("Placements"), "")],
        "filter": form,
        "filtered": bool(given),
        "inside": is_overseer(request.user),
        "results": Paginator(queries.placements_listed_for(request.user, **given), PER_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return page(request, "jobs/placement_list.html", context, part="jobs/_placement_results.html")


@reads
def placement_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One placement with its checks."""
    placement, user, on = _placement(request, number), request.user, today_of(request)
    checks = list(placement.checks.select_related("answered_by"))
    may = bool(policies.may_answer_check(user, placement))
    context = {
        "trail": [_home(), (placement.number, "")],
        "placement": placement,
        "checks": [{"check": each, "due": may and not each.answer and each.due_on <= on} for each in checks],
        "inside": is_overseer(user),
        "firm": user.is_supplier,
        "entries": timeline_of(placement) if is_overseer(user) else None,
    }
    return page(request, "jobs/placement_detail.html", context)


@writes(shows_form=True)
def placement_check(request: HttpRequest, number: str, months: int) -> HttpResponse:
    """Still there, or gone."""
    placement = _placement(request, number)
    check = get_object_or_404(placement.checks.select_related("placement__company"), months=months)
    what = Decision(
        title=_("After %(months)s months") % {"months": months},
        text=_("Who has left is not asked about again. Nothing else is asked."),
        verb=_("Answer"),
        done=_("Thank you. Noted."),
        allowed=policies.may_answer_check(request.user, placement),
        do=lambda given: services.answer_check(check, **given, by=request.user),
        back=_at(placement),
        trail=[_home(), (placement.number, _at(placement))],
        docno=placement.number,
        facts=[
            {"label": _("Began to work"), "value": day_text(placement.started_on)},
            {"label": pgettext("retention", "Due"), "value": day_text(check.due_on)},
        ],
    )
    return decide(request, what, CheckForm(posted(request)))


# The report -----------------------------------------------------------------------------------------------------------
def _in_time(each: queries.CohortFigures) -> str:
    return told_count(each.placed_in_time, each.completed, each.placed)


def _rows() -> tuple[list[str], list[list[str]]]:
    head = [
        _("Cohort"),
        pgettext("training", "Site"),
        pgettext("training", "Completed"),
        _("Placed within 3 months"),
        _("Placement rate"),
        _("Placed in all"),
        _("Still there after 6 months"),
        _("Mean days to the first day of work"),
    ]
    rows = [
        [
            f"{each.cohort.number} {each.cohort.title}",
            each.cohort.site,
            told_count(each.completed),
            _in_time(each),
            told_rate(each.placed_in_time, each.completed),
            told_count(each.placed, each.completed),
            told_rate(each.employed_6m, each.asked_6m),
            str(each.mean_days) if each.mean_days is not None and each.placed >= 5 else "–",
        ]
        for each in queries.cohort_figures()
    ]
    return [str(words) for words in head], rows


def _total() -> dict[str, str]:
    """All cohorts together: YDC-07."""
    found = queries.cohort_figures()
    completed, in_time = sum(each.completed for each in found), sum(each.placed_in_time for each in found)
    asked, still = sum(each.asked_6m for each in found), sum(each.employed_6m for each in found)
    trained = told_total([each.completed for each in found], [told_count(each.completed) for each in found])
    placed = told_total([each.placed_in_time for each in found], [_in_time(each) for each in found])
    return {
        "completed": trained,
        "placed": placed,
        "rate": told_rate(in_time, completed) if trained == str(completed) and placed == str(in_time) else "–",
        "retention": told_rate(still, asked),
    }


@reads
def placement_report(request: HttpRequest) -> HttpResponse:
    """By cohort; published figures of earlier years apart, with their source."""
    require(policies.may_read_report(request.user))
    head, rows = _rows()
    context = {
        "trail": [_home(), (_("Placement report"), "")],
        "head": head,
        "rows": rows,
        "total": _total(),
        "published": [
            {"year": year, "completed": completed, "placed": placed, "rate": told_rate(placed, completed)}
            for year, completed, placed in PUBLISHED
        ],
    }
    return page(request, "jobs/placement_report.html", context)


@reads
@throttled("export")
def placement_report_sheet(request: HttpRequest) -> HttpResponse:
    """As a workbook."""
    require(policies.may_read_report(request.user))
    head, rows = _rows()
    return xlsx_answer("placements", Sheet(_("Placement report"), head, rows))


@reads
@throttled("export")
def placement_report_paper(request: HttpRequest) -> HttpResponse:
    """As a paper."""
    require(policies.may_read_report(request.user))
    head, rows = _rows()
    total = _total()
    on = day_text(today_of(request))
    data = {
        "brand": BRAND,
        "title": _("Placement report"),
        "number": on,
        "footer": _("Counts below 5 and what would give them away are not told."),
        "facts": [
            {"label": pgettext("training", "Completed"), "value": total["completed"]},
            {"label": _("Placed within 3 months"), "value": total["placed"]},
            {"label": _("Placement rate"), "value": total["rate"]},
            {"label": _("Still there after 6 months"), "value": total["retention"]},
        ],
        "head": head,
        "rows": rows,
        "published_title": _("Published for earlier years (not part of the figures above)"),
        "published_head": [_("Year"), _("Trained"), _("Placed"), _("Placement rate")],
        "published": [
            [str(year), str(completed), str(placed), told_rate(placed, completed)]
            for year, completed, placed in PUBLISHED
        ],
        "source": PUBLISHED_SOURCE,
    }
    return pdf_response(typeset("jobs/placements.typ", data), f"placements-{(get_language() or 'ko')[:2]}.pdf")
