"""CCMS among the results of the programmes: domain 14, KPIs."""

from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import SEOUL
from portal.periods import Period
from portal.results import DAY, NUMBER, Column, Published, Result, counted, enter, share, summed
from sharedgrowth.ccms.models import Action, Overview, OverviewDownload, PublishedResult, SelfAssessment
from sharedgrowth.ccms.states import ActionState, AssessmentState


def _span(period: Period) -> tuple[datetime, datetime]:
    """The first moment of the period and the first one after it, in Korea."""
    first = datetime.combine(period.first, time.min, SEOUL)
    return first, datetime.combine(period.last + timedelta(days=1), time.min, SEOUL)


def published_overviews(period: Period) -> Any:
    """Versions that came into force in the period."""
    first, after = _span(period)
    found = Overview.objects.filter(published_at__gte=first, published_at__lt=after).select_related("module")
    return found.order_by("published_at", "pk")


def downloads(period: Period) -> Any:
    """Copies by overview and day."""
    found = OverviewDownload.objects.filter(day__gte=period.first, day__lte=period.last)
    return found.select_related("overview__module").order_by("day", "pk")


def unit_rows(period: Period) -> list[dict[str, Any]]:
    """By year: units that were asked, and those with a confirmed self-assessment."""
    found: dict[int, dict[str, Any]] = {}
    rows = SelfAssessment.objects.filter(
        unit__isnull=False, set__opens_on__gte=period.first, set__opens_on__lte=period.last
    )
    for year, state in rows.order_by("set__year", "pk").values_list("set__year", "state"):
        row = found.setdefault(year, {"year": year, "confirmed": 0, "others": 0})
        row["confirmed" if state == AssessmentState.CONFIRMED else "others"] += 1
    return list(found.values())


def module_means(period: Period) -> Any:
    """The published means; a module with fewer than five units has none and is left out."""
    first, after = _span(period)
    found = PublishedResult.objects.filter(at__gte=first, at__lt=after, module__isnull=False, index__isnull=False)
    return found.select_related("module", "set").order_by("set__year", "module__order")


def mean_index(rows: Any) -> Decimal | None:
    """The mean over all modules that have one."""
    values = [row.index for row in rows]
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.01"), ROUND_HALF_UP) if values else None


def closed_actions(period: Period) -> Any:
    """Actions of units that a second person closed."""
    first, after = _span(period)
    found = Action.objects.filter(
        state=ActionState.CLOSED, closed_at__gte=first, closed_at__lt=after, assessment__unit__isnull=False
    )
    return found.select_related("module", "assessment__set").order_by("closed_at", "pk")


enter(
    Result(
        key="ccms.overviews",
        programme="ccms",
        title=_("CCMS overviews published"),
        unit=pgettext_lazy("ccms", "versions"),
        formula=_("Every version of an overview that came into force in the period, in either language."),
        rows=published_overviews,
        value=counted,
        columns=[
            Column(key="module", title=_("Module"), of="module.code"),
            Column(key="title", title=_("Title"), of=lambda row: row.module.title),
            Column(key="language", title=_("Language"), of="lang"),
            Column(key="version", title=_("Version"), of="version", kind=NUMBER),
            Column(key="published", title=_("In force from"), of=lambda row: row.published_at.date(), kind=DAY),
        ],
        row_url=lambda row: reverse("ccms:overview-detail", args=[row.module.code, row.version]) + f"?lang={row.lang}",
        row_public=True,
        order=10,
    ),
    Result(
        key="ccms.downloads",
        programme="ccms",
        title=_("CCMS overviews taken along"),
        unit=pgettext_lazy("ccms", "copies"),
        formula=_("Papers of overviews and collections that were downloaded, by day. Nobody is counted, only copies."),
        rows=downloads,
        value=summed("number"),
        columns=[
            Column(key="day", title=_("Day"), of="day", kind=DAY),
            Column(key="overview", title=_("Overview"), of=lambda row: row.overview.name if row.overview else "CCMS"),
            Column(key="language", title=_("Language"), of="lang"),
            Column(key="copies", title=_("Copies"), of="number", kind=NUMBER),
        ],
        order=20,
    ),
    Result(
        key="ccms.units",
        programme="ccms",
        title=_("Units with a confirmed self-assessment"),
        unit="%",
        formula=_("Units whose self-assessment a second person confirmed, of all units that were asked in the year."),
        rows=unit_rows,
        value=share("confirmed", "others"),
        columns=[
            Column(key="year", title=_("Year"), of="year"),
            Column(key="confirmed", title=_("Confirmed"), of="confirmed", kind=NUMBER),
            Column(key="others", title=_("Others"), of="others", kind=NUMBER),
        ],
        places=1,
        order=30,
    ),
    Result(
        key="ccms.index",
        programme="ccms",
        title=_("Mean index of the modules"),
        unit=_("of 100"),
        formula=_(
            "The mean of the published module indices, each counting the same (CCM-02). An index is told only where at "
            "least five units stand behind it."
        ),
        rows=module_means,
        value=mean_index,
        columns=[
            Column(key="year", title=_("Year"), of="set.year"),
            Column(key="module", title=_("Module"), of="module.code"),
            Column(key="units", title=pgettext_lazy("ccms", "Units"), of="units", kind=NUMBER),
            Column(key="index", title=pgettext_lazy("ccms", "Index"), of="index", kind=NUMBER),
        ],
        row_url=lambda row: reverse("ccms:results"),
        row_public=True,
        places=2,
        order=40,
    ),
    Result(
        key="ccms.actions",
        programme="ccms",
        title=_("CCMS actions closed"),
        unit=pgettext_lazy("ccms", "actions"),
        formula=_("Actions of units that another person than who reported them done has closed in the period."),
        rows=closed_actions,
        value=counted,
        columns=[
            Column(key="year", title=_("Year"), of="assessment.set.year"),
            Column(key="module", title=_("Module"), of="module.code"),
            Column(key="action", title=pgettext_lazy("ccms", "Action"), of="title", inside=True),
            Column(key="closed", title=_("Closed on"), of=lambda row: row.closed_at.date(), kind=DAY),
        ],
        row_url=lambda row: reverse("ccms:action-detail", args=[row.uid]),
        order=50,
    ),
    Published(
        key="ccms.modules-2020",
        programme="ccms",
        title=_("Modules of the standards at their declaration"),
        value=Decimal(13),
        unit=pgettext_lazy("ccms", "modules"),
        period="2020-07",
        source="Korea Herald, corporatecitizenship.posco.com",
        source_date="2020-07-28",
        page="ccms:collection",
        order=10,
    ),
)
