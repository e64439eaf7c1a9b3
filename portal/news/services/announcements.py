"""DO: announcements: written by one, published by another at once or at a set time, withdrawn by either."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now
from portal.errors import RuleBroken
from portal.files.models import File
from portal.files.services import discard_file, publish_file, withdraw_file
from portal.news.models import Announcement, AnnouncementFile
from portal.news.policies import announcements as policies
from portal.news.queries import announcements as queries
from portal.news.states import AnnouncementState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require

MOST_FILES = 10
REASON = 500


def locked(announcement: Announcement) -> Announcement:
    """The announcement as it is now."""
    return Announcement.objects.select_for_update(of=("self",)).get(pk=announcement.pk)


@transaction.atomic
def write_announcement(*, by: User, **facts: Any) -> Announcement:
    """A draft."""
    require(policies.may_write_announcements(by))
    announcement = Announcement(number=next_number("NWS"), written_by=by, **facts)
    checked(announcement)
    announcement.save(force_insert=True)
    record(announcement, "written", by=by)
    return announcement


@transaction.atomic
def edit_announcement(announcement: Announcement, *, by: User, **facts: Any) -> Announcement:
    """Change a draft; who changes it counts as its writer, so that another one publishes it."""
    announcement = locked(announcement)
    require(policies.may_edit_announcement(by, announcement))
    for name, value in facts.items():
        setattr(announcement, name, value)
    announcement.written_by = by
    checked(announcement)
    announcement.save()
    record(announcement, "edited", by=by)
    return announcement


@transaction.atomic
def attach(announcement: Announcement, file: File, *, by: User) -> AnnouncementFile:
    """A file that goes with it."""
    announcement = locked(announcement)
    require(policies.may_edit_announcement(by, announcement))
    if announcement.attachments.count() >= MOST_FILES:
        raise RuleBroken(_("At most %(most)d files go with an announcement.") % {"most": MOST_FILES}, field="files")
    record(announcement, "file_added", by=by, payload={"sha256": file.sha256})
    return AnnouncementFile.objects.create(announcement=announcement, file=file)


@transaction.atomic
def detach(attachment: AnnouncementFile, *, by: User) -> None:
    """Take a file away from a draft."""
    announcement = locked(attachment.announcement)
    require(policies.may_edit_announcement(by, announcement))
    file = attachment.file
    attachment.delete()
    record(announcement, "file_removed", by=by, payload={"sha256": file.sha256})
    discard_file(file, by=by)


@transaction.atomic
def propose_announcement(announcement: Announcement, *, by: User) -> Announcement:
    """Hand it to a second person."""
    announcement = locked(announcement)
    require(policies.may_edit_announcement(by, announcement))
    if announcement.publish_at is not None and announcement.publish_at <= db_now():
        raise RuleBroken(_("The time of publication has passed: choose a later one or none."), field="publish_at")
    move(announcement, "propose", by=by, written_by=by, reason="")
    announce("news.announcement_proposed", announcement=announcement.pk)
    return announcement


@transaction.atomic
def return_announcement(announcement: Announcement, *, reason: str, by: User) -> Announcement:
    """Back to its writer, with the reason."""
    announcement = locked(announcement)
    require(policies.may_decide_announcement(by, announcement))
    if not reason.strip():
        raise RuleBroken(_("Say what should change."), field="reason")
    move(announcement, "return", by=by, reason=reason.strip()[:REASON])
    Announcement.objects.filter(pk=announcement.pk).update(reason=reason.strip()[:REASON])
    announce("news.announcement_returned", announcement=announcement.pk)
    return announcement


@transaction.atomic
def publish_announcement(announcement: Announcement, *, by: User) -> Announcement:
    """Publish now, or at its set time when that is still to come."""
    announcement = locked(announcement)
    require(policies.may_decide_announcement(by, announcement))
    if announcement.publish_at is not None and announcement.publish_at > db_now():
        move(announcement, "schedule", by=by, approved_by=by)
        return announcement
    return _publish(announcement, by=by, approved_by=by)


def _publish(announcement: Announcement, *, by: User | None, **more: Any) -> Announcement:
    for attachment in announcement.attachments.select_related("file"):
        publish_file(attachment.file, by=by)
    move(announcement, "publish", by=by, published_at=db_now(), **more)
    announce("news.announced", announcement=announcement.pk)
    return announcement


def publish_due() -> int:
    """Sweep: publish what was approved for this moment; says how many."""
    done = 0
    for announcement in queries.announcements_due(db_now()):
        with transaction.atomic():
            held = locked(announcement)
            if held.state == AnnouncementState.SCHEDULED:
                _publish(held, by=None)
                done += 1
    return done


@transaction.atomic
def withdraw_announcement(announcement: Announcement, *, reason: str, by: User) -> Announcement:
    """Take it down at once; its files are no longer public."""
    announcement = locked(announcement)
    require(policies.may_withdraw_announcement(by, announcement))
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    for attachment in announcement.attachments.select_related("file"):
        withdraw_file(attachment.file, by=by)
    move(announcement, "withdraw", by=by, reason=reason.strip()[:REASON])
    Announcement.objects.filter(pk=announcement.pk).update(reason=reason.strip()[:REASON])
    return announcement


@transaction.atomic
def discard_announcement(announcement: Announcement, *, by: User) -> Announcement:
    """Give a draft up."""
    announcement = locked(announcement)
    require(policies.may_edit_announcement(by, announcement))
    move(announcement, "discard", by=by)
    return announcement
