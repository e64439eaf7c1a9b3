"""News on the front page, in the menu and on the dashboard, and the words of its trail."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.clock import SEOUL
from portal.home.registry import VISITORS, Card, FrontSection, MenuItem, Row, cards, front_sections, menu
from portal.http import page_now
from portal.news.policies import announcements as policies
from portal.news.policies import meetings as meeting_policies
from portal.news.queries import announcements as queries
from portal.news.queries import meetings as meeting_queries
from portal.words import deeds

ON_FRONT, MEETINGS_ON_FRONT = 4, 2


def front(request: HttpRequest) -> dict[str, Any] | None:
    """The newest announcements, what is pinned on top, and the next meetings; nothing when there is neither."""
    now = page_now(request)
    day = now.astimezone(SEOUL).date()
    announcements = list(queries.public_announcements(day)[:ON_FRONT])
    meetings = list(meeting_queries.coming_meetings(now)[:MEETINGS_ON_FRONT])
    if not announcements and not meetings:
        return None
    return {"announcements": announcements, "meetings": meetings, "today": day}


def to_publish(request: HttpRequest) -> Iterable[Row]:
    """What waits for a second person."""
    user = request.user
    for each in queries.waiting_announcements(user):
        if policies.may_decide_announcement(user, each):
            yield Row(
                title=_("Publish the announcement %(title)s") % {"title": each.title},
                consequence=_("Nobody reads it before a second person has published it."),
                due=each.publish_at,
                url=reverse("news:announcement-detail", args=[each.number]),
                verb=pgettext("news", "Read"),
                kind="wait",
                icon="bell",
            )
    for meeting in meeting_queries.waiting_meetings(user):
        if meeting_policies.may_decide_meeting(user, meeting):
            yield Row(
                title=_("Announce the meeting %(title)s") % {"title": meeting.title},
                consequence=_("Nobody can register before a second person has announced it."),
                due=meeting.closes_at,
                url=reverse("news:meeting-detail", args=[meeting.number]),
                verb=pgettext("news", "Read"),
                kind="wait",
                icon="users",
            )


menu.add(
    "news",
    MenuItem(
        label=pgettext_lazy("news", "News"), url_name="news:announcement-list", roles=VISITORS, order=70, icon="news"
    ),
)
front_sections.add("news", FrontSection(template="news/_front_news.html", context=front, order=70))
cards.add("news-to-publish", Card(rows=to_publish, roles=frozenset({"SG", "CC", "AP"}), order=61))

WORDS = {
    "announcement.written": pgettext_lazy("news", "Written"),
    "announcement.edited": pgettext_lazy("news", "Changed"),
    "announcement.file_added": gettext_lazy("File added"),
    "announcement.file_removed": gettext_lazy("File removed"),
    "announcement.propose": gettext_lazy("Handed to a second person"),
    "announcement.return": pgettext_lazy("news", "Returned"),
    "announcement.schedule": gettext_lazy("Approved for its time"),
    "announcement.publish": pgettext_lazy("news", "Published"),
    "announcement.withdraw": pgettext_lazy("news", "Withdrawn"),
    "announcement.discard": pgettext_lazy("news", "Discarded"),
    "newsalert.asked": gettext_lazy("Alert asked for"),
    "newsalert.confirm": gettext_lazy("Alert confirmed"),
    "newsalert.ended": gettext_lazy("Alert ended, address deleted"),
    "newsalert.forgotten": gettext_lazy("Not confirmed, address deleted"),
    "faqentry.written": pgettext_lazy("news", "Written"),
    "faqentry.edited": pgettext_lazy("news", "Changed"),
    "faqentry.publish": pgettext_lazy("news", "Published"),
    "faqentry.retire": gettext_lazy("Taken down"),
    "meeting.written": gettext_lazy("Planned"),
    "meeting.edited": pgettext_lazy("news", "Changed"),
    "meeting.sessions_set": gettext_lazy("Sessions set"),
    "meeting.propose": gettext_lazy("Handed to a second person"),
    "meeting.return": pgettext_lazy("news", "Returned"),
    "meeting.publish": pgettext_lazy("meeting", "Announced"),
    "meeting.moved": gettext_lazy("Time or place changed"),
    "meeting.material_added": gettext_lazy("Material added"),
    "meeting.hold": pgettext_lazy("meeting", "Held"),
    "meeting.cancel": gettext_lazy("Called off"),
    "registration.asked": gettext_lazy("Registration asked for"),
    "registration.confirm": pgettext_lazy("registration", "Registered"),
    "registration.wait": gettext_lazy("Put on the waiting list"),
    "registration.move_up": gettext_lazy("Moved up from the waiting list"),
    "registration.cancel": pgettext_lazy("registration", "Cancelled"),
    "registration.check_in": gettext_lazy("Checked in"),
    "registration.undo_check_in": gettext_lazy("Check-in taken back"),
    "registration.miss": pgettext_lazy("registration", "Did not come"),
    "registration.forgotten": gettext_lazy("Not confirmed, data deleted"),
}
for key, words in WORDS.items():
    deeds.add(f"news.{key}", words)
