"""Doors of the figures of the programmes: for everybody, of the portal's own rows, without the name of any company."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.figures import Figure, Rows, as_csv, months_asked, share_in_words, shown, total_of
from portal.http import page, page_now, public, reads
from portal.throttles import throttled
from sharedgrowth.support.queries import programme_figures as figures
from sharedgrowth.support.registry import programmes

INSIDE = ("SG", "AP", "FM", "FI", "CP", "AU")
COMPANIES = pgettext_lazy("unit", "companies")
PROGRAMME = gettext_lazy("Programme")
MILLION = Decimal(1_000_000)


def _count(rows: Rows) -> str:
    return f"{total_of(rows):,.0f}"


def _mean(rows: Rows, words: str) -> str:
    """The plain mean of the rows, each of one number."""
    known = [Decimal(row[0]) for row in rows.values() if row[0] is not None]
    return words % {"mean": f"{sum(known, Decimal(0)) / len(known):.1f}"} if known else ""


def _part_of(rows: Rows) -> str:
    first = sum((Decimal(row[0] or 0) for row in rows.values()), Decimal(0))
    return _("%(part)s of %(all)s") % {"part": f"{first:,.0f}", "all": f"{total_of(rows):,.0f}"}


def _column(rows: Rows, place: int, words: str) -> str:
    whole = sum((Decimal(row[place] or 0) for row in rows.values()), Decimal(0))
    return words % {"sum": f"{whole:,.1f}"}


FIGURES = [
    Figure(
        key="selected",
        title=gettext_lazy("Selected companies"),
        unit=COMPANIES,
        formula=gettext_lazy("By the month of the decision. Share = without trade with the buyer ÷ all selected."),
        columns=[gettext_lazy("Without trade with the buyer"), gettext_lazy("With trade")],
        rows=figures.selected,
        headline=partial(share_in_words, parts=[0]),
    ),
    Figure(
        key="applications",
        title=gettext_lazy("Applications"),
        unit=pgettext_lazy("unit", "applications"),
        formula=gettext_lazy("Submitted in the period; of these selected until today."),
        columns=[pgettext_lazy("applications", "Selected"), pgettext_lazy("applications", "Others")],
        rows=figures.applications,
        headline=_part_of,
        along=PROGRAMME,
    ),
    Figure(
        key="projects",
        title=gettext_lazy("Projects"),
        unit=pgettext_lazy("unit", "projects"),
        formula=gettext_lazy("Begun in the period, by how they stand today."),
        columns=[
            pgettext_lazy("projects", "Done"),
            pgettext_lazy("projects", "Running"),
            pgettext_lazy("projects", "Broken off"),
        ],
        rows=figures.projects,
        headline=_count,
        along=PROGRAMME,
    ),
    Figure(
        key="improvement",
        title=gettext_lazy("Mean improvement"),
        unit="%",
        formula=gettext_lazy("Mean of the rates of all indicators of a project, then of the projects measured."),
        columns=[gettext_lazy("Improvement")],
        rows=figures.improvement,
        headline=partial(_mean, words="%(mean)s%%"),
        along=PROGRAMME,
        write=lambda value: f"{value or 0:,.1f}",
    ),
    Figure(
        key="effect",
        title=gettext_lazy("Verified effect of the first year"),
        unit=gettext_lazy("million won"),
        formula=gettext_lazy("Verified by finance in the period; what another task already counts is left out."),
        columns=[gettext_lazy("Effect")],
        rows=figures.effect,
        headline=lambda rows: f"{total_of(rows) / MILLION:,.1f}",
        along=PROGRAMME,
        scale=MILLION,
    ),
    Figure(
        key="levels",
        title=gettext_lazy("Smart-factory levels gained"),
        unit=pgettext_lazy("unit", "levels"),
        formula=gettext_lazy("Confirmed level less the one confirmed before; a fall is not subtracted."),
        columns=[gettext_lazy("Levels")],
        rows=figures.level_ups,
        headline=_count,
    ),
    Figure(
        key="energy",
        title=gettext_lazy("Energy saved"),
        unit="toe · tCO₂",
        formula=gettext_lazy("Verified in the month, against the output, with the factor of the year of consumption."),
        columns=["toe", "tCO₂"],
        rows=figures.energy,
        headline=partial(_column, place=1, words="%(sum)s tCO₂"),
        classes=("s1", "s2"),
        drawn="lines",
        write=lambda value: f"{value or 0:,.1f}",
    ),
    Figure(
        key="energy-won",
        title=gettext_lazy("Energy cost saved"),
        unit=gettext_lazy("million won"),
        formula=gettext_lazy("Verified in the month, at the contract's prices."),
        columns=[gettext_lazy("Saved")],
        rows=figures.energy_won,
        headline=lambda rows: f"{total_of(rows) / MILLION:,.1f}",
        scale=MILLION,
        write=lambda value: f"{value or 0:,.1f}",
    ),
    Figure(
        key="satisfaction",
        title=gettext_lazy("Satisfaction"),
        unit=gettext_lazy("1 to 5"),
        formula=gettext_lazy("Mean of what companies said at the end of their projects."),
        columns=[gettext_lazy("Satisfaction")],
        rows=figures.satisfaction,
        headline=partial(_mean, words="%(mean)s / 5"),
        along=PROGRAMME,
        write=lambda value: f"{value or 0:,.1f}",
    ),
    Figure(
        key="effective",
        title=gettext_lazy("Still effective"),
        unit=pgettext_lazy("unit", "answers"),
        formula=gettext_lazy("Answers 3 and 12 months after the end. Share = still effective ÷ all answers."),
        columns=[gettext_lazy("Still effective"), gettext_lazy("Not any more")],
        rows=figures.still_effective,
        headline=partial(share_in_words, parts=[0]),
        along=PROGRAMME,
    ),
]
OF_COMPANIES = frozenset({"improvement", "effect", "energy", "energy-won", "satisfaction"})


def figures_for(request: HttpRequest) -> list[Figure]:
    """All; to others than staff, results of fewer than five projects say nothing: one could tell whose they are."""
    user = request.user
    if user.is_authenticated and user.is_internal and user.has_role(*INSIDE):
        return FIGURES
    return [
        replace(figure, rows=partial(figure.rows, least=figures.FEWEST)) if figure.key in OF_COMPANIES else figure
        for figure in FIGURES
    ]


@public
@reads
@throttled("search")
def figures_page(request: HttpRequest) -> HttpResponse:
    """Own figures of a period; figures that were published before the portal stand apart, each with its source."""
    months = months_asked(request)
    context = {
        "months": months,
        "shown": [shown(figure, months.period, page_now(request)) for figure in figures_for(request)],
        "published": [each for each in programmes if each.historical],
    }
    return page(request, "support/figures.html", context)


@public
@reads
@throttled("export")
def figures_csv(request: HttpRequest, key: str) -> HttpResponse:
    """One figure as CSV."""
    figure = next((each for each in figures_for(request) if each.key == key), None)
    if figure is None:
        raise Http404
    return as_csv(figure, months_asked(request).period)
