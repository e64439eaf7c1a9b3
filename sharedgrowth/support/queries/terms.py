"""FIND: the terms of support programmes by date."""

from typing import Any

from django.db.models import QuerySet

from sharedgrowth.support.models import SupportTerms


def terms_by_date() -> QuerySet[SupportTerms]:
    """Terms of all days, the latest first."""
    return SupportTerms.objects.select_related("entered_by", "approved_by").order_by("-valid_from")


def terms_waiting_for(user: Any) -> QuerySet[SupportTerms]:
    """Terms that an approver other than their author has to approve."""
    if not (user.is_internal and user.has_role("AP")):
        return SupportTerms.objects.none()
    return terms_by_date().filter(entered_by__isnull=False, approved_by=None).exclude(entered_by=user)
