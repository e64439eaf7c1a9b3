"""News for tests."""

from datetime import timedelta
from typing import Any

from django.core import mail

from portal.clock import db_now
from portal.news.models import Announcement, Meeting
from portal.news.services import announcements, meetings
from portal.outbox.services import deliver_due
from portal.tests.factories import staff


def announced(title: str = "정기 점검 안내", **facts: Any) -> Announcement:
    """A published announcement."""
    given = {"title_ko": title, "text_ko": "토요일 새벽에 점검합니다."} | facts
    draft = announcements.write_announcement(by=staff("SG"), **given)
    announcements.propose_announcement(draft, by=draft.written_by)
    return announcements.publish_announcement(draft, by=staff("CC"))


def plan(days: int = 7, **facts: Any) -> Meeting:
    """A plan of a meeting so many days from now."""
    begins = db_now() + timedelta(days=days)
    given = {
        "title_ko": "구매 교류회", "title_en": "Meeting of buyers", "text_ko": "새 품목을 소개합니다.",
        "text_en": "New goods are shown.", "place_ko": "포항 상생관", "place_en": "Pohang hall", "starts_at": begins,
        "ends_at": begins + timedelta(hours=3), "closes_at": begins - timedelta(hours=1), "capacity": 2,
    } | facts  # fmt: skip
    return meetings.plan_meeting(by=staff("SG"), **given)


def meeting(days: int = 7, **facts: Any) -> Meeting:
    """An announced meeting."""
    made = plan(days, **facts)
    made = meetings.propose_meeting(made, by=made.written_by)
    return meetings.publish_meeting(made, by=staff("CC"))


def brought_near(made: Meeting, hours: float) -> Meeting:
    """The meeting as if it began so many hours from now (below zero: ago); its registration closes with it."""
    begins = db_now() + timedelta(hours=hours)
    Meeting.objects.filter(pk=made.pk).update(
        starts_at=begins, ends_at=begins + timedelta(hours=3), closes_at=begins + timedelta(hours=1)
    )
    made.refresh_from_db()
    return made


def hear(rounds: int = 6) -> None:
    """Deliver what was announced, and what that announced."""
    for _round in range(rounds):
        if not deliver_due():
            return


def mail_to(address: str) -> str:
    """The text of the last e-mail to that address."""
    return [message for message in mail.outbox if message.to == [address]][-1].body
