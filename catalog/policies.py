"""WHO: may list, write, review and administer. Source: domain 16.2 (product / version), CAT-24."""

from django.utils.translation import gettext as _

from catalog.models import Product, ProductVersion
from portal.people.models import Company, User
from portal.policy import YES, Verdict, no

WRITERS = ("SA", "SU")
REVIEWERS = ("PO",)
KEEPERS = ("CM",)  # of classes and attributes


def may_list(user, company: Company | None = None) -> Verdict:
    """Register a product: a supplier's administrator or user, for the company they act for. Level L0 is enough."""
    if not isinstance(user, User) or not user.is_supplier:
        return no(_("Only a supplier's staff may list products. Register your company first."))
    if company is not None and company.pk != user.company_id:
        return no(_("You act for another company. Switch to that company first."))
    if not user.has_role(*WRITERS):
        return no(_("Your company has not given you the right to list products. Ask its administrator."))
    if user.company is None or not user.company.is_active:
        return no(_("Your company is not active yet. Its registration must be approved first."))
    return YES


def may_edit(user, product: Product) -> Verdict:
    """Write the product's versions, change its price, hide it and show it."""
    if isinstance(user, User) and product.company_id != user.company_id:
        return no(_("This product belongs to another company."))
    return may_list(user)


def may_review(user, version: ProductVersion) -> Verdict:
    """Take up, return, publish, reject: a purchasing officer with no tie to the company. Source: CAT-24."""
    if not isinstance(user, User) or not user.is_internal or not user.has_role(*REVIEWERS):
        return no(_("Only purchasing officers review products."))
    if user.pk in (version.submitted_by_id, version.created_by_id):
        return no(_("Who wrote a product may not review it: ask a colleague."))
    if user.memberships.filter(company_id=version.product.company_id).exists():
        return no(_("You belong, or belonged, to this supplier: ask a colleague to review the product."))
    return YES


def may_block(user, product: Product) -> Verdict:
    """Take a published product out of sight, and let it back: a purchasing officer with no tie to the company."""
    if not isinstance(user, User) or not user.is_internal or not user.has_role(*REVIEWERS):
        return no(_("Only purchasing officers block products."))
    if user.memberships.filter(company_id=product.company_id).exists():
        return no(_("You belong, or belonged, to this supplier: ask a colleague."))
    return YES


def may_keep_classes(user) -> Verdict:
    """Edit classes and attributes: the catalogue manager."""
    if isinstance(user, User) and user.is_internal and user.has_role(*KEEPERS):
        return YES
    return no(_("Only catalogue managers edit classes and attributes."))
