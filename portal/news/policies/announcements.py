"""WHO: announcements: written by one, published by another; questions: by who answers them."""

from typing import Any

from django.utils.translation import gettext as _

from portal.news.models import Announcement, FaqEntry
from portal.news.queries.roles import ANSWERERS, PUBLISHERS, WRITERS, has
from portal.news.states import AnnouncementState, FaqState
from portal.policy import YES, Verdict, no


def may_write_announcements(user: Any) -> Verdict:
    """Draft one."""
    if not has(user, *WRITERS):
        return no(_("Announcements are written by shared growth, corporate citizenship, purchasing or administration."))
    return YES


def may_edit_announcement(user: Any, announcement: Announcement) -> Verdict:
    """Change a draft, give it files, hand it on, discard it."""
    if not has(user, *WRITERS):
        return may_write_announcements(user)
    if announcement.state != AnnouncementState.DRAFT:
        return no(_("Only a draft changes. Have it returned first; a published one is withdrawn and written anew."))
    return YES


def may_decide_announcement(user: Any, announcement: Announcement) -> Verdict:
    """Publish or return what another one wrote."""
    if not has(user, *PUBLISHERS):
        return no(_("Announcements are published by shared growth, corporate citizenship or an approver."))
    if announcement.state != AnnouncementState.PROPOSED:
        return no(_("This announcement does not wait for publication."))
    if announcement.written_by_id == user.pk:
        return no(_("Who wrote the announcement does not publish it: ask a colleague."))
    return YES


def may_withdraw_announcement(user: Any, announcement: Announcement) -> Verdict:
    """Take one down, at once and by one person: what is wrong must not stand."""
    if not has(user, *WRITERS, *PUBLISHERS):
        return may_write_announcements(user)
    if announcement.state not in (AnnouncementState.SCHEDULED, AnnouncementState.PUBLISHED):
        return no(_("This announcement is not published."))
    return YES


def may_answer_questions(user: Any) -> Verdict:
    """Write and change questions with their answers."""
    if not has(user, *ANSWERERS):
        return no(_("Questions are answered by shared growth, corporate citizenship, purchasing or the catalogue."))
    return YES


def may_publish_question(user: Any, entry: FaqEntry) -> Verdict:
    """Put an answer up."""
    if not has(user, *ANSWERERS):
        return may_answer_questions(user)
    return YES if entry.state != FaqState.PUBLISHED else no(_("This answer is published already."))


def may_retire_question(user: Any, entry: FaqEntry) -> Verdict:
    """Take an answer down."""
    if not has(user, *ANSWERERS):
        return may_answer_questions(user)
    return YES if entry.state == FaqState.PUBLISHED else no(_("This answer is not published."))
