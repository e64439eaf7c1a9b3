"""WHO: lists of products and their review as a batch. Source: domain 16.2, CAT-24."""

from django.utils.translation import gettext as _

from catalog.models import ReviewBatch
from catalog.policies.products import REVIEWERS
from portal.people.models import User
from portal.policy import YES, Verdict, no


def may_review_batch(user, batch: ReviewBatch) -> Verdict:
    """Look at, publish, return what came as one list: an officer with no tie to the company. Source: CAT-24."""
    if not isinstance(user, User) or not user.is_internal or not user.has_role(*REVIEWERS):
        return no(_("Only purchasing officers review products."))
    if user.pk == batch.submitted_by_id or user.memberships.filter(company_id=batch.company_id).exists():
        return no(_("You belong, or belonged, to this supplier: ask a colleague to review the product."))
    return YES
