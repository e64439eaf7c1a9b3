"""WHAT: announcements, questions, meetings."""

from portal.news.models.announcements import Announcement, AnnouncementFile, NewsAlert, NewsAlertHit
from portal.news.models.faq import FaqCategory, FaqEntry, FaqVote
from portal.news.models.meetings import (
    Meeting,
    MeetingAnswer,
    MeetingFile,
    MeetingSession,
    Registration,
)

__all__ = [
    "Announcement",
    "AnnouncementFile",
    "FaqCategory",
    "FaqEntry",
    "FaqVote",
    "Meeting",
    "MeetingAnswer",
    "MeetingFile",
    "MeetingSession",
    "NewsAlert",
    "NewsAlertHit",
    "Registration",
]
