"""WHO: certificates after their issue, uses and misuses of the mark. Source: domain 12, 16.2, CNV-09."""

from django.utils.translation import gettext as _

from portal.people.models import Company, User
from portal.policy import YES, Verdict, no
from purchasing.contracts.queries import is_tied
from sharedgrowth.innovilt.models import Certificate, CertificateAct, MarkMisuse, MarkUse
from sharedgrowth.innovilt.policies.applications import APPLICANTS, office
from sharedgrowth.innovilt.queries.marks import reads_all


def _office(user: User, company: Company | None = None) -> Verdict:
    """Of the office, and apart from the company."""
    if not (able := office(user)):
        return able
    if company is not None and is_tied(user, [company.pk]):
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES


def _member(user: User, company_id: int | None) -> Verdict:
    if company_id is None or user.company_id != company_id or user.is_internal or not user.has_role(*APPLICANTS):
        return no(_("Only the member's own people may do this."))
    return YES


def may_propose_act(user: User, certificate: Certificate) -> Verdict:
    """The office proposes; another person carries it out."""
    return _office(user, certificate.company)


def may_decide_act(user: User, act: CertificateAct) -> Verdict:
    """Another person of the office than the one who proposed it."""
    if not (able := _office(user, act.certificate.company)):
        return able
    if user.pk == act.proposed_by_id:
        return no(_("Who proposed it may not decide it: ask a colleague of the office."))
    return YES


def may_request_use(user: User, certificate: Certificate) -> Verdict:
    """The member whose certificate it is."""
    return _member(user, certificate.company_id)


def may_change_use(user: User, use: MarkUse) -> Verdict:
    """The member that asked."""
    return _member(user, use.company_id)


def may_decide_use(user: User, use: MarkUse) -> Verdict:
    """The office, apart from the member."""
    return _office(user, use.company)


def may_handle_misuse(user: User, misuse: MarkMisuse) -> Verdict:
    """The office, apart from the member."""
    return _office(user, misuse.company)


def may_answer_misuse(user: User, misuse: MarkMisuse) -> Verdict:
    """The member that got the stop letter."""
    return _member(user, misuse.company_id)


def may_report_misuse(user) -> Verdict:
    """Everybody, also without an account."""
    return YES


def may_see_acts(user) -> Verdict:
    """The office, and who audits."""
    return YES if reads_all(user) else no(_("Only the INNOVILT office may do this."))
