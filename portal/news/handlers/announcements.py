"""Announcements: who is told, what is published by the clock, alerts without an account."""

from django.utils.translation import gettext_lazy as _

from portal.news.models import Announcement
from portal.news.queries.roles import PUBLISHERS
from portal.news.services import alerts
from portal.news.services.announcements import publish_due
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.queries import buyer_people_with_role

PAGE = "news:announcement-detail"

sweeps(publish_due)
sweeps(alerts.forget_unconfirmed)


def _told(announcement: Announcement) -> dict[str, object]:
    title = bilingual(announcement.title_ko, announcement.title_en or announcement.title_ko)
    return {"title": title, "reason": announcement.reason}


def _tell(people, kind: str, announcement: Announcement) -> None:
    notify(people, kind, params=_told(announcement), url_name=PAGE, url_args=[announcement.number])


@on("news.announcement_proposed")
def tell_who_may_publish(*, announcement: int, **_later) -> None:
    """The other officers and approvers."""
    found = Announcement.objects.get(pk=announcement)
    _tell(buyer_people_with_role(*PUBLISHERS).exclude(pk=found.written_by_id), "news.to_publish", found)


@on("news.announcement_returned")
def tell_writer(*, announcement: int, **_later) -> None:
    """Who wrote it."""
    found = Announcement.objects.select_related("written_by").get(pk=announcement)
    _tell([found.written_by], "news.returned", found)


@on("news.announced")
def tell_alerts(*, announcement: int, **_later) -> None:
    """Addresses that asked for it."""
    alerts.meet_announcement(announcement)


@on("news.alert_asked")
def mail_confirmation(*, alert: int, **_later) -> None:
    """The link to confirm."""
    alerts.mail_confirmation(alert)


@on("news.alert_met")
def mail_announcements(*, alert: int, **_later) -> None:
    """What is new."""
    alerts.tell_alert(alert)


WORDS = (  # kind, title, text, essential
    (
        "news.to_publish",
        _("An announcement waits for publication: %(title)s"),
        _("Who wrote it does not publish it: please look at it."),
        False,
    ),
    ("news.returned", _("An announcement came back to you: %(title)s"), _("%(reason)s"), False),
    (
        "news.alert_asked",
        _("Confirm the alert of announcements: %(what)s"),
        _("Open the link and confirm. Without it the address is deleted after three days."),
        True,
    ),
    (
        "news.alert_on_already",
        _("The alert of announcements is on already: %(what)s"),
        _("The link ends it and deletes the address."),
        True,
    ),
    ("news.alert_met", _("New announcements (%(what)s): %(count)s"), _("New announcements (%(what)s)."), True),
)
for key, title, text, essential in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=essential))
