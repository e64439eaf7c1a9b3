"""FIND: the terms of Benefit Sharing by date."""

from django.db.models import QuerySet

from portal.people.models import User
from sharedgrowth.benefit.models import BenefitTerms


def benefit_terms() -> QuerySet[BenefitTerms]:
    """Terms of all days, the latest first."""
    return BenefitTerms.objects.select_related("entered_by", "approved_by").order_by("-valid_from")


def benefit_terms_waiting(user: User) -> QuerySet[BenefitTerms]:
    """Terms that an approver other than their author has to approve."""
    if not (user.is_internal and user.has_role("AP")):
        return BenefitTerms.objects.none()
    return benefit_terms().filter(entered_by__isnull=False, approved_by=None).exclude(entered_by=user)
