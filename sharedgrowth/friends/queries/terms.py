"""FIND: the terms of the Friends by date."""

from django.db.models import QuerySet

from portal.people.models import User
from sharedgrowth.friends.models import FriendsTerms


def friends_terms() -> QuerySet[FriendsTerms]:
    """Terms of all days, the latest first."""
    return FriendsTerms.objects.select_related("entered_by", "approved_by").order_by("-valid_from")


def friends_terms_waiting(user: User) -> QuerySet[FriendsTerms]:
    """Terms that an approver other than their author has to approve."""
    if not (user.is_internal and user.has_role("AP")):
        return FriendsTerms.objects.none()
    return friends_terms().filter(entered_by__isnull=False, approved_by=None).exclude(entered_by=user)
