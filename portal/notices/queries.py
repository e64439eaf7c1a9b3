"""FIND: a person's notices, how many are unread, who waits for the daily e-mail."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from portal.notices import rules
from portal.notices.models import Notice, Preference
from portal.notices.states import Delivery, MailState
from portal.people.models import User

MOST_SHOWN = 99  # in the masthead; more is “99+”


def notices_visible_to(user: User) -> QuerySet[Notice]:
    """One's own, newest first."""
    return Notice.objects.filter(user=user).order_by("-created_at", "-pk")


def unread_count(user: User) -> int:
    """How many are unread, for every page: counted to one more than is shown, in a small index."""
    if not user.is_authenticated:
        return 0
    return Notice.objects.filter(user_id=user.pk, read_at=None)[: MOST_SHOWN + 1].count()


def unread_and_essential(user: User) -> tuple[int, int]:
    """How many are unread, whatever their number, and how many of these are confirmed one by one, by opening them.

    Source: domain 17.
    """
    unread = Notice.objects.filter(user_id=user.pk, read_at=None)
    counts = unread.aggregate(every=Count("pk"), essential=Count("pk", filter=Q(essential=True)))
    return counts["every"], counts["essential"]


def delivery_of(user: User) -> Delivery:
    """How the person wants the e-mails that are not essential."""
    chosen = Preference.objects.filter(user=user).values_list("delivery", flat=True).first()
    return Delivery(chosen or Delivery.IMMEDIATELY)


def deliveries_of(user_ids: list[int]) -> dict[int, str]:
    """The same for several people, by id; who never chose is left out."""
    return dict(Preference.objects.filter(user_id__in=user_ids).values_list("user_id", "delivery"))


def people_with_digest() -> list[int]:
    """Ids of people for whom unread notices wait for the daily e-mail."""
    waiting = Notice.objects.filter(mail=MailState.DIGEST, read_at=None, user__is_active=True)
    return list(waiting.values_list("user_id", flat=True).order_by("user_id").distinct())


def digest_of(user: User) -> QuerySet[Notice]:
    """What the person's daily e-mail lists, oldest first."""
    return Notice.objects.filter(user=user, mail=MailState.DIGEST, read_at=None).order_by("created_at", "pk")


def essential_unread_since(moment: datetime) -> QuerySet[Notice]:
    """Essential notices nobody confirmed by reading, made before ``moment`` and not yet reminded of."""
    return Notice.objects.filter(
        essential=True, read_at=None, reminded_at=None, created_at__lt=moment, mail=MailState.SENT, user__is_active=True
    ).order_by("pk")


def outdated(now: datetime) -> QuerySet[Notice]:
    """What has been kept long enough."""
    return Notice.objects.filter(
        Q(essential=True, created_at__lt=now - rules.KEEP_ESSENTIAL)
        | Q(essential=False, created_at__lt=now - rules.KEEP_UNREAD)
        | Q(essential=False, read_at__lt=now - rules.KEEP_READ)
    )
