"""What the support programmes achieve, for the pages of results: the same rows as their own figures."""

from functools import partial

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.periods import Period
from portal.results import (
    MONEY,
    NUMBER,
    Column,
    Published,
    Result,
    by_month,
    enter,
    month_column,
    month_page,
    summed,
)
from sharedgrowth.support import programmes
from sharedgrowth.support.queries import programme_figures as figures
from sharedgrowth.support.registry import programmes as registered

programmes.load()  # once, whichever app starts first
COMPANIES = pgettext_lazy("unit", "companies")
PAGE = month_page("support:figures")
LEAST = figures.FEWEST


def by_programme(figure, *names: str):
    """The rows of a figure that is divided by programme."""

    def rows(period: Period) -> list[dict]:
        return [
            {"programme": title, **dict(zip(names, row, strict=False))}
            for title, row in figure(period).items()
            if any(row)
        ]

    return rows


def _selected(period: Period):
    return {month: [*row, sum(each or 0 for each in row)] for month, row in figures.selected(period).items()}


def _projects(period: Period):
    return {title: [*row, sum(row)] for title, row in figures.projects(period).items()}


PROGRAMME = Column(key="programme", title=gettext_lazy("Programme"), of="programme")

enter(
    Result(
        key="support.companies",
        programme="support-programmes",
        title=gettext_lazy("Companies selected"),
        unit=COMPANIES,
        formula=gettext_lazy(
            "By the month of the decision; a company with two selections in a month counts once there."
        ),
        rows=by_month(_selected, "without", "trading", "companies"),
        value=summed("companies"),
        columns=[
            month_column(),
            Column(key="without", title=gettext_lazy("Without trade with the buyer"), of="without", kind=NUMBER),
            Column(key="trading", title=gettext_lazy("With trade"), of="trading", kind=NUMBER),
            Column(key="companies", title=pgettext_lazy("points", "Together"), of="companies", kind=NUMBER),
        ],
        row_url=PAGE,
        row_public=True,
        order=60,
    ),
    Result(
        key="support.projects",
        programme="support-programmes",
        title=gettext_lazy("Projects begun"),
        unit=pgettext_lazy("unit", "projects"),
        formula=gettext_lazy("Begun in the period, by how they stand today."),
        rows=by_programme(_projects, "done", "running", "over", "projects"),
        value=summed("projects"),
        columns=[
            PROGRAMME,
            Column(key="done", title=pgettext_lazy("projects", "Done"), of="done", kind=NUMBER),
            Column(key="running", title=pgettext_lazy("projects", "Running"), of="running", kind=NUMBER),
            Column(key="over", title=pgettext_lazy("projects", "Broken off"), of="over", kind=NUMBER),
            Column(key="projects", title=pgettext_lazy("points", "Together"), of="projects", kind=NUMBER),
        ],
        order=61,
    ),
    Result(
        key="support.effect",
        programme="support-programmes",
        title=gettext_lazy("Verified effect of the first year"),
        unit=gettext_lazy("won"),
        formula=gettext_lazy(
            "Verified by finance in the period; what another task already counts, and programmes with fewer than five "
            "projects, are left out."
        ),
        rows=by_programme(partial(figures.effect, least=LEAST), "won"),
        value=summed("won"),
        columns=[PROGRAMME, Column(key="won", title=gettext_lazy("Effect"), of="won", kind=MONEY)],
        order=62,
    ),
    Result(
        key="support.carbon",
        programme="support-programmes",
        title=gettext_lazy("Carbon dioxide saved"),
        unit="tCO₂",
        formula=gettext_lazy("Verified in the month, against the output, with the factor of the year of consumption."),
        rows=by_month(partial(figures.energy, least=LEAST), "toe", "tco2"),
        value=summed("tco2"),
        columns=[
            month_column(),
            Column(key="toe", title="toe", of="toe", kind=NUMBER),
            Column(key="tco2", title="tCO₂", of="tco2", kind=NUMBER),
        ],
        row_url=PAGE,
        row_public=True,
        places=1,
        order=63,
    ),
    Result(
        key="support.levels",
        programme="support-programmes",
        title=gettext_lazy("Smart-factory levels gained"),
        unit=pgettext_lazy("unit", "levels"),
        formula=gettext_lazy("Confirmed level less the one confirmed before; a fall is not subtracted."),
        rows=by_month(figures.level_ups, "levels"),
        value=summed("levels"),
        columns=[month_column(), Column(key="levels", title=gettext_lazy("Levels"), of="levels", kind=NUMBER)],
        row_url=PAGE,
        row_public=True,
        order=64,
    ),
    *(
        Published(
            key=f"support.{programme.slug}-{place}",
            programme="support-programmes",
            title=format_lazy("{programme}: {label}", programme=programme.title, label=each.label),
            value=each.value,
            unit=each.unit,
            period=each.period,
            source=each.source,
            page="support:figures",
            order=60,
        )
        for programme in registered
        for place, each in enumerate(programme.historical, 1)
    ),
)
