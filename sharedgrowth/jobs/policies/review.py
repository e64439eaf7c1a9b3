"""WHO: judging and selecting. Source: domain YDC-04."""

from typing import Any

from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no
from portal.privacy.models import Look
from sharedgrowth.jobs.models import Application, Cohort, Review
from sharedgrowth.jobs.policies.applications import may_review, may_select
from sharedgrowth.jobs.queries.people import is_operator
from sharedgrowth.jobs.states import ApplicationState, CohortState

REVIEWERS = ("HR", "EV", "CN")
__all__ = ["REVIEWERS", "may_be_reviewer", "may_decide", "may_review", "may_reviews", "may_talk"]


def may_reviews(user: Any) -> Verdict:
    """Have a page of reviews at all."""
    if not (getattr(user, "is_internal", False) and user.has_role(*REVIEWERS)):
        return no(_("Only reviewers of Youth Dream have this page."))
    return YES


def may_be_reviewer(user: Any, application: Application) -> Verdict:
    """Judge documents blind: who has seen the name does not."""
    verdict = may_reviews(user)
    if not verdict:
        return verdict
    if Look.objects.filter(reader=user, about=about(application)).exists():
        return no(_("Who has seen the name of an applicant does not judge blind."))
    return YES


def about(application: Application) -> str:
    """How looks name an application."""
    return f"jobs.application:{application.pk}"


def may_decide(user: Any, cohort: Cohort) -> Verdict:
    """Assign reviewers, decide documents, plan interviews, propose the list."""
    verdict = may_select(user)
    if verdict and cohort.state != CohortState.SELECTING:
        return no(_("Applicants are judged between the deadline and the training."))
    return verdict


def may_talk(user: Any, application: Application) -> Verdict:
    """Plan and hold an interview."""
    verdict = may_decide(user, application.cohort)
    if verdict and application.state not in (ApplicationState.DOC_PASSED, ApplicationState.INTERVIEWED):
        return no(_("Who passed the documents is interviewed."))
    return verdict


def may_read_review(user: Any, review: Review) -> Verdict:
    """One's own, and the operators all."""
    return YES if review.reviewer_id == getattr(user, "pk", None) or is_operator(user) else may_reviews(None)
