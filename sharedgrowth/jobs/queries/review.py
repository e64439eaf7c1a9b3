"""FIND: reviews of a reviewer; where the applications of a cohort stand, by code names."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from sharedgrowth.jobs.models import Application, Cohort, Review
from sharedgrowth.jobs.states import ApplicationState

UNJUDGED = (ApplicationState.DRAFT, ApplicationState.LAPSED)


def reviews_of(user: Any) -> QuerySet[Review]:
    """A reviewer's own, without those stepped back from; those that wait first."""
    found = Review.objects.filter(reviewer=user, recused_at=None)
    return found.select_related("application__cohort").order_by("given_at", "application__code", "pk")


def stage_rows(cohort: Cohort) -> list[Application]:
    """The applications that were sent: ``assigned`` and ``given`` reviews, the interview; by rank, then points."""
    live = Q(reviews__recused_at=None)
    rows = cohort.applications.exclude(state__in=UNJUDGED).exclude(submitted_at=None).select_related("talk")
    counted = rows.annotate(
        assigned=Count("reviews", filter=live, distinct=True),
        given=Count("reviews", filter=live & Q(reviews__given_at__isnull=False), distinct=True),
    )
    return sorted(
        counted, key=lambda each: (each.rank or 9999, -(each.points or 0), -(each.documents_points or 0), each.code)
    )
