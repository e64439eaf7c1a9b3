"""DO: empty what the ground floor itself keeps of a person."""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction

from portal.notices.models import Notice, Preference
from portal.people import services as people
from portal.people.models import User
from portal.privacy.models import RightsRequest
from portal.privacy.queries.rights import is_erased
from portal.privacy.registry import holdings

EMPTIED = "—"
WITH_THE_ACCOUNT = ("notices.notices", "privacy.requests", "news.registrations", "news.alerts")


@transaction.atomic
def erase_notices(user: User, *, reason: str) -> Mapping[str, int]:
    """Notices and how the person wanted to hear them."""
    count = Notice.objects.filter(user=user).delete()[0]
    return {"notices.notice": count + Preference.objects.filter(user=user).delete()[0]}


@transaction.atomic
def erase_requests(user: User, *, reason: str) -> Mapping[str, int]:
    """The words of requests and of their answers; that there was one, and how it was answered, stays."""
    asked = RightsRequest.objects.filter(person=user)
    count = asked.exclude(text="").update(text="")
    asked.exclude(decision="").update(decision=EMPTIED)
    asked.exclude(extended_because="").update(extended_because=EMPTIED)
    return {"privacy.rightsrequest": count}


@transaction.atomic
def erase_account(user: User, *, reason: str) -> Mapping[str, int]:
    """The account itself."""
    return people.erase_account(user, reason=reason)


@transaction.atomic
def destroy_account(user: User) -> Mapping[str, int]:
    """An account whose time has ended: with what lives no longer than it; of one emptied long ago the name.

    The account last: the others find their rows by its address.
    """
    if is_erased(user):
        return people.erase_name(user, reason=EMPTIED)
    counts: Counter[str] = Counter()
    for key in WITH_THE_ACCOUNT:
        if (holding := holdings.get(key)) is not None:
            counts.update(holding.erase(user, reason=EMPTIED))
    return {kind: count for kind, count in counts.items() if count} | people.erase_account(user, reason=EMPTIED)
