"""WHEN: announcements, questions, meetings."""

from portal.news.states.announcements import (
    ALERT_FLOW,
    ANNOUNCEMENT_FLOW,
    FAQ_FLOW,
    AlertState,
    AnnouncementKind,
    AnnouncementState,
    FaqState,
)
from portal.news.states.meetings import (
    HOLDS_PLACE,
    LIVE,
    MEETING_FLOW,
    PUBLIC_MEETINGS,
    REGISTRATION_FLOW,
    MeetingState,
    RegistrationState,
    takes_registrations,
)

__all__ = [
    "ALERT_FLOW",
    "ANNOUNCEMENT_FLOW",
    "FAQ_FLOW",
    "HOLDS_PLACE",
    "LIVE",
    "MEETING_FLOW",
    "PUBLIC_MEETINGS",
    "REGISTRATION_FLOW",
    "AlertState",
    "AnnouncementKind",
    "AnnouncementState",
    "FaqState",
    "MeetingState",
    "RegistrationState",
    "takes_registrations",
]
