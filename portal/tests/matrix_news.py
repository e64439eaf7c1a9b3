"""The worlds behind the doors of news and meetings."""

from typing import Any

from portal.files.services import store_upload
from portal.files.tests.factories import pdf_bytes, upload
from portal.news.models import FaqEntry
from portal.news.services import announcements, meetings, registrations
from portal.news.tests import factories as news
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage


def _people(writer: User, member: User | None = None) -> dict[str, User | None]:
    return {
        "visitor": None,
        "member": member or UserFactory(roles=("SU",)),
        "outsider": UserFactory(roles=("SA",)),
        "writer": writer,
        "colleague": staff("SG"),
        "office": staff("CC"),
        "purchasing": staff("PO"),
        "catalogue": staff("CM"),
        "approver": staff("AP"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _draft() -> tuple[Any, User, dict[str, Any]]:
    writer = staff("SG")
    draft = announcements.write_announcement(title_ko="안내", text_ko="내용", by=writer)
    file = store_upload(upload("표.pdf", pdf_bytes()), company=None, by=writer)
    announcements.attach(draft, file, by=writer)
    return draft, writer, {"number": draft.number, "uid": file.uid}


@stage("announcement draft")
def announcement_draft() -> World:
    """With a file."""
    _draft_, writer, names = _draft()
    return World(_people(writer), names, owner=CompanyFactory())


@stage("announcement proposed")
def announcement_proposed() -> World:
    """Waits for a second person."""
    draft, writer, names = _draft()
    announcements.propose_announcement(draft, by=writer)
    return World(_people(writer), names, owner=CompanyFactory())


@stage("announcement published")
def announcement_published() -> World:
    """Everybody reads it."""
    draft, writer, names = _draft()
    announcements.propose_announcement(draft, by=writer)
    announcements.publish_announcement(draft, by=staff("CC"))
    return World(_people(writer), names, owner=CompanyFactory())


@stage("question published")
def question_published() -> World:
    """One that came with the portal."""
    entry = FaqEntry.objects.order_by("pk").first()
    assert entry is not None
    return World(_people(staff("SG")), {"uid": entry.uid, "category": entry.category_id}, owner=CompanyFactory())


@stage("meeting draft")
def meeting_draft() -> World:
    """A plan."""
    plan = news.plan()
    return World(_people(plan.written_by), {"number": plan.number})


@stage("meeting proposed")
def meeting_proposed() -> World:
    """Waits for a second person."""
    plan = news.plan()
    meetings.propose_meeting(plan, by=plan.written_by)
    return World(_people(plan.written_by), {"number": plan.number})


@stage("meeting open")
def meeting_open() -> World:
    """It begins in an hour, and somebody is registered."""
    meeting, member = news.meeting(), UserFactory(roles=("SU",))
    registration = registrations.register(meeting, organisation="한빛", by=member)
    news.brought_near(meeting, 1)
    names = {"number": meeting.number, "code": registration.code, "uid": registration.uid}
    return World(_people(meeting.written_by, member), names, owner=member.company)
