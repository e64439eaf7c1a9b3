"""Windows on announcements, questions, meetings; categories of questions are kept here."""

from django.contrib import admin
from django.http import HttpRequest

from portal.news.models import (
    Announcement,
    AnnouncementFile,
    FaqCategory,
    FaqEntry,
    FaqVote,
    Meeting,
    MeetingAnswer,
    MeetingFile,
    MeetingSession,
    NewsAlert,
    NewsAlertHit,
    Registration,
)
from portal.windows import OnlyOfferedFilters, Window


@admin.register(Announcement)
class AnnouncementWindow(Window):
    """Announcements."""

    list_display = ["number", "kind", "title_ko", "state", "publish_at", "published_at", "written_by", "approved_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["written_by", "approved_by"]
    search_fields = ["number", "title_ko"]


@admin.register(AnnouncementFile)
class AnnouncementFileWindow(Window):
    """Their files."""

    list_display = ["announcement", "file", "added_at"]
    list_select_related = ["announcement", "file"]


@admin.register(NewsAlert)
class NewsAlertWindow(Window):
    """Alerts; the address itself is not shown."""

    list_display = ["uid", "kind", "language", "state", "created_at", "confirmed_at"]
    list_filter = ["state", "kind"]
    exclude = ["email"]


@admin.register(NewsAlertHit)
class NewsAlertHitWindow(Window):
    """What alerts met."""

    list_display = ["alert", "announcement", "found_at", "told_at"]
    list_select_related = ["alert", "announcement"]


@admin.register(FaqCategory)
class FaqCategoryAdmin(OnlyOfferedFilters):
    """Categories of questions: words and order, kept by administration."""

    list_display = ["slug", "title_ko", "title_en", "order"]
    prepopulated_fields = {"slug": ["title_en"]}

    def has_delete_permission(self, request: HttpRequest, obj: FaqCategory | None = None) -> bool:
        """Only while no question stands in it."""
        unused = obj is None or not obj.entries.exists()
        return super().has_delete_permission(request, obj) and unused


@admin.register(FaqEntry)
class FaqEntryWindow(Window):
    """Questions."""

    list_display = ["question_ko", "category", "state", "order", "changed_at"]
    list_filter = ["state", "category"]
    list_select_related = ["category"]
    search_fields = ["question_ko", "question_en"]


@admin.register(FaqVote)
class FaqVoteWindow(Window):
    """Votes."""

    list_display = ["entry", "helpful", "words", "day"]
    list_filter = ["helpful"]
    list_select_related = ["entry"]


@admin.register(Meeting)
class MeetingWindow(Window):
    """Exchange meetings."""

    list_display = ["number", "title_ko", "state", "starts_at", "capacity", "written_by", "published_by"]
    list_filter = ["state"]
    list_select_related = ["written_by", "published_by"]
    search_fields = ["number", "title_ko"]


@admin.register(MeetingSession)
class MeetingSessionWindow(Window):
    """Their sessions."""

    list_display = ["meeting", "starts_at", "title_ko", "speaker"]
    list_select_related = ["meeting"]


@admin.register(MeetingFile)
class MeetingFileWindow(Window):
    """Their materials."""

    list_display = ["meeting", "file", "added_at"]
    list_select_related = ["meeting", "file"]


@admin.register(MeetingAnswer)
class MeetingAnswerWindow(Window):
    """What was said of them, without who said it."""

    list_display = ["meeting", "overall", "content", "organisation", "words"]
    list_select_related = ["meeting"]


@admin.register(Registration)
class RegistrationWindow(Window):
    """Who registered: by code and state; names and addresses are shown to nobody here (16.1: AD)."""

    list_display = ["code", "meeting", "state", "language", "asked_at", "confirmed_at", "checked_in_at"]
    list_filter = ["state"]
    list_select_related = ["meeting"]
    search_fields = ["code"]
    exclude = ["name", "organisation", "email", "user"]
