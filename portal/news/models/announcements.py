"""WHAT: announcements with their attachments, and addresses that are told of new ones."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.news.states import ALERT_FLOW, ANNOUNCEMENT_FLOW, AlertState, AnnouncementKind, AnnouncementState

PERSON = settings.AUTH_USER_MODEL


def spoken(thing: Any, name: str) -> str:
    """``name`` of a thing in the reader's language where it is there, else in the other."""
    korean, english = getattr(thing, f"{name}_ko"), getattr(thing, f"{name}_en")
    return english or korean if get_language() == "en" else korean or english


class Announcement(models.Model):
    """Something that everybody may read. Written by one person, published by another, at once or at a set time."""

    flow = ANNOUNCEMENT_FLOW
    badges = {
        AnnouncementState.DRAFT: "draft",
        AnnouncementState.PROPOSED: "wait",
        AnnouncementState.SCHEDULED: "info",
        AnnouncementState.PUBLISHED: "ok",
        AnnouncementState.WITHDRAWN: "mute",
        AnnouncementState.DISCARDED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=AnnouncementKind, default=AnnouncementKind.NOTICE)
    state = models.CharField(_("state"), max_length=10, choices=AnnouncementState, default=AnnouncementState.DRAFT)
    title_ko = models.CharField(_("title (Korean)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    text_ko = models.TextField(pgettext_lazy("news", "text (Korean)"), max_length=10_000)
    text_en = models.TextField(pgettext_lazy("news", "text (English)"), max_length=10_000, blank=True)
    publish_at = models.DateTimeField(_("to be published at"), null=True, blank=True)
    pinned_until = models.DateField(_("pinned until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="news_latest", condition=Q(state="published")),
            models.Index(fields=["publish_at"], name="news_to_publish", condition=Q(state="scheduled")),
        ]
        constraints = [
            models.CheckConstraint(
                name="announcement_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")),
                violation_error_message=_("Who wrote the announcement does not publish it."),
            ),
            models.CheckConstraint(
                name="announcement_published_has_its_time",
                condition=~Q(state="published") | Q(published_at__isnull=False, approved_by__isnull=False),
                violation_error_message=_("A published announcement says when and by whom."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """In the reader's language, if there is one."""
        return spoken(self, "title")

    @property
    def text(self) -> str:
        """In the reader's language, if there is one."""
        return spoken(self, "text")


class AnnouncementFile(models.Model):
    """A file that goes with an announcement; everybody gets it while the announcement is published."""

    announcement = models.ForeignKey(
        Announcement, models.CASCADE, related_name="attachments", verbose_name=_("announcement")
    )
    file = models.OneToOneField("files.File", models.PROTECT, related_name="+", verbose_name=_("file"))
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.announcement_id}: {self.file_id}"


class NewsAlert(models.Model):
    """An e-mail address that is told of announcements of one kind, or of all. Nothing else is kept of the person."""

    flow = ALERT_FLOW
    badges = {AlertState.PENDING: "wait", AlertState.ACTIVE: "ok"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=2)
    kind = models.CharField(_("kind"), max_length=10, blank=True)  # "": all
    state = models.CharField(_("state"), max_length=8, choices=AlertState, default=AlertState.PENDING)
    created_at = models.DateTimeField(_("asked at"), db_default=ClockTimestamp(), editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("alert of announcements")
        verbose_name_plural = _("alerts of announcements")
        indexes = [models.Index(fields=["created_at"], name="news_alert_pending", condition=Q(state="pending"))]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "kind",
                name="news_alert_once",
                violation_error_message=_("There is such an alert already."),
            ),
            models.CheckConstraint(
                name="news_alert_confirmed_has_its_time",
                condition=Q(state="pending", confirmed_at=None) | Q(state="active", confirmed_at__isnull=False),
                violation_error_message=_("A confirmed alert says when it was confirmed."),
            ),
        ]

    def __str__(self) -> str:
        return self.kind or "*"


class NewsAlertHit(models.Model):
    """An announcement that an alert was, or is to be, told of; once."""

    alert = models.ForeignKey(NewsAlert, models.CASCADE, related_name="hits", verbose_name=_("alert"))
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="+", verbose_name=_("announcement"))
    found_at = models.DateTimeField(_("found at"), db_default=ClockTimestamp(), editable=False)
    told_at = models.DateTimeField(_("told at"), null=True, editable=False)

    class Meta:
        verbose_name = _("announcement found by an alert")
        verbose_name_plural = _("announcements found by alerts")
        indexes = [models.Index(fields=["alert"], name="news_alert_to_tell", condition=Q(told_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "announcement"],
                name="news_alert_hit_once",
                violation_error_message=_("This alert has met this announcement."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.announcement_id}"
