"""WHO: cohorts and their forms, terms."""

from typing import Any

from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no
from sharedgrowth.jobs.models import Cohort, JobsTerms
from sharedgrowth.jobs.queries.people import is_operator, sees_office
from sharedgrowth.jobs.states import CohortState

C = CohortState


def may_read_office(user: Any) -> Verdict:
    """The pages of the office."""
    if not sees_office(user):
        return no(_("These pages are for the operators of Youth Dream."))
    return YES


def may_plan(user: Any) -> Verdict:
    """Plan a cohort."""
    if not is_operator(user):
        return no(_("Cohorts are planned by the operators of Youth Dream."))
    return YES


def _in(user: Any, cohort: Cohort, states: tuple[str, ...], otherwise: str) -> Verdict:
    if not is_operator(user):
        return may_plan(user)
    return YES if cohort.state in states else no(otherwise)


def may_edit(user: Any, cohort: Cohort) -> Verdict:
    """Change a plan and its form."""
    return _in(user, cohort, (C.PLANNED,), _("What was published does not change any more."))


def may_publish(user: Any, cohort: Cohort) -> Verdict:
    """Publish what a colleague planned."""
    verdict = _in(user, cohort, (C.PLANNED,), _("This cohort is published already."))
    if verdict and cohort.planned_by_id == user.pk:
        return no(_("Who planned the cohort does not publish it: ask a colleague."))
    return verdict


def may_extend(user: Any, cohort: Cohort) -> Verdict:
    """Move the deadline of a cohort that takes applications."""
    return _in(user, cohort, (C.RECRUITING,), _("Only a cohort that takes applications is extended."))


def may_cancel(user: Any, cohort: Cohort) -> Verdict:
    """Cancel a cohort; everybody is told why."""
    return _in(user, cohort, COHORT_CANCELS, _("This cohort is over, or too far to be cancelled."))


def may_begin_training(user: Any, cohort: Cohort) -> Verdict:
    """Begin the training."""
    return _in(user, cohort, (C.SELECTING,), _("Training begins once applicants are selected."))


def may_end_training(user: Any, cohort: Cohort) -> Verdict:
    """End the training: who completed it is matched with firms."""
    return _in(user, cohort, (C.TRAINING,), _("This cohort is not in training."))


def may_follow_up(user: Any, cohort: Cohort) -> Verdict:
    """End the matching; placements are followed up."""
    return _in(user, cohort, (C.MATCHING,), _("This cohort is not being matched."))


def may_close(user: Any, cohort: Cohort) -> Verdict:
    """End the cohort."""
    return _in(user, cohort, (C.FOLLOW_UP,), _("This cohort is not followed up."))


COHORT_CANCELS = tuple(Cohort.flow.moves["cancel"][0])


def may_enter_terms(user: Any) -> Verdict:
    """Enter numbers that hold from a later day on."""
    if not is_operator(user):
        return no(_("Terms of Youth Dream are entered by its operators."))
    return YES


def may_approve_terms(user: Any, terms: JobsTerms) -> Verdict:
    """Approve what a colleague entered."""
    if not (getattr(user, "is_internal", False) and user.has_role("HR", "AP")):
        return no(_("Terms of Youth Dream are approved by a second operator or an approver."))
    if terms.entered_by_id == user.pk:
        return no(_("Who entered terms does not approve them."))
    return YES


def may_read_terms(user: Any) -> Verdict:
    """The terms by date."""
    if not (getattr(user, "is_internal", False) and user.has_role("HR", "AP", "AU")):
        return no(_("These pages are for the operators of Youth Dream."))
    return YES
