"""WHO: visits, their safety form and their report. Source: domain 8 (SGS-07), 16.2 (CN)."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import Project, Visit
from sharedgrowth.support.policies.projects import of_company, staff
from sharedgrowth.support.queries.projects import expert_of


def may_plan_visit(user: User, project: Project) -> Verdict:
    """The officer, or an expert of the project."""
    if user.is_internal and expert_of(user, project):
        return YES
    return staff(user, "SG", refusal=_("Only the officer or an expert of the project plans a visit."))


def may_go(user: User, visit: Visit) -> Verdict:
    """The expert who goes: fills in the safety form and reports."""
    if user.pk != visit.expert.user_id:
        return no(_("Only the expert who goes fills this in."))
    if not expert_of(user, visit.project):
        return no(_("You do not work for this project any more."))
    return YES


def may_change_visit(user: User, visit: Visit) -> Verdict:
    """Who may plan one."""
    return may_plan_visit(user, visit.project)


def may_confirm(user: User, visit: Visit) -> Verdict:
    """The company's people."""
    return of_company(user, visit.project, "SA", "SU", "SE", refusal=_("Only people of the company answer this."))
