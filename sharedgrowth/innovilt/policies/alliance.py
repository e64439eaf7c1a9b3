"""WHO: signs for the alliance, watches over certificates, answers findings. Source: domain 12."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.contracts.queries import is_tied
from sharedgrowth.innovilt.models import AllianceMember, Certificate, Finding, Surveillance, VersionChange
from sharedgrowth.innovilt.policies.applications import office, person


def _of_company(user: User, company_id: int, *codes: str) -> Verdict:
    if not (human := person(user)):
        return human
    if user.is_supplier and user.company_id == company_id and user.has_role(*codes):
        return YES
    return no(_("The company itself does this."))


def may_sign(user: User, member: AllianceMember) -> Verdict:
    """The administrator binds the company."""
    return _of_company(user, member.company_id, "SA")


def _office_apart(user: User, company) -> Verdict:
    if not (able := office(user)):
        return able
    if is_tied(user, [company.pk]):
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES


def may_note_insolvency(user: User, member: AllianceMember) -> Verdict:
    """The office, apart from the company."""
    return _office_apart(user, member.company)


may_give_benefit = may_note_insolvency


def may_keep_benefits(user: User) -> Verdict:
    """The office."""
    return office(user)


def may_watch(user: User, surveillance: Surveillance) -> Verdict:
    """The office, apart from the company."""
    return _office_apart(user, surveillance.certificate.company)


def may_plan(user: User, certificate: Certificate) -> Verdict:
    """The office, apart from the company."""
    return _office_apart(user, certificate.company)


def may_answer(user: User, finding: Finding) -> Verdict:
    """The company's administrator or user."""
    return _of_company(user, finding.surveillance.certificate.company_id, "SA", "SU")


def may_close_finding(user: User, finding: Finding) -> Verdict:
    """The office, and not who answered."""
    return may_watch(user, finding.surveillance)


def may_state_change(user: User, change: VersionChange) -> Verdict:
    """The company's administrator says whether steel and design are the same."""
    return _of_company(user, change.certificate.company_id, "SA")


def may_decide_change(user: User, change: VersionChange) -> Verdict:
    """The office, apart from the company."""
    return _office_apart(user, change.certificate.company)
