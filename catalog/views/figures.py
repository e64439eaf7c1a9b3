"""The programme's figures: what open sourcing brings about, month by month, each with its formula, table and CSV."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.queries import figures
from catalog.queries.search_notes import kpi_search
from catalog.rules.figures import FEWEST_ADOPTED, FEWEST_SHOWN
from portal.display import money_short
from portal.figures import Figure, as_csv, months_asked, shown
from portal.http import page, page_now, public, reads
from portal.periods import Period
from portal.throttles import throttled

Rows = figures.Rows
INSIDE = ("CM", "PO", "AU")  # read every word that found nothing
PRICE_READERS = ("PO", "AU")  # know what is paid today
MILLION = Decimal(1_000_000)


def _percent(rows: Rows, parts: Sequence[int]) -> str:
    share = figures.share_of(rows, parts)
    return "" if share is None else f"{share.normalize():f}%"


def _count(rows: Rows) -> str:
    total = figures.total_of(rows)
    return f"{total:,.0f}" if total else ""


def _won(rows: Rows) -> str:
    total = figures.total_of(rows)
    return str(money_short(total)) if total else ""


def _latest_days(rows: Rows) -> str:
    known = [row for row in rows.values() if row[0] is not None]
    if not known:
        return ""
    return _("%(half)s / %(most)s days") % {"half": known[-1][0], "most": known[-1][1]}


FIGURES = [
    Figure(
        key="companies",
        title=gettext_lazy("New companies"),
        unit=pgettext_lazy("unit", "companies"),
        formula=gettext_lazy("Companies whose registration was approved in the month."),
        columns=[gettext_lazy("Approved")],
        rows=figures.new_companies,
        headline=_count,
    ),
    Figure(
        key="listings",
        title=gettext_lazy("Listings from companies that never traded with us"),
        unit=gettext_lazy("products"),
        formula=gettext_lazy(
            "Products published for the first time. Share = those of companies below level L2 today ÷ all."
        ),
        columns=[gettext_lazy("Trading companies (L2, L3)"), gettext_lazy("Others (L0, L1)")],
        rows=figures.listings,
        headline=partial(_percent, parts=[1]),
    ),
    Figure(
        key="publishing",
        title=gettext_lazy("Time from the first draft to publication"),
        unit=gettext_lazy("business days"),
        formula=gettext_lazy(
            "Products published for the first time in the month: half within the first figure, nine of ten within the"
            " second."
        ),
        columns=[pgettext_lazy("review", "Half within"), pgettext_lazy("review", "Nine of ten within")],
        rows=figures.publishing_days,
        headline=_latest_days,
        classes=("s1", "s2"),
        drawn="lines",
    ),
    Figure(
        key="review",
        title=gettext_lazy("Time from submission to answer"),
        unit=gettext_lazy("business days"),
        formula=gettext_lazy(
            "Of the answers of the month: half came within the first figure, nine of ten within the second."
        ),
        columns=[pgettext_lazy("review", "Half within"), pgettext_lazy("review", "Nine of ten within")],
        rows=figures.review_days,
        headline=_latest_days,
        classes=("s1", "s2"),
        drawn="lines",
    ),
    Figure(
        key="inquiries",
        title=gettext_lazy("Inquiries answered in time"),
        unit=gettext_lazy("inquiries"),
        formula=gettext_lazy("Share = answered within three business days ÷ all inquiries asked in the period."),
        columns=[gettext_lazy("In time"), gettext_lazy("Late"), gettext_lazy("Not answered")],
        rows=figures.inquiries,
        headline=partial(_percent, parts=[0]),
    ),
    Figure(
        key="proposals",
        title=gettext_lazy("Sourcing requests with three proposals or more"),
        unit=gettext_lazy("requests"),
        formula=gettext_lazy("Share = requests closed with at least three proposals ÷ all that were closed."),
        columns=[gettext_lazy("Three and more"), gettext_lazy("Fewer")],
        rows=figures.proposals,
        headline=partial(_percent, parts=[0]),
    ),
    Figure(
        key="adoption",
        title=gettext_lazy("Sourcing requests with an adopted proposal"),
        unit=gettext_lazy("requests"),
        formula=gettext_lazy("Share = requests decided for a proposal ÷ all that were decided."),
        columns=[gettext_lazy("Adopted"), gettext_lazy("Not adopted")],
        rows=figures.outcomes,
        headline=partial(_percent, parts=[0]),
    ),
    Figure(
        key="savings",
        title=gettext_lazy("Savings from adopted proposals"),
        unit=gettext_lazy("million won a year"),
        formula=gettext_lazy(
            "(old landed cost − new landed cost) × quantity of a year, in the month of the decision. "
            "Months with fewer than three adoptions are shown to purchasing alone."
        ),
        columns=[gettext_lazy("Saved")],
        rows=figures.savings,
        headline=_won,
        write=lambda value: f"{Decimal(value or 0):,.1f}",
        scale=MILLION,
    ),
    Figure(
        key="searches",
        title=gettext_lazy("Searches without a result"),
        unit=gettext_lazy("searches"),
        formula=gettext_lazy(
            "Share = searches by words that found nothing, without filters ÷ all; searches are kept for half a year."
        ),
        columns=[gettext_lazy("With results"), gettext_lazy("Without")],
        rows=figures.search_results,
        headline=partial(_percent, parts=[1]),
    ),
    Figure(
        key="first-contracts",
        title=gettext_lazy("First contracts of new companies"),
        unit=gettext_lazy("new companies"),
        formula=gettext_lazy(
            "Share = companies with a first contract within twelve months of their approval ÷ all approved in the"
            " period without an earlier contract. Those approved less than twelve months ago may still win one."
        ),
        columns=[gettext_lazy("With a first contract"), gettext_lazy("None so far")],
        rows=figures.converted,
        headline=partial(_percent, parts=[0]),
    ),
]
BY_KEY = {figure.key: figure for figure in FIGURES}


@public
@reads
@throttled("search")
def figures_page(request: HttpRequest) -> HttpResponse:
    """All figures of a period; what has no data says so."""
    months = months_asked(request)
    period = months.period
    missing = kpi_search(period.first, period.last)["top_without"]
    shows_all = request.user.is_authenticated and request.user.is_internal and request.user.has_role(*INSIDE)
    if not shows_all:
        missing = [row for row in missing if row.times >= FEWEST_SHOWN]
    context = {
        "months": months,
        "shown": [shown(figure, period, page_now(request), _rows(request, figure, period)) for figure in FIGURES],
        "missing": missing,
        "fewest": FEWEST_SHOWN,
        "shows_all": shows_all,
        "now": page_now(request),
    }
    return page(request, "catalog/figures.html", context)


def _holds(user, *roles: str) -> bool:
    return user.is_authenticated and user.is_internal and user.has_role(*roles)


def _rows(request: HttpRequest, figure: Figure, period: Period) -> Rows:
    """What this reader may know of the figure."""
    if figure.key == "savings" and not _holds(request.user, *PRICE_READERS):
        return figures.savings(period, fewest=FEWEST_ADOPTED)
    return figure.rows(period)


@public
@reads
@throttled("export")
def figures_csv(request: HttpRequest, key: str) -> HttpResponse:
    """One figure as CSV: months in rows, plain numbers, UTF-8 with a mark that spreadsheets know."""
    figure, period = BY_KEY.get(key), months_asked(request).period
    if figure is None:
        raise Http404
    return as_csv(figure, period, _rows(request, figure, period))
