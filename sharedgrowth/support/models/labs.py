"""Techno-partnership: laboratory equipment, its bookings, the reports and who has opened them. Source: domain 8."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.encrypted.fields import EncryptedCharField
from sharedgrowth.support.models.applications import COMPANY
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.states.labs import (
    BOOKING_FLOW,
    BOOKING_HOLDS,
    BookingState,
    Confidentiality,
    LabField,
    ReportAccess,
)


class Period(Func):
    """The time between two columns, the end left out: neighbours do not overlap."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def told(thing: models.Model, name: str) -> str:
    """In the reader's language, or what there is."""
    ko, en = getattr(thing, f"{name}_ko"), getattr(thing, f"{name}_en")
    return (en or ko) if get_language() == "en" else (ko or en)


class LabEquipment(models.Model):
    """A piece of equipment that suppliers may use, and its hours."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    field = models.CharField(_("field"), max_length=12, choices=LabField)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    lab_ko = models.CharField(_("laboratory (Korean)"), max_length=120)
    lab_en = models.CharField(_("laboratory (English)"), max_length=120)
    about_ko = models.TextField(_("what it shows (Korean)"), max_length=1000)
    about_en = models.TextField(_("what it shows (English)"), max_length=1000)
    sample_ko = models.CharField(_("what a sample must be (Korean)"), max_length=300, blank=True)
    sample_en = models.CharField(_("what a sample must be (English)"), max_length=300, blank=True)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    slot_minutes = models.PositiveSmallIntegerField(_("one slot (minutes)"), default=120)
    most_slots = models.PositiveSmallIntegerField(_("most slots in a row"), default=2)
    lead_days = models.PositiveSmallIntegerField(_("booked at least (business days) before"), default=3)
    ahead_days = models.PositiveSmallIntegerField(_("booked at most (days) before"), default=60)
    fee_won = models.DecimalField(_("fee for a slot (won)"), max_digits=15, decimal_places=0, default=0)
    refuses = models.JSONField(_("does not take"), default=list, blank=True)  # codes of Hazard
    keeper = models.ForeignKey(PERSON, models.PROTECT, related_name="lab_equipment", verbose_name=_("keeper"))
    active = models.BooleanField(_("can be booked"), default=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("laboratory equipment")
        verbose_name_plural = _("laboratory equipment")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="lab_closes_after_it_opens",
                condition=Q(closes__gt=F("opens")),
                violation_error_message=_("It closes after it opens."),
            ),
            models.CheckConstraint(
                name="lab_slot_takes_time",
                condition=Q(slot_minutes__gte=15, slot_minutes__lte=480, most_slots__gte=1),
                violation_error_message=_("A slot takes between 15 minutes and 8 hours."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """In the reader's language."""
        return told(self, "name")

    @property
    def lab(self) -> str:
        """In the reader's language."""
        return told(self, "lab")

    @property
    def about(self) -> str:
        """In the reader's language."""
        return told(self, "about")

    @property
    def sample(self) -> str:
        """In the reader's language."""
        return told(self, "sample")


