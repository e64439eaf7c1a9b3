"""What was read, and how people want to hear."""

from django.db import transaction

from portal.clock import ClockTimestamp
from portal.notices import policies
from portal.notices.models import Notice, Preference
from portal.notices.states import Delivery, MailState
from portal.people.models import User
from portal.policy import require


@transaction.atomic
def mark_read(notice: Notice, *, by: User) -> Notice:
    """Confirm having read it; the first time counts."""
    require(policies.may_read(by, notice))
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=ClockTimestamp())
    notice.refresh_from_db(fields=["read_at"])
    return notice


@transaction.atomic
def mark_all_read(*, by: User) -> int:
    """All of one's own that are not essential; essential ones are confirmed one by one. Source: domain 17."""
    return Notice.objects.filter(user=by, read_at=None, essential=False).update(read_at=ClockTimestamp())


@transaction.atomic
def choose_delivery(user: User, delivery: str, *, by: User) -> Preference:
    """How ``user`` gets what is not essential; what waited for a daily e-mail is dropped with "never"."""
    require(policies.may_choose(by, user))
    preference, _made = Preference.objects.update_or_create(
        user=user, defaults={"delivery": Delivery(delivery), "changed_at": ClockTimestamp()}
    )
    if preference.delivery == Delivery.NEVER:
        Notice.objects.filter(user=user, mail=MailState.DIGEST).update(mail=MailState.NONE)
    return preference
