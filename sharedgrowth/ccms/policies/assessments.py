"""WHO: units and companies answer for themselves, a second person confirms, the office runs the year. CCM-03."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.ccms.models import Action, Answer, AssessmentSet, SelfAssessment
from sharedgrowth.ccms.queries import assessments as queries

COMPANY_ROLES = ("SA", "SE", "SU")


def _staff(user: User, *roles: str) -> bool:
    return user.is_authenticated and user.is_internal and not user.is_service and user.has_role(*roles)


def _person(user: User) -> Verdict:
    return no(_("A program may not decide: a person must.")) if user.is_service else YES


def may_run_year(user: User) -> Verdict:
    """The corporate-citizenship office: sets, units, the cycle."""
    return YES if _staff(user, "CC") else no(_("Only the corporate-citizenship office does this."))


def may_publish_set(user: User, found: AssessmentSet) -> Verdict:
    """The office or legal; never who wrote it."""
    if not _staff(user, "CC", "CP"):
        return no(_("The corporate-citizenship office or legal publishes a set."))
    if queries.has_written_set(user, found):
        return no(_("Who wrote a set does not publish it: ask a colleague."))
    return YES


def may_begin(user: User) -> Verdict:
    """People of an active company other than the buyer."""
    if user.is_service:
        return _person(user)
    if not (user.is_supplier and user.has_role(*COMPANY_ROLES)):
        return no(_("People of a registered company begin its self-assessment. Without an account, use the open one."))
    return YES


def _own(user: User, assessment: SelfAssessment) -> bool:
    if user.is_service:
        return False
    if assessment.unit_id is not None:
        return user.is_internal and queries.is_member(user, assessment.unit_id)
    return user.is_supplier and user.company_id == assessment.company_id and user.has_role(*COMPANY_ROLES)


def may_answer(user: User, assessment: SelfAssessment) -> Verdict:
    """Members of the unit; people of the company."""
    if _own(user, assessment):
        return YES
    return no(_("Only the unit or company itself answers its self-assessment."))


def may_confirm(user: User, assessment: SelfAssessment) -> Verdict:
    """A second person: of the unit or company, or the office for a unit; not who handed it in. CCM-03."""
    office = assessment.unit_id is not None and _staff(user, "CC")
    if not (office or _own(user, assessment)):
        return no(_("A second person of the unit, or the corporate-citizenship office, confirms."))
    if user.pk == assessment.submitted_by_id:
        return no(_("Who handed it in does not confirm it (CCM-03): ask a colleague."))
    return YES


def may_accept(user: User, answer: Answer) -> Verdict:
    """Not who gave the answer."""
    if answer.changed_by_id == user.pk:
        return no(_("Who gave an answer does not accept it (CCM-03): ask a colleague."))
    return YES


def may_plan(user: User, assessment: SelfAssessment) -> Verdict:
    """Actions: the unit or company itself; the office for units."""
    if _own(user, assessment) or (assessment.unit_id is not None and _staff(user, "CC")):
        return YES
    return no(_("Actions are planned by the unit or company itself."))


def may_finish(user: User, action: Action) -> Verdict:
    """The owner, or whoever may plan it."""
    if user.pk == action.owner_id and not user.is_service:
        return YES
    return may_plan(user, action.assessment)


def may_close(user: User, action: Action) -> Verdict:
    """Whoever may plan it, but not who reported it done."""
    if not (plan := may_plan(user, action.assessment)):
        return plan
    if user.pk == action.done_by_id:
        return no(_("Who reported an action done does not close it: ask a colleague."))
    return YES