class LabBooking(models.Model):
    """A time at a piece of equipment, taken by one company or closed by the laboratory itself; never twice."""

    flow = BOOKING_FLOW
    badges = {
        BookingState.REQUESTED: "wait",
        BookingState.CONFIRMED: "info",
        BookingState.RECEIVED: "info",
        BookingState.REPORTED: "ok",
        BookingState.CLOSED: "mute",
        BookingState.MISSED: "warn",
        BookingState.REFUSED: "bad",
        BookingState.CANCELLED: "mute",
        BookingState.BLOCKED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    equipment = models.ForeignKey(
        LabEquipment, models.PROTECT, related_name="bookings", verbose_name=_("laboratory equipment")
    )
    company = models.ForeignKey(
        COMPANY, models.PROTECT, null=True, blank=True, related_name="lab_bookings", verbose_name=_("company")
    )
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    state = models.CharField(_("state"), max_length=10, choices=BookingState, default=BookingState.REQUESTED)
    begins_at = models.DateTimeField(pgettext_lazy("lab booking", "begins"))
    ends_at = models.DateTimeField(pgettext_lazy("lab booking", "ends"))
    purpose = models.TextField(_("what is to be found out"), max_length=2000, blank=True)
    sample = models.CharField(pgettext_lazy("laboratory", "sample"), max_length=200, blank=True)
    samples = models.PositiveSmallIntegerField(_("number of samples"), default=1)
    back = models.BooleanField(_("samples are given back"), default=True)
    confidentiality = models.CharField(
        _("who may know of it"), max_length=8, choices=Confidentiality, default=Confidentiality.NORMAL
    )
    hazards = models.JSONField(_("hazards of the sample"), default=list, blank=True)  # codes of Hazard; none is said so
    visitors = models.PositiveSmallIntegerField(_("people who come along"), default=0)
    emergency = EncryptedCharField(_("phone in an emergency"), max_length=40, blank=True)
    safety_at = models.DateTimeField(_("safety form"), null=True, editable=False)
    operator = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("tested by"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    consent_at = models.DateTimeField(_("consent to purchasing"), null=True, editable=False)
    consent_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    asked_at = models.DateTimeField(pgettext_lazy("request", "asked"), db_default=ClockTimestamp(), editable=False)
    changed_at = models.DateTimeField(_("changed"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("lab booking")
        verbose_name_plural = _("lab bookings")
        ordering = ["-begins_at", "-id"]
        indexes = [models.Index(fields=["company", "state"], name="lab_booking_of_company")]
        constraints = [
            ExclusionConstraint(
                name="lab_no_double_booking",
                expressions=[
                    ("equipment", RangeOperators.EQUAL),
                    (Period("begins_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=sorted(BOOKING_HOLDS)),
                violation_error_message=_("This time has just been taken. Choose another one."),
            ),
            models.CheckConstraint(
                name="lab_booking_ends_after_it_begins",
                condition=Q(ends_at__gt=F("begins_at")),
                violation_error_message=_("It ends after it begins."),
            ),
            models.CheckConstraint(
                name="lab_booking_is_of_a_company_or_blocked",
                condition=Q(state=BookingState.CANCELLED)
                | Q(state=BookingState.BLOCKED, company=None)
                | (~Q(state=BookingState.BLOCKED) & Q(company__isnull=False)),
                violation_error_message=_("A booking is a company's, or the laboratory's own."),
            ),
            models.CheckConstraint(
                name="lab_sample_comes_with_its_safety_form",
                condition=~Q(
                    state__in=[BookingState.CONFIRMED, BookingState.RECEIVED, BookingState.REPORTED], safety_at=None
                ),
                violation_error_message=_("A booking is confirmed once its safety form is filled in."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LabReport(models.Model):
    """What the laboratory found: a file and the finding in words. It belongs to the company that booked."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booking = models.ForeignKey(LabBooking, models.PROTECT, related_name="reports")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    file = models.OneToOneField("files.File", models.PROTECT, related_name="lab_report", verbose_name=_("report"))
    finding = models.TextField(pgettext_lazy("laboratory", "finding"), max_length=2000)
    issued_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("tested by"))
    at = models.DateTimeField(pgettext_lazy("lab report", "released"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("lab report")
        verbose_name_plural = _("lab reports")
        ordering = ["booking", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "version"],
                name="lab_reports_in_order",
                violation_error_message=_("This version was already released."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking_id}/{self.version}"


class LabReportAccess(models.Model):
    """Who opened a report, and what the company allowed: shown to the company. Source: SGS-06."""

    append_only = True

    booking = models.ForeignKey(LabBooking, models.PROTECT, related_name="accesses")
    report = models.ForeignKey(LabReport, models.PROTECT, null=True, related_name="accesses")
    what = models.CharField(_("what"), max_length=10, choices=ReportAccess)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("company"))
    at = models.DateTimeField(_("at"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("access to a lab report")
        verbose_name_plural = _("accesses to lab reports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.what}"
