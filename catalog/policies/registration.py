"""WHO: groups, announcements, applications. Source: domain 16.2 (company / registration), SOD-06, CNV-09."""

from django.utils.translation import gettext as _

from catalog.models import GroupApplication, GroupCall, RegistrationAppeal
from catalog.states import ApplicationState
from portal.people.models import User
from portal.policy import YES, Verdict, no

APPLICANTS = ("SA", "SU")
EVALUATORS = ("PO", "EV")


def _inside(user, *roles: str) -> bool:
    return isinstance(user, User) and user.is_internal and user.has_role(*roles)


def _tied(user: User, application: GroupApplication) -> bool:
    return user.memberships.filter(company_id=application.company_id).exists()


def may_keep_groups(user) -> Verdict:
    """Write groups and announce them: purchasing officers."""
    return YES if _inside(user, "PO") else no(_("Only purchasing officers keep sourcing groups."))


def may_answer_applicants(user, call: GroupCall) -> Verdict:
    """Give the first answer after closing: purchasing officers."""
    return may_keep_groups(user)


def may_apply(user) -> Verdict:
    """Write an application: a supplier's administrator or user, for an active company. Level L0 is enough."""
    if not isinstance(user, User) or not user.is_supplier:
        return no(_("Only a supplier's staff may apply. Register your company first."))
    if not user.has_role(*APPLICANTS):
        return no(_("Your company has not given you the right to apply. Ask its administrator."))
    if user.company is None or not user.company.is_active:
        return no(_("Your company is not active yet. Its registration must be approved first."))
    return YES


def may_write_application(user, application: GroupApplication) -> Verdict:
    """The applicant's own people."""
    if isinstance(user, User) and application.company_id != user.company_id:
        return no(_("This application belongs to another company."))
    return may_apply(user)


def may_submit_application(user, application: GroupApplication) -> Verdict:
    """Its administrator signs. Source: domain 16.1 (SA)."""
    verdict = may_write_application(user, application)
    if verdict and not user.has_role("SA"):
        return no(_("An administrator of your company submits the application."))
    return verdict


def may_check_application(user, application: GroupApplication) -> Verdict:
    """Check documents: a purchasing officer with no tie to the company, who does not also decide. Source: SOD-06."""
    if not _inside(user, "PO"):
        return no(_("Only purchasing officers check applications."))
    if _tied(user, application):
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES


def may_rate_application(user, application: GroupApplication) -> Verdict:
    """Rate: a purchasing officer or an evaluator with no tie to the company. Source: domain 16.1 (EV), SOD-05."""
    if not _inside(user, *EVALUATORS):
        return no(_("Only purchasing officers and evaluators rate applications."))
    if _tied(user, application):
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES


def may_record_gate(user, application: GroupApplication) -> Verdict:
    """Record the ESG entry gate: an ESG reviewer with no tie to the company. Source: domain 11.4, 16.2."""
    if not _inside(user, "ER"):
        return no(_("Only ESG reviewers record the entry gate."))
    if _tied(user, application):
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES


def may_decide_application(user, application: GroupApplication) -> Verdict:
    """Decide: an approver who neither checked, rated nor recorded anything of it. Source: SOD-06, CNV-09."""
    if not _inside(user, "AP"):
        return no(_("Only an approver decides about a registration."))
    acted = {application.checked_by_id, application.scored_by_id, application.esg_by_id}
    if user.pk in acted or application.ratings.filter(by=user).exists():
        return no(_("You checked or rated this application: another approver decides."))
    if application.state == ApplicationState.ESG_GATE and was_overruled(user, application):
        return no(_("Your earlier decision was appealed against successfully: another approver decides."))
    if _tied(user, application):
        return no(_("You belong, or belonged, to this company: another approver decides."))
    return YES


def was_overruled(user: User, application: GroupApplication) -> bool:
    """Whether an appeal against this person's decision was upheld."""
    return application.appeals.filter(state="upheld", against=user).exists()


def may_appeal_registration(user, application: GroupApplication) -> Verdict:
    """The applicant's administrator."""
    return may_submit_application(user, application)


def may_decide_registration_appeal(user, appeal: RegistrationAppeal) -> Verdict:
    """Another approver than who decided, and nobody who checked or rated."""
    if not _inside(user, "AP"):
        return no(_("Only an approver decides an appeal."))
    if user.pk == appeal.against_id:
        return no(_("You decided this before: another approver decides the appeal."))
    application = appeal.application
    if user.pk in (application.checked_by_id, application.scored_by_id, application.esg_by_id):
        return no(_("You checked or rated this application: another approver decides."))
    if _tied(user, application):
        return no(_("You belong, or belonged, to this company: another approver decides."))
    return YES


def may_confirm_registration(user, application: GroupApplication) -> Verdict:
    """The yearly check: a purchasing officer."""
    return may_check_application(user, application)
