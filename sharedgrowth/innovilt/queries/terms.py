"""FIND: the terms of INNOVILT by date."""

from django.db.models import QuerySet

from portal.people.models import User
from sharedgrowth.innovilt.models import InnoviltTerms


def terms_by_day() -> QuerySet[InnoviltTerms]:
    """Terms of all days, the latest first."""
    return InnoviltTerms.objects.select_related("entered_by", "approved_by").order_by("-valid_from")


def terms_waiting(user: User) -> QuerySet[InnoviltTerms]:
    """Terms that an approver other than their author has to approve."""
    if not (user.is_internal and user.has_role("AP")):
        return InnoviltTerms.objects.none()
    return terms_by_day().filter(entered_by__isnull=False, approved_by=None).exclude(entered_by=user)
