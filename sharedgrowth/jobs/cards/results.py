"""What Youth Dream achieves, for the pages of results: cohorts that ended training; of few people nothing is told."""

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.results import DAY, NUMBER, Column, Result, enter, summed
from sharedgrowth.jobs.queries.figures import cohorts_trained

COLUMNS = [
    Column(key="cohort", title=gettext_lazy("Cohort"), of="number"),
    Column(key="title", title=gettext_lazy("Title"), of=lambda cohort: cohort.title),
    Column(key="training_ended", title=gettext_lazy("Training ended"), of="ended_on", kind=DAY),
    Column(key="trained", title=gettext_lazy("Trained"), of="trained", kind=NUMBER),
    Column(key="completed", title=pgettext_lazy("training", "Completed"), of="completed", kind=NUMBER),
]


def people(cohort) -> tuple[int, int, int]:
    """Everybody whom a row tells of: trained, completed, and who did not complete."""
    return cohort.trained, cohort.completed, cohort.trained - cohort.completed


def cohort_page(cohort) -> str:
    """Where a cohort is told of."""
    return reverse("jobs:cohort-detail", args=[cohort.number])


enter(
    Result(
        key="jobs.trained",
        programme="jobs",
        title=gettext_lazy("Trained in Youth Dream"),
        unit=pgettext_lazy("unit", "people"),
        formula=gettext_lazy("People who took up a place in cohorts whose training ended in the period."),
        rows=cohorts_trained,
        value=summed("trained"),
        columns=COLUMNS,
        people=people,
        suppress_below=5,
        row_url=cohort_page,
        row_public=True,
        order=60,
    ),
    Result(
        key="jobs.completed",
        programme="jobs",
        title=gettext_lazy("Completed Youth Dream training"),
        unit=pgettext_lazy("unit", "people"),
        formula=gettext_lazy("Of them, those whose attendance and grade reached what the terms of their cohort ask."),
        rows=cohorts_trained,
        value=summed("completed"),
        columns=COLUMNS,
        people=people,
        suppress_below=5,
        row_url=cohort_page,
        row_public=True,
        order=61,
    ),
)
