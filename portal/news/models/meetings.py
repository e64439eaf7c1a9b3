"""WHAT: exchange meetings, who registers, what is handed out, what is said of them afterwards."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.news.models.announcements import spoken
from portal.news.states import MEETING_FLOW, REGISTRATION_FLOW, MeetingState, RegistrationState

PERSON = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """An exchange meeting: written by one person, announced by another; people register until it is full or closed."""

    flow = MEETING_FLOW
    badges = {
        MeetingState.DRAFT: "draft",
        MeetingState.PROPOSED: "wait",
        MeetingState.OPEN: "info",
        MeetingState.HELD: "ok",
        MeetingState.CANCELLED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.DRAFT)
    title_ko = models.CharField(_("title (Korean)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    text_ko = models.TextField(pgettext_lazy("news", "text (Korean)"), max_length=8000)
    text_en = models.TextField(pgettext_lazy("news", "text (English)"), max_length=8000, blank=True)
    place_ko = models.CharField(_("place (Korean)"), max_length=160)
    place_en = models.CharField(_("place (English)"), max_length=160, blank=True)
    starts_at = models.DateTimeField(pgettext_lazy("meeting", "begins"))
    ends_at = models.DateTimeField(pgettext_lazy("meeting", "ends"))
    opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("registration closes"))
    capacity = models.PositiveIntegerField(pgettext_lazy("meeting", "places"), default=50)
    takes_guests = models.BooleanField(_("people without an account may register"), default=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(_("announced at"), null=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), null=True, editable=False)
    version = models.PositiveSmallIntegerField(default=0, editable=False)  # of the calendar entry
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("exchange meeting")
        verbose_name_plural = _("exchange meetings")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A meeting ends after it begins."),
            ),
            models.CheckConstraint(
                name="meeting_registration_before_its_end",
                condition=Q(closes_at__lte=F("ends_at")) & (Q(opens_at=None) | Q(opens_at__lt=F("closes_at"))),
                violation_error_message=_(
                    "Registration opens before it closes, and closes before the meeting is over."
                ),
            ),
            models.CheckConstraint(
                name="meeting_has_places",
                condition=Q(capacity__gte=1, capacity__lte=5000),
                violation_error_message=_("A meeting has between 1 and 5,000 places."),
            ),
            models.CheckConstraint(
                name="meeting_by_two_people",
                condition=Q(published_by=None) | ~Q(published_by=F("written_by")),
                violation_error_message=_("Who wrote the meeting does not announce it."),
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

    @property
    def place(self) -> str:
        """In the reader's language, if there is one."""
        return spoken(self, "place")


class MeetingSession(models.Model):
    """A part of a meeting: when, what, by whom."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sessions", verbose_name=_("exchange meeting"))
    starts_at = models.DateTimeField(pgettext_lazy("meeting", "begins"))
    ends_at = models.DateTimeField(pgettext_lazy("meeting", "ends"))
    title_ko = models.CharField(_("title (Korean)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    speaker = models.CharField(_("who speaks"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A session ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language, if there is one."""
        return spoken(self, "title")


class Registration(models.Model):
    """A person who wants to come: with an account, or a guest who has confirmed the e-mail address.

    What names a person is emptied some months after the meeting (``erased_at``); the numbers stay.
    """

    flow = REGISTRATION_FLOW
    badges = {
        RegistrationState.PENDING: "wait",
        RegistrationState.REGISTERED: "ok",
        RegistrationState.WAITING: "info",
        RegistrationState.CANCELLED: "mute",
        RegistrationState.ATTENDED: "ok",
        RegistrationState.ABSENT: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="registrations", verbose_name=_("exchange meeting")
    )
    user = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, default="ko")
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState, default=RegistrationState.PENDING)
    code = models.CharField(_("entry code"), max_length=10)
    asked_at = models.DateTimeField(_("asked at"), db_default=ClockTimestamp(), editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    checked_in_at = models.DateTimeField(_("came at"), null=True, editable=False)
    checked_in_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    answered = models.BooleanField(_("answered the survey"), default=False, editable=False)
    erased_at = models.DateTimeField(_("emptied at"), null=True, editable=False)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["id"]
        indexes = [models.Index(fields=["meeting", "state", "confirmed_at"], name="registration_places")]
        constraints = [
            models.UniqueConstraint(
                "meeting",
                Lower("email"),
                condition=~Q(state="cancelled") & ~Q(email=""),
                name="registration_once",
                violation_error_message=_("This e-mail address is registered already."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "code"],
                name="registration_code_once",
                violation_error_message=_("This code is taken."),
            ),
            models.CheckConstraint(
                name="registration_names_its_person",
                condition=Q(erased_at__isnull=False) | (~Q(email="") & ~Q(name="")),
                violation_error_message=_("A registration has a name and an e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def guest(self) -> str:
        """How consents name a person without an account."""
        return f"news.registration:{self.uid}"


class MeetingFile(models.Model):
    """What was shown or handed out; everybody gets it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="materials", verbose_name=_("exchange meeting"))
    file = models.OneToOneField("files.File", models.PROTECT, related_name="+", verbose_name=_("file"))
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.file_id}"


class MeetingAnswer(models.Model):
    """What somebody who came says of a meeting. Nothing ties it to a person or a moment. Append-only."""

    append_only = True
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="answers", verbose_name=_("exchange meeting"))
    overall = models.PositiveSmallIntegerField(_("overall"))
    content = models.PositiveSmallIntegerField(_("content"))
    organisation = models.PositiveSmallIntegerField(_("organisation"))
    words = models.CharField(_("words"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="meeting_answer_one_to_five",
                condition=Q(
                    overall__gte=1, overall__lte=5, content__gte=1, content__lte=5, organisation__gte=1,
                    organisation__lte=5,
                ),
                violation_error_message=_("Give one to five points."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.overall}"
