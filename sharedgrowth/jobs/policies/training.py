"""WHO: sessions, attendance, marks, allowances, insurance."""

from typing import Any

from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no
from sharedgrowth.jobs.models import Allowance, Cohort, SelectionList, Trainee
from sharedgrowth.jobs.queries.people import is_operator
from sharedgrowth.jobs.states import ApplicationState, CohortState

C = CohortState


def may_train(user: Any, cohort: Cohort) -> Verdict:
    """Plan sessions, take attendance, enter exams and marks."""
    if not is_operator(user):
        return no(_("Training is run by the operators of Youth Dream."))
    if cohort.state not in (C.SELECTING, C.TRAINING):
        return no(_("This cohort is not in training."))
    return YES


def may_take_attendance(user: Any, cohort: Cohort) -> Verdict:
    """Note who was there; also of the days before a cohort was cancelled, which are paid."""
    if not is_operator(user):
        return may_train(user, cohort)
    return YES if cohort.state in (C.TRAINING, C.CANCELLED) else no(_("This cohort is not in training."))


def may_drop(user: Any, trainee: Trainee) -> Verdict:
    """End the training of one person, with the reason."""
    if not is_operator(user):
        return may_train(user, trainee.cohort)
    if trainee.application.state != ApplicationState.ENROLLED:
        return no(_("This training has ended already."))
    return YES


def may_state_allowance(user: Any, cohort: Cohort) -> Verdict:
    """State the allowances of a month to payroll."""
    if not is_operator(user):
        return may_train(user, cohort)
    if cohort.state not in (C.TRAINING, C.MATCHING, C.FOLLOW_UP, C.CLOSED, C.CANCELLED):
        return no(_("Allowances are stated once there is training."))
    return YES


def may_confirm_allowance(user: Any, allowance: Allowance) -> Verdict:
    """Confirm what a colleague stated."""
    if not (getattr(user, "is_internal", False) and user.has_role("HR", "FI")):
        return no(_("Allowances are confirmed by a second operator or by finance."))
    if allowance.stated_by_id == user.pk:
        return no(_("Who stated the allowance does not confirm it."))
    return YES


def may_confirm_selection(user: Any, proposed: SelectionList) -> Verdict:
    """Confirm the list that a colleague proposed, or return it."""
    if not is_operator(user):
        return no(_("The list is confirmed by a second operator."))
    if proposed.confirmed_at is not None or proposed.returned_at is not None:
        return no(_("This list is decided already."))
    if proposed.proposed_by_id == user.pk:
        return no(_("Who proposed the list does not confirm it: ask a colleague."))
    return YES


def may_read_allowances(user: Any) -> Verdict:
    """The months of a cohort, by code names: operators, finance, auditors."""
    if not (getattr(user, "is_internal", False) and user.has_role("HR", "FI", "AU")):
        return no(_("These pages are for the operators of Youth Dream and finance."))
    return YES


def may_hand_to_payroll(user: Any) -> Verdict:
    """The confirmed list with names."""
    if not (getattr(user, "is_internal", False) and user.has_role("HR", "FI")):
        return no(_("The list for payroll is for the operators of Youth Dream and finance."))
    return YES
