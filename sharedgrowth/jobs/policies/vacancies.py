"""WHO: firms enter vacancies, who runs the matching opens them, nobody on both sides. Source: domain 9.3, SOD-18."""

from django.utils.translation import gettext as _

from portal.people.models import Company, User
from portal.people.states import MembershipState
from portal.policy import YES, Verdict, no
from sharedgrowth.jobs.models import Vacancy
from sharedgrowth.jobs.queries.vacancies import FIRM_ROLES


def is_operator(user: User) -> bool:
    """Runs the matching."""
    return user.is_internal and not user.is_service and user.has_role("HR")


def may_operate(user: User) -> Verdict:
    """Who runs the matching."""
    return YES if is_operator(user) else no(_("Only who runs the job matching does this."))


def may_operate_for(user: User, company: Company) -> Verdict:
    """The same, but never about a firm that one belongs to. Source: domain SOD-18."""
    verdict = may_operate(user)
    if verdict and user.memberships.filter(company=company, state=MembershipState.ACTIVE).exists():
        return no(_("You belong to this firm yourself: a colleague does this."))
    return verdict


def may_act_for_firm(user: User) -> Verdict:
    """A person of an active supplier, who does not run the matching elsewhere. Source: domain SOD-18."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not user.is_supplier or not user.has_role(*FIRM_ROLES):
        return no(_("Only an administrator or user of a partner firm does this."))
    if user.memberships.filter(state=MembershipState.ACTIVE, roles__code="HR").exists():
        return no(_("Who runs the job matching does not act for a firm."))
    if not user.company.is_active:
        return no(_("Your company is not active at present: it cannot offer jobs."))
    return YES


def may_act_for(user: User, company_id: int) -> Verdict:
    """The same, for this firm."""
    verdict = may_act_for_firm(user)
    if verdict and user.company_id != company_id:
        return no(_("This belongs to another firm."))
    return verdict


def may_write_vacancy(user: User, vacancy: Vacancy | None = None) -> Verdict:
    """Its firm."""
    return may_act_for_firm(user) if vacancy is None else may_act_for(user, vacancy.company_id)


def may_decide_vacancy(user: User, vacancy: Vacancy) -> Verdict:
    """Open it, or give it back: who runs the matching and does not belong to the firm."""
    return may_operate_for(user, vacancy.company)


def may_close_vacancy(user: User, vacancy: Vacancy) -> Verdict:
    """Its firm, or who runs the matching."""
    return may_decide_vacancy(user, vacancy) if user.is_internal else may_write_vacancy(user, vacancy)
