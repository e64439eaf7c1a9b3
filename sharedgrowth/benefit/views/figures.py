"""Doors of the figures of Benefit Sharing: published ones of the past apart from the portal's own."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.display import money_short
from portal.figures import Figure, Rows, as_csv, months_asked, share_in_words, shown, total_of
from portal.http import page, page_now, public, reads
from portal.policy import require
from portal.sheets import Sheet, xlsx_answer
from portal.throttles import throttled
from sharedgrowth.benefit.policies import measurement as policies
from sharedgrowth.benefit.queries import figures
from sharedgrowth.benefit.queries.sharing import STAFF

TASKS = pgettext_lazy("unit", "tasks")
SUPPLIERS = gettext_lazy("suppliers")
MILLION = Decimal(1_000_000)


def _count(rows: Rows) -> str:
    return f"{total_of(rows):,.0f}"


def _won(rows: Rows) -> str:
    """All of it, short."""
    return str(money_short(total_of(rows)))


def _shared(rows: Rows) -> str:
    """What the suppliers get, of what."""
    shared = sum((Decimal(row[0] or 0) for row in rows.values()), Decimal(0))
    words = {"shared": money_short(shared), "net": money_short(total_of(rows))}
    return _("%(shared)s of %(net)s") % words


def _mean(rows: Rows) -> str:
    known = [row[0] for row in rows.values() if row[0] is not None]
    return f"{Decimal(known[-1]):f}%" if known else ""


def _days(rows: Rows) -> str:
    """The sum of the medians."""
    return _("%(days)s days in all") % {"days": f"{total_of(rows).normalize():f}"}


OPEN_TO_ALL = [
    Figure(
        key="proposals",
        title=gettext_lazy("Proposals"),
        unit=TASKS,
        formula=gettext_lazy("Proposed in the month. Share = selected by now ÷ all."),
        columns=[
            pgettext_lazy("benefit task", "Selected"),
            pgettext_lazy("benefit task", "Not taken up"),
            pgettext_lazy("benefit task", "Undecided"),
        ],
        rows=figures.proposals,
        headline=partial(share_in_words, parts=[0]),
    ),
    Figure(
        key="types",
        title=gettext_lazy("Proposals by what they improve"),
        unit=TASKS,
        formula=gettext_lazy("Proposed in the period."),
        columns=[pgettext_lazy("benefit", "Tasks")],
        rows=figures.by_type,
        headline=_count,
        along=pgettext_lazy("benefit", "Type"),
    ),
    Figure(
        key="first",
        title=gettext_lazy("Companies that propose for the first time"),
        unit=pgettext_lazy("unit", "companies"),
        formula=gettext_lazy("Companies with a proposal in the month. Share = the first time ÷ all."),
        columns=[gettext_lazy("For the first time"), gettext_lazy("Again")],
        rows=figures.first_timers,
        headline=partial(share_in_words, parts=[0]),
    ),
    Figure(
        key="intime",
        title=gettext_lazy("Reviews in time"),
        unit=TASKS,
        formula=gettext_lazy(
            "Screening within 10, feasibility within 20 business days unless the terms say otherwise."
        ),
        columns=[gettext_lazy("In time"), gettext_lazy("Late")],
        rows=figures.in_time,
        headline=partial(share_in_words, parts=[0]),
        along=gettext_lazy("Stage"),
    ),
    Figure(
        key="leadtime",
        title=gettext_lazy("Lead time by stage"),
        unit=gettext_lazy("days"),
        formula=gettext_lazy("Median of the stages that ended in the period."),
        columns=[gettext_lazy("Days")],
        rows=figures.lead_times,
        headline=_days,
        along=gettext_lazy("Stage"),
        write=lambda value: f"{Decimal(value or 0):,.1f}".removesuffix(".0"),
    ),
]
AMOUNTS = [
    Figure(
        key="benefit",
        title=gettext_lazy("Verified benefit and compensation"),
        unit=gettext_lazy("million won"),
        formula=gettext_lazy("Verified in the month, tasks with cash effect alone."),
        columns=[pgettext_lazy("benefit", "Compensation"), gettext_lazy("Stays with the buyer")],
        rows=figures.benefits,
        headline=_shared,
        scale=MILLION,
    ),
    Figure(
        key="ratio",
        title=gettext_lazy("Share of the suppliers"),
        unit="%",
        formula=gettext_lazy("Compensation ÷ verified benefit of the month; parts of a year count by days."),
        columns=[gettext_lazy("Share")],
        rows=figures.ratio,
        headline=_mean,
        classes=("s1",),
        drawn="lines",
        write=lambda value: f"{Decimal(value or 0):,.1f}",
    ),
]
AMOUNTS_OF_MANY = [
    replace(figure, rows=partial(figure.rows, fewest=figures.FEWEST), formula=words)
    for figure, words in zip(
        AMOUNTS,
        (
            gettext_lazy("Verified in the month, cash effect alone. Months of fewer than 5 tasks are blank."),
            gettext_lazy("Compensation ÷ verified benefit of the month. Months of fewer than 5 tasks are blank."),
        ),
        strict=True,
    )
]
INSIDE = [
    Figure(
        key="soft",
        title=gettext_lazy("Benefit without cash effect"),
        unit=gettext_lazy("million won"),
        formula=gettext_lazy("Safety and environment, valued by the agreed table; never added to the cash figures."),
        columns=[gettext_lazy("Net benefit")],
        rows=figures.soft_benefits,
        headline=_won,
        scale=MILLION,
    ),
    Figure(
        key="paid",
        title=gettext_lazy("Paid in time"),
        unit=gettext_lazy("parts"),
        formula=gettext_lazy("Parts in cash that were due in the month. Share = paid by their day ÷ all."),
        columns=[gettext_lazy("In time"), gettext_lazy("Late")],
        rows=figures.paid_in_time,
        headline=partial(share_in_words, parts=[0]),
    ),
    Figure(
        key="tiers",
        title=gettext_lazy("Suppliers by tier"),
        unit=SUPPLIERS,
        formula=gettext_lazy("Suppliers in tasks proposed in the period."),
        columns=[gettext_lazy("Suppliers")],
        rows=figures.by_tier,
        headline=_count,
        along=pgettext_lazy("benefit", "Tier"),
    ),
    Figure(
        key="regions",
        title=gettext_lazy("Suppliers by region"),
        unit=SUPPLIERS,
        formula=gettext_lazy("By the province of their address; other countries by their code."),
        columns=[gettext_lazy("Suppliers")],
        rows=figures.by_region,
        headline=_count,
        along=gettext_lazy("Region"),
    ),
    Figure(
        key="disputes",
        title=gettext_lazy("Disputes"),
        unit=pgettext_lazy("unit", "disputes"),
        formula=gettext_lazy("Opened in the month."),
        columns=[pgettext_lazy("dispute", "Decided"), pgettext_lazy("dispute", "Open")],
        rows=figures.disputes,
        headline=_count,
    ),
]


def _figures_for(request: HttpRequest) -> list[Figure]:
    """A month's amounts of few tasks would tell whose they are: they are for staff alone."""
    user = request.user
    if user.is_authenticated and user.is_internal and user.has_role(*STAFF):
        return [*OPEN_TO_ALL, *AMOUNTS, *INSIDE]
    return [*OPEN_TO_ALL, *(AMOUNTS_OF_MANY if figures.has_public_amounts(months_asked(request).period) else [])]


