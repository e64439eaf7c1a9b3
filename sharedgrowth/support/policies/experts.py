"""WHO: experts, their days, their assignments. Source: domain 8, 16.2, 16.3 (SOD-11, SOD-14)."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import Assignment, Expert, Project
from sharedgrowth.support.policies.projects import staff


def may_manage_experts(user: User) -> Verdict:
    """Shared-growth officers."""
    return staff(user, "SG", refusal=_("Only a shared-growth officer keeps the list of experts."))


def may_edit_profile(user: User, expert: Expert) -> Verdict:
    """The expert, and shared-growth officers."""
    return YES if user.is_internal and expert.user_id == user.pk else may_manage_experts(user)


def may_plan_days(user: User, expert: Expert) -> Verdict:
    """The expert, the head of the unit, and shared-growth officers."""
    if user.is_internal and user.pk in (expert.user_id, expert.head_id):
        return YES
    return may_manage_experts(user)


def may_assign(user: User, project: Project | None = None) -> Verdict:
    """Shared-growth officers."""
    return staff(user, "SG", refusal=_("Only a shared-growth officer asks for an expert."))


def may_release(user: User, assignment: Assignment) -> Verdict:
    """The head of the expert's unit, who is not the one who asked."""
    if not user.is_internal or assignment.expert.head_id != user.pk:
        return no(_("Only the head of the expert's unit releases the expert."))
    if assignment.asked_by_id == user.pk:
        return no(_("Who asked for the expert does not release the expert: ask a colleague."))
    return YES


def may_end_assignment(user: User, assignment: Assignment) -> Verdict:
    """Shared-growth officers."""
    return may_assign(user)
