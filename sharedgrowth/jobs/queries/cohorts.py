"""FIND: cohorts, for everybody and for the office."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from sharedgrowth.jobs.models import Cohort
from sharedgrowth.jobs.queries.people import sees_office
from sharedgrowth.jobs.states import PUBLIC_COHORTS, ApplicationState, CohortState

A = ApplicationState


def cohorts_visible_to(user: Any) -> QuerySet[Cohort]:
    """What was published, to everybody; plans to the office."""
    found = Cohort.objects.select_related("terms")
    if user is not None and sees_office(user):
        return found
    return found.filter(state__in=PUBLIC_COHORTS).exclude(state=CohortState.CANCELLED, published_at=None)


def open_cohorts(now: datetime) -> QuerySet[Cohort]:
    """What takes applications now, the earliest deadline first."""
    found = Cohort.objects.filter(state=CohortState.RECRUITING, apply_from__lte=now, apply_to__gt=now)
    return found.select_related("terms").order_by("apply_to", "pk")


def with_counts(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """With how many applied, were chosen, are trained, completed."""
    sent = ~Q(applications__state__in=[A.DRAFT, A.LAPSED]) & Q(applications__submitted_at__isnull=False)
    chosen = Q(applications__state__in=[A.SELECTED, A.ENROLLED, A.COMPLETED, A.DROPPED])
    trained = Q(applications__state__in=[A.ENROLLED, A.COMPLETED, A.DROPPED])
    return cohorts.annotate(
        sent=Count("applications", filter=sent, distinct=True),
        chosen=Count("applications", filter=chosen, distinct=True),
        trained=Count("applications", filter=trained, distinct=True),
        completed=Count("applications", filter=Q(applications__state=A.COMPLETED), distinct=True),
        waiting=Count("applications", filter=Q(applications__state=A.WAITLIST), distinct=True),
    )


def cohorts_found(cohorts: QuerySet[Cohort], *, state: str = "", q: str = "") -> QuerySet[Cohort]:
    """Those of a state, with words in title, course, site or number."""
    if state:
        cohorts = cohorts.filter(state=state)
    for word in q.split()[:5]:
        columns = ("number", "title_ko", "title_en", "course_ko", "course_en", "site_ko", "site_en")
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": word})
        cohorts = cohorts.filter(found)
    return cohorts
