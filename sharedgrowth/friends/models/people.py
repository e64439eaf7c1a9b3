"""Who takes part: company users, named guests, their times of a day, certificates. Source: domain 10, FRD-01."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.friends.models.activities import Activity
from sharedgrowth.friends.models.members import COMPANY, PERSON
from sharedgrowth.friends.states import PARTICIPATION_FLOW, PHOTO_FLOW, ParticipationState, PhotoState
from sharedgrowth.friends.states.activities import STANDS


class Guest(models.Model):
    """A person without an account. The host gives name and address; only the guest consents, by an own link.

    Their consents are kept in ``portal.privacy`` under ``reference``.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, default="ko")
    host = models.ForeignKey(
        PERSON, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("friends", "invited by")
    )
    invited_at = models.DateTimeField(pgettext_lazy("friends", "invited"), db_default=ClockTimestamp(), editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("friends", "guest")
        verbose_name_plural = _("guests")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name or f"{_('guest')} {self.pk}"

    @property
    def reference(self) -> str:
        """How the consents of this guest name them."""
        return f"friends.guest:{self.uid}"


class Participation(models.Model):
    """A person's, or a guest's, place in an activity. Hours count for ``company``."""

    flow = PARTICIPATION_FLOW
    badges = {
        ParticipationState.INVITED: "wait",
        ParticipationState.SIGNED_UP: "ok",
        ParticipationState.WAITING: "wait",
        ParticipationState.CANCELLED: "mute",
        ParticipationState.CONFIRMED: "ok",
        ParticipationState.ABSENT: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="participations", verbose_name=pgettext_lazy("friends", "activity")
    )
    person = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="friends_participations", verbose_name=_("person")
    )
    guest = models.ForeignKey(
        Guest, models.PROTECT, null=True, related_name="participations", verbose_name=pgettext_lazy("friends", "guest")
    )
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("company"))
    state = models.CharField(
        _("state"), max_length=10, choices=ParticipationState, default=ParticipationState.SIGNED_UP
    )
    role = models.CharField(pgettext_lazy("friends", "task"), max_length=60, blank=True)
    signed_up_at = models.DateTimeField(_("signed up"), db_default=ClockTimestamp(), editable=False)
    photo_consent = models.BooleanField(_("may be seen on pictures"), default=False, editable=False)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1, null=True, editable=False)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["activity", "signed_up_at", "id"]
        indexes = [models.Index(fields=["company", "state"], name="friends_hours_of_company")]
        constraints = [
            models.CheckConstraint(
                name="friends_participant_is_one",
                condition=Q(person__isnull=False, guest=None) | Q(person=None, guest__isnull=False),
                violation_error_message=_("A place is taken by a person or by a guest."),
            ),
            models.UniqueConstraint(
                fields=["activity", "person"],
                condition=Q(state__in=sorted(STANDS)),
                name="friends_person_once_an_activity",
                violation_error_message=_("You have already signed up for this activity."),
            ),
            models.UniqueConstraint(
                fields=["activity", "guest"],
                name="friends_guest_once_an_activity",
                violation_error_message=_("This guest already has a place."),
            ),
            models.CheckConstraint(
                name="friends_hours_confirmed_by_another",
                condition=Q(confirmed_by=None) | Q(person=None) | ~Q(confirmed_by=F("person")),
                violation_error_message=_("Nobody confirms their own hours."),
            ),
            models.CheckConstraint(
                name="friends_hours_come_with_confirmation",
                condition=~Q(state=ParticipationState.CONFIRMED) | Q(hours__isnull=False, confirmed_by__isnull=False),
                violation_error_message=_("Confirmed hours say who confirmed them."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.person_id or self.guest_id}"

    @property
    def name(self) -> str:
        """Of the person or the guest."""
        return str(self.person if self.person_id else self.guest)


class Attendance(models.Model):
    """A person's time on one day. ``late``: sent after the line was back, with the device's time; the lead looks."""

    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="days", verbose_name=_("participation")
    )
    day = models.DateField(_("day"))
    check_in = models.DateTimeField(pgettext_lazy("friends", "came"))
    check_out = models.DateTimeField(_("left"), null=True)
    late = models.BooleanField(_("time of the device"), default=False)
    hours = models.DecimalField(_("hours"), max_digits=3, decimal_places=1, null=True, editable=False)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by"))

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["participation", "day"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "day"],
                name="friends_one_attendance_a_day",
                violation_error_message=_("This day is already entered."),
            ),
            models.CheckConstraint(
                name="friends_leaves_after_coming",
                condition=Q(check_out=None) | Q(check_out__gt=F("check_in")),
                violation_error_message=_("Whoever leaves has come before: the time of leaving is after it."),
            ),
            models.CheckConstraint(
                name="friends_hours_of_a_day",
                condition=Q(hours=None) | Q(hours__gte=0, hours__lte=8),
                violation_error_message=_("At most eight hours of a person count a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.day}"


class Photo(models.Model):
    """A picture of an activity: shown only while everybody who can be recognised on it agrees."""

    flow = PHOTO_FLOW
    badges = {PhotoState.WAITING: "wait", PhotoState.SHOWN: "ok", PhotoState.TAKEN_DOWN: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="photos", verbose_name=pgettext_lazy("friends", "activity")
    )
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name=_("picture"))
    caption_ko = models.CharField(_("caption (Korean)"), max_length=160)
    caption_en = models.CharField(_("caption (English)"), max_length=160)
    state = models.CharField(_("state"), max_length=10, choices=PhotoState, default=PhotoState.WAITING)
    people = models.ManyToManyField(Participation, blank=True, related_name="photos", verbose_name=_("who is seen"))
    uploaded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("picture of an activity")
        verbose_name_plural = _("pictures of activities")
        ordering = ["activity", "id"]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.pk}"


class HoursCertificate(models.Model):
    """A certificate of a person's verified hours, as it was issued: a snapshot, so that it prints the same again."""

    append_only = True

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=1)
    lines = models.JSONField(_("activities"), default=list)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("certificate of hours")
        verbose_name_plural = _("certificates of hours")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number
