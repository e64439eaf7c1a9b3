"""WHO: progress claims paid directly from escrow. Source: domain 4.3 (DIRECT_ESCROW), 16.2."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.contracts.models import Contract
from purchasing.payments.models import Claim, ClaimLine
from purchasing.payments.policies.receivables import OWN_MONEY


def may_make_claim(user: User, contract: Contract) -> Verdict:
    """The administrator or finance of the first tier."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not user.is_supplier or not user.has_role(*OWN_MONEY):
        return no(_("Only the administrator or finance of the company may do this."))
    return YES if user.company_id == contract.payee_id else no(_("This is another company's contract."))


def may_answer_line(user: User, line: ClaimLine) -> Verdict:
    """The administrator or finance of the supplier whose part it is."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not user.is_supplier or not user.has_role(*OWN_MONEY):
        return no(_("Only the administrator or finance of the company may do this."))
    return YES if user.company_id == line.payee_id else no(_("This is another company's part."))


def may_certify_claim(user: User, claim: Claim) -> Verdict:
    """The buyer's purchasing officer or an approver."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not user.is_internal or not user.has_role("PO", "AP"):
        return no(_("Only a purchasing officer or an approver of the buyer certifies a claim."))
    return YES
