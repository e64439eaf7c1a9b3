"""What the funds achieve, for the pages of results: money paid, and the counts of accepted final reports."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from portal.countries import country_name
from portal.periods import Period, span_of
from portal.results import MONEY, NUMBER, Column, Published, Result, enter, summed
from sharedgrowth.funds.models import Drawdown, GrantReport
from sharedgrowth.funds.queries import gem
from sharedgrowth.funds.registry import programme_name
from sharedgrowth.funds.states import DrawdownState
from sharedgrowth.funds.states.gem import ReportState

FEWEST = 5  # companies behind a public sum: of fewer, one could tell who got how much
PAID = (DrawdownState.PAID, DrawdownState.AUDITED)


def paid(period: Period) -> list[dict[str, Any]]:
    """Support paid out of funds in won, by year and programme; sums of few companies are not told."""
    found = Drawdown.objects.filter(
        state__in=PAID, paid_on__range=(period.first, period.last), commitment__line__year__fund__currency="KRW"
    )
    rows = (
        found.order_by()
        .values("paid_on__year", "commitment__line__programme")
        .annotate(companies=Count("commitment__company", distinct=True), won=Sum("amount"))
        .order_by("-paid_on__year", "commitment__line__programme")
    )
    return [
        {
            "year": row["paid_on__year"],
            "programme": programme_name(row["commitment__line__programme"]),
            "companies": row["companies"] if row["companies"] >= FEWEST else None,
            "won": row["won"] if row["companies"] >= FEWEST else None,
        }
        for row in rows
    ]


def final_reports(period: Period) -> QuerySet[GrantReport]:
    """Accepted final reports of grants that were handed in within the period."""
    first, last = span_of(period)
    found = GrantReport.objects.filter(
        state=ReportState.ACCEPTED, is_final=True, handed_in_at__gte=first, handed_in_at__lt=last
    )
    return found.select_related("grant__proposal__year__fund__partner").order_by("handed_in_at", "pk")


def _report_columns(*names: tuple[str, object]) -> list[Column]:
    return [
        Column(key="fund", title=gettext_lazy("Fund"), of="grant.proposal.year.fund.gem_name"),
        Column(
            key="country",
            title=gettext_lazy("Country of use"),
            of=lambda report: country_name(report.grant.proposal.year.country, get_language() or "ko"),
        ),
        *(Column(key=name, title=title, of=name, kind=NUMBER) for name, title in names),
    ]


def _funds_page(_row: object) -> str:
    return reverse("funds:gem-list")


enter(
    Result(
        key="funds.paid",
        programme="funds",
        direction="value",
        title=gettext_lazy("Support paid"),
        unit=gettext_lazy("won"),
        formula=gettext_lazy(
            "Paid out of funds in the year, by programme. A sum of fewer than five companies is not told."
        ),
        rows=paid,
        value=summed("won"),
        columns=[
            Column(key="year", title=gettext_lazy("Year"), of=lambda row: f"{row['year']}"),
            Column(key="programme", title=gettext_lazy("Programme"), of="programme"),
            Column(key="companies", title=pgettext_lazy("funds", "Companies"), of="companies", kind=NUMBER),
            Column(key="won", title=pgettext_lazy("funds", "Paid (won)"), of="won", kind=MONEY),
        ],
        order=70,
    ),
    Result(
        key="gem.people",
        programme="gem",
        title=gettext_lazy("People reached"),
        unit=pgettext_lazy("unit", "people"),
        formula=gettext_lazy("From accepted final reports of the projects, handed in within the period."),
        rows=final_reports,
        value=summed("people"),
        columns=_report_columns(
            ("people", gettext_lazy("People reached")),
            ("scholarships", gettext_lazy("Scholarships")),
            ("trainees", gettext_lazy("Trainees employed")),
        ),
        row_url=_funds_page,
        row_public=True,
        order=90,
    ),
    Result(
        key="gem.trees",
        programme="gem",
        title=gettext_lazy("Trees planted"),
        unit=pgettext_lazy("unit", "trees"),
        formula=gettext_lazy("From accepted final reports of the projects, handed in within the period."),
        rows=final_reports,
        value=summed("trees"),
        columns=_report_columns(
            ("trees", gettext_lazy("Trees planted")),
            ("hectares", gettext_lazy("Hectares restored")),
        ),
        row_url=_funds_page,
        row_public=True,
        order=91,
    ),
    Published(
        key="gem.partners-2021",
        programme="gem",
        title=gem.PUBLISHED[0].label,
        value=Decimal(7),
        unit=pgettext_lazy("unit", "companies"),
        period=gem.PUBLISHED[0].period,
        source=gem.NEWSROOM,
        page="funds:gem-list",
        order=90,
    ),
    Published(
        key="gem.paid-in-2021",
        programme="gem",
        title=gem.PUBLISHED[1].label,
        value=Decimal(100_000),
        unit=gettext_lazy("US dollars"),
        period=gem.PUBLISHED[1].period,
        source=gem.NEWSROOM,
        page="funds:gem-list",
        order=91,
    ),
)
