"""DO: empty what the ground floor itself keeps of a person."""

from collections.abc import Mapping

from django.db import transaction

from portal.notices.models import Notice, Preference
from portal.people import services as people
from portal.people.models import User
from portal.privacy.models import RightsRequest
from portal.privacy.queries.rights import is_erased

EMPTIED = "—"


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
    """An account whose time has ended: with its notices; of one emptied long ago the name."""
    if is_erased(user):
        return people.erase_name(user, reason=EMPTIED)
    notices = erase_notices(user, reason=EMPTIED)
    return {**notices, **people.erase_account(user, reason=EMPTIED)}
