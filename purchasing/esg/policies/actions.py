"""WHO: corrective actions. Who answers for the evidence does not verify it (SOD-19), nor who advised (SOD-11)."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.esg.models import CorrectiveAction
from purchasing.esg.policies.flags import apart, of_company, staff
from purchasing.esg.queries.review import is_kept_away
from purchasing.esg.states import TieReason


def may_open_action(user: User) -> Verdict:
    """ESG reviewers."""
    return staff(user, "ER", refusal=_("Only an ESG reviewer may ask for a corrective action."))


def may_plan_action(user: User, action: CorrectiveAction) -> Verdict:
    """The company's administrator or ESG officer."""
    refusal = _("Only the company's administrator or ESG officer answers for a corrective action.")
    return of_company(user, action.company_id, "SA", "SE", refusal=refusal)


may_contain_action = may_plan_action
may_ask_extension = may_plan_action


def may_implement_action(user: User, action: CorrectiveAction) -> Verdict:
    """The same people; a program of the company hands evidence in for them."""
    if user.is_service and user.company_id == action.company_id:
        return YES
    return may_plan_action(user, action)


def may_judge_plan(user: User, action: CorrectiveAction) -> Verdict:
    """An ESG reviewer apart from the company."""
    if not (reviewer := may_open_action(user)):
        return reviewer
    if is_kept_away(user, action.company) == TieReason.HELPED:
        return no(_("You helped this company within the last twelve months (SOD-11): a colleague reviews it."))
    return apart(user, action.company_id)


may_decide_extension = may_judge_plan


def may_verify_action(user: User, action: CorrectiveAction) -> Verdict:
    """A reviewer who neither uploaded the evidence (SOD-19) nor belongs to the company."""
    if action.done_by_id == user.pk:
        return no(_("Who uploaded the evidence does not verify it (SOD-19): ask a colleague."))
    return may_judge_plan(user, action)
