"""Doors of the figures of ESG purchasing: for everybody, without the name of any supplier; staff see more of them."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.figures import Figure, Rows, as_csv, last_in_words, months_asked, share_in_words, shown, total_of
from portal.http import page, page_now, public, reads
from portal.throttles import throttled
from purchasing.esg.queries import figures

INSIDE = ("ER", "EC", "PO", "AP", "SG", "CP", "AU", "AD")
SUPPLIERS = gettext_lazy("suppliers")


def _count(rows: Rows) -> str:
    return f"{total_of(rows):,.0f}"


def _this_year(rows: Rows) -> str:
    """The last year with purchases, beside its target."""
    known = [(year, row) for year, row in rows.items() if row[0]]
    if not known:
        return ""
    year, (spent, target) = known[-1]
    words = {"year": year, "spent": f"{spent or 0:,.1f}", "target": f"{target:,.0f}" if target else "–"}
    return _("%(year)s: %(spent)s of %(target)s") % words


def _better(rows: Rows) -> str:
    """How many moved up and down."""
    up, _same, down = (sum(row[place] or 0 for row in rows.values()) for place in range(3))
    return _("%(up)s up, %(down)s down") % {"up": up, "down": down} if rows else ""


PUBLIC = [
    Figure(
        key="entries",
        title=gettext_lazy("Entry qualifications decided"),
        unit=pgettext_lazy("unit", "decisions"),
        formula=gettext_lazy("Share = qualified, also on conditions ÷ all decided in the period."),
        columns=[
            pgettext_lazy("entry", "Qualified"),
            pgettext_lazy("entry", "Conditionally qualified"),
            pgettext_lazy("entry", "Not qualified"),
        ],
        rows=figures.entries,
        headline=partial(share_in_words, parts=[0, 1]),
    ),
    Figure(
        key="bands",
        title=gettext_lazy("Suppliers by ESG band"),
        unit=SUPPLIERS,
        formula=gettext_lazy("Latest final result that still holds. Share = bands A and B ÷ all; today."),
        columns=[gettext_lazy("Suppliers")],
        rows=figures.bands,
        headline=lambda rows: share_in_words(
            {
                1: [
                    sum(row[0] or 0 for band, row in rows.items() if band in "AB"),
                    sum(row[0] or 0 for band, row in rows.items() if band not in "AB"),
                ]
            },
            [0],
        ),
        along=gettext_lazy("Band"),
    ),
    Figure(
        key="movement",
        title=gettext_lazy("Movement between bands"),
        unit=SUPPLIERS,
        formula=gettext_lazy("Results that became final in the month beside the same supplier's result before."),
        columns=[
            pgettext_lazy("band", "Better"),
            pgettext_lazy("band", "The same"),
            pgettext_lazy("band", "Worse"),
        ],
        rows=figures.movement,
        headline=_better,
    ),
    Figure(
        key="pillars",
        title=gettext_lazy("Mean score by pillar"),
        unit=pgettext_lazy("unit", "points"),
        formula=gettext_lazy("Mean of the results that became final in the month, points of 100."),
        columns=[gettext_lazy("Environment"), pgettext_lazy("esg", "Social"), pgettext_lazy("esg", "Governance")],
        rows=figures.pillars,
        headline=partial(last_in_words, words="E %(a)s · S %(b)s · G %(c)s"),
        classes=("s1", "s2", "s3"),
        drawn="lines",
        write=lambda value: f"{value or 0:,.1f}",
    ),
    Figure(
        key="coverage",
        title=gettext_lazy("Assessed share of spend"),
        unit=gettext_lazy("million won"),
        formula=gettext_lazy("Accepted deliveries of the last 365 days: of suppliers with a valid result ÷ all."),
        columns=[gettext_lazy("Assessed"), gettext_lazy("Not assessed")],
        rows=figures.coverage,
        headline=partial(share_in_words, parts=[0]),
        along=gettext_lazy("Days"),
        scale=Decimal(1_000_000),
    ),
    Figure(
        key="consents",
        title=gettext_lazy("Consent to the code of conduct"),
        unit=SUPPLIERS,
        formula=gettext_lazy("Active suppliers that consented to the version in force ÷ all; today."),
        columns=[gettext_lazy("Consented"), gettext_lazy("Not yet")],
        rows=figures.consents,
        headline=partial(share_in_words, parts=[0]),
        along="",
    ),
    Figure(
        key="trained",
        title=gettext_lazy("Trained suppliers"),
        unit=SUPPLIERS,
        formula=gettext_lazy("Active suppliers with a certificate of a course in force ÷ all; today."),
        columns=[pgettext_lazy("course", "With a certificate"), pgettext_lazy("course", "Without")],
        rows=figures.trained,
        headline=partial(share_in_words, parts=[0]),
        along="",
    ),
    Figure(
        key="actions",
        title=gettext_lazy("Corrective actions closed in time"),
        unit=pgettext_lazy("unit", "actions"),
        formula=gettext_lazy("Due in the month. Share = closed on the due day or before ÷ all."),
        columns=[
            gettext_lazy("Closed in time"),
            gettext_lazy("Closed late"),
            pgettext_lazy("corrective action", "Open"),
        ],
        rows=figures.actions,
        headline=partial(share_in_words, parts=[0]),
    ),
    Figure(
        key="eco",
        title=gettext_lazy("Eco-friendly purchases"),
        unit=gettext_lazy("million US dollars"),
        formula=gettext_lazy("Counted once from accepted deliveries with evidence, without VAT, beside the target."),
        columns=[gettext_lazy("Counted"), gettext_lazy("Target")],
        rows=figures.eco_spend,
        headline=_this_year,
        classes=("s1", "s2"),
        drawn="lines",
        along=gettext_lazy("Year"),
        write=lambda value: f"{value or 0:,.1f}",
    ),
    Figure(
        key="smelters",
        title=gettext_lazy("Conformant smelters"),
        unit=gettext_lazy("smelters"),
        formula=gettext_lazy("Of the smelters in accepted declarations: conformant ÷ all."),
        columns=[
            pgettext_lazy("smelter", "Conformant"),
            pgettext_lazy("smelter", "Active"),
            pgettext_lazy("smelter", "Others"),
        ],
        rows=figures.smelters,
        headline=partial(share_in_words, parts=[0]),
        along=gettext_lazy("Mineral"),
    ),
]

LIMITS = Figure(
    key="limits",
    title=gettext_lazy("Supply limitations in force"),
    unit=SUPPLIERS,
    formula=gettext_lazy("In force today, by level."),
    columns=[gettext_lazy("Suppliers")],
    rows=figures.limits,
    headline=_count,
    along=pgettext_lazy("limitation", "Level"),
)
BY_MONTH = frozenset({"movement", "pillars"})
OF_SUPPLIERS = frozenset({"bands", "movement", "pillars"})


def _figures_for(request: HttpRequest) -> list[Figure]:
    user = request.user
    inside = user.is_authenticated and user.is_internal and user.has_role(*INSIDE)
    if inside:
        return [*PUBLIC, LIMITS]
    few = total_of(figures.bands(months_asked(request).period)) < figures.FEWEST
    return [_for_all(figure) for figure in PUBLIC if not (few and figure.key in OF_SUPPLIERS)]


def _for_all(figure: Figure) -> Figure:
    """Of a month with few results one could tell whose they are: to everybody it says nothing."""
    if figure.key not in BY_MONTH:
        return figure
    return replace(figure, rows=partial(figure.rows, least=figures.FEWEST))


@public
@reads
@throttled("search")
def figures_page(request: HttpRequest) -> HttpResponse:
    """All figures of a period; what has no data says so. Bands of fewer than five suppliers are for staff alone."""
    months = months_asked(request)
    context = {
        "months": months,
        "shown": [shown(figure, months.period, page_now(request)) for figure in _figures_for(request)],
    }
    return page(request, "esg/figures.html", context)


@public
@reads
@throttled("export")
def figures_csv(request: HttpRequest, key: str) -> HttpResponse:
    """One figure as CSV."""
    figure = next((each for each in _figures_for(request) if each.key == key), None)
    if figure is None:
        raise Http404
    return as_csv(figure, months_asked(request).period)
