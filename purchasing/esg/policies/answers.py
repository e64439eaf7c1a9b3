"""WHO: answering, handing in, the library of documents. Source: domain 16.1, 16.2 (C S of the own company), SEC-05."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.esg.models import Assessment, Evidence
from purchasing.esg.queries.review import OWN_READERS

SUBMITTERS = ("SA", "SE")


def _own(user: User, company_id: int, *codes: str) -> Verdict:
    if getattr(user, "is_internal", False) or user.company_id != company_id or not user.has_role(*codes):
        if codes == SUBMITTERS:
            return no(_("Only the company's administrator or ESG officer may do this."))
        return no(_("Only people of the company that is assessed may do this."))
    return YES


def may_answer(user: User, assessment: Assessment) -> Verdict:
    """Everybody of the company who deals with ESG, and its program: drafts only."""
    return _own(user, assessment.company_id, *OWN_READERS)


def may_submit(user: User, assessment: Assessment) -> Verdict:
    """Its administrator or ESG officer; never a program."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    return _own(user, assessment.company_id, *SUBMITTERS)


may_answer_query = may_submit


def may_add_evidence(user: User) -> Verdict:
    """People of a supplier."""
    if user.is_internal or user.company_id is None or not user.has_role(*OWN_READERS):
        return no(_("Only a supplier's own people keep its documents."))
    return YES


def may_remove_evidence(user: User, evidence: Evidence) -> Verdict:
    """People of the company."""
    return _own(user, evidence.company_id, *OWN_READERS)