@public
@reads
@throttled("search")
def figures_page(request: HttpRequest) -> HttpResponse:
    """The published figures of the past, then the portal's own of a period."""
    months = months_asked(request)
    user = request.user
    context = {
        "months": months,
        "published": figures.PUBLISHED,
        "shown": [shown(figure, months.period, page_now(request)) for figure in _figures_for(request)],
        "may_export": user.is_authenticated and user.is_internal and user.has_role(*STAFF),
    }
    return page(request, "benefit/figures.html", context)


@public
@reads
@throttled("export")
def figures_csv(request: HttpRequest, key: str) -> HttpResponse:
    """One figure as CSV."""
    figure = next((each for each in _figures_for(request) if each.key == key), None)
    if figure is None:
        raise Http404
    return as_csv(figure, months_asked(request).period)


@reads
def figures_xlsx(request: HttpRequest) -> HttpResponse:
    """All figures of the period as a workbook, one sheet each; the published ones on a sheet of their own."""
    require(policies.may_export_figures(request.user))
    period = months_asked(request).period
    sheets = [
        Sheet(
            title=str(figure.title),
            head=[figure.along, *figure.columns],
            rows=[(key, *row) for key, row in figure.rows(period).items()],
            notes=[figure.formula],
        )
        for figure in _figures_for(request)
    ]
    published = Sheet(
        title=_("Published elsewhere"),
        head=[_("Figure"), pgettext("figure", "Value"), _("Unit"), _("Period"), _("Source")],
        rows=[(each.label, each.value, each.unit, each.period, each.source) for each in figures.PUBLISHED],
        notes=[_("Not counted by this portal and never added to its own figures.")],
    )
    return xlsx_answer(f"benefit-figures-{period.first:%Y%m}-{period.last:%Y%m}", *sheets, published)
