"""FIND: how many: counted from rows that stay when the persons are gone."""

from django.db.models import Count, Q, QuerySet

from portal.periods import Period
from sharedgrowth.jobs.models import Application, Cohort
from sharedgrowth.jobs.states import TRAINEES, ApplicationState, CohortState


def own_figures() -> dict[str, int]:
    """Of all cohorts of this portal."""
    trained = Q(state__in=[state.value for state in TRAINEES])
    told = Application.objects.aggregate(
        sent=Count("pk", filter=Q(submitted_at__isnull=False)),
        trained=Count("pk", filter=trained),
        completed=Count("pk", filter=Q(state=ApplicationState.COMPLETED)),
    )
    held = Cohort.objects.exclude(state__in=[CohortState.PLANNED, CohortState.RECRUITING, CohortState.CANCELLED])
    return {"cohorts": held.count(), **told}


def cohorts_trained(period: Period) -> QuerySet[Cohort]:
    """Cohorts whose training ended in the period, with how many were trained and completed; the latest first."""
    trained = Q(applications__state__in=[state.value for state in TRAINEES])
    done = Q(applications__state=ApplicationState.COMPLETED)
    ended = Cohort.objects.filter(ended_on__gte=period.first, ended_on__lte=period.last)
    return ended.annotate(
        trained=Count("applications", filter=trained), completed=Count("applications", filter=done)
    ).order_by("-ended_on", "-pk")
