"""WHO: second looks, appeals, the terms, ready-made reasons. Source: domain 16.2, CAT-24, CNV-09."""

from django.utils.translation import gettext as _

from catalog.models import Product, ProductAppeal, SecondLook
from catalog.policies.products import REVIEWERS, may_edit
from catalog.queries.review import reads_queue
from portal.dated import FourEyesTerms
from portal.people.models import User
from portal.policy import YES, Verdict, no


def may_read_queue(user) -> Verdict:
    """Purchasing officers, the approvers above them, and the auditor."""
    return YES if reads_queue(user) else no(_("Only purchasing officers review products."))


def _officer(user, company_id: int) -> Verdict:
    if not isinstance(user, User) or not user.is_internal or not user.has_role(*REVIEWERS):
        return no(_("Only purchasing officers review products."))
    if user.memberships.filter(company_id=company_id).exists():
        return no(_("You belong, or belonged, to this supplier: ask a colleague to review the product."))
    return YES


def may_look_again(user, look: SecondLook) -> Verdict:
    """A purchasing officer who did not publish it, with no tie to the company."""
    verdict = _officer(user, look.version.product.company_id)
    if verdict and look.first_by_id == user.pk:
        return no(_("You published this version yourself: a second officer looks at it."))
    return verdict


def may_appeal(user, product: Product) -> Verdict:
    """The supplier's own people who may write its products."""
    return may_edit(user, product)


def may_decide_appeal(user, appeal: ProductAppeal) -> Verdict:
    """A purchasing officer who did not decide before."""
    verdict = _officer(user, appeal.product.company_id)
    if verdict and user.pk == appeal.against_id:
        return no(_("You decided this before: another officer decides the appeal."))
    return verdict


def may_enter_terms(user) -> Verdict:
    """The catalogue manager enters terms; they count once a second person approves them. Source: SOD-15."""
    if isinstance(user, User) and user.is_internal and user.has_role("CM"):
        return YES
    return no(_("Only catalogue managers enter the terms of review and registration."))


def may_approve_terms(user, terms: FourEyesTerms) -> Verdict:
    """A system administrator or an approver, never who entered them."""
    if not isinstance(user, User) or not user.is_internal or not user.has_role("AD", "AP"):
        return no(_("Only an approver or a system administrator puts terms in force."))
    if user.pk == terms.entered_by_id:
        return no(_("You entered these terms yourself: a second person approves them."))
    return YES


def may_keep_reasons(user) -> Verdict:
    """The catalogue manager."""
    if isinstance(user, User) and user.is_internal and user.has_role("CM"):
        return YES
    return no(_("Only catalogue managers keep the ready-made reasons."))
