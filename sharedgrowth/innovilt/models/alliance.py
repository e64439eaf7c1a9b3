"""The alliance of members, what they get, the yearly surveillance. Source: domain 12."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.classification import in_language
from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.innovilt.models.applications import COMPANY, PERSON
from sharedgrowth.innovilt.models.certificates import Certificate
from sharedgrowth.innovilt.models.proofs import Coil
from sharedgrowth.innovilt.states import (
    MEMBER_FLOW,
    SURVEILLANCE_FLOW,
    MemberState,
    Severity,
    SurveillanceState,
    Trigger,
)


class AllianceMember(models.Model):
    """A company with certified products: active while one certificate is valid, then in grace, then lapsed."""

    flow = MEMBER_FLOW
    badges = {MemberState.ACTIVE: "ok", MemberState.GRACE: "warn", MemberState.LAPSED: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.OneToOneField(COMPANY, models.PROTECT, related_name="innovilt_member", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=8, choices=MemberState, default=MemberState.ACTIVE)
    since = models.DateField(_("member since"))
    grace_until = models.DateField(_("in grace until"), null=True, blank=True)
    agreement = models.JSONField(default=dict, editable=False)  # the text that was signed
    agreement_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    signed_at = models.DateTimeField(_("agreement signed"), null=True, editable=False)
    receipt = models.TextField(blank=True, editable=False)
    insolvent_since = models.DateField(_("insolvent since"), null=True, blank=True)
    insolvency_note = models.CharField(_("insolvency, as it was told"), max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("member of the alliance")
        verbose_name_plural = _("members of the alliance")
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                name="innovilt_member_grace_ends",
                condition=~Q(state=MemberState.GRACE) | Q(grace_until__isnull=False),
                violation_error_message=_("Grace has a last day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.state}"


class AllianceBenefit(models.Model):
    """What active members get."""

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    text_ko = models.TextField(_("text (Korean)"), max_length=600, blank=True)
    text_en = models.TextField(_("text (English)"), max_length=600, blank=True)
    offered = models.BooleanField(pgettext_lazy("innovilt", "offered"), default=True)

    class Meta:
        verbose_name = _("benefit of the alliance")
        verbose_name_plural = _("benefits of the alliance")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language."""
        return in_language(self.title_ko, self.title_en)

    @property
    def text(self) -> str:
        """In the reader's language."""
        return in_language(self.text_ko, self.text_en)


class BenefitUse(models.Model):
    """A member got a benefit on a day. Append-only."""

    append_only = True

    member = models.ForeignKey(AllianceMember, models.PROTECT, related_name="uses")
    benefit = models.ForeignKey(AllianceBenefit, models.PROTECT, related_name="uses")
    on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("benefit given to a member")
        verbose_name_plural = _("benefits given to members")
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.benefit_id} {self.on}"


class Surveillance(models.Model):
    """A look at a certificate in its life: a sample of heats traced through the plant, findings, a result."""

    flow = SURVEILLANCE_FLOW
    badges = {
        SurveillanceState.PLANNED: "wait",
        SurveillanceState.FINDINGS: "warn",
        SurveillanceState.PASSED: "ok",
        SurveillanceState.FAILED: "bad",
        SurveillanceState.DROPPED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="surveillances")
    state = models.CharField(_("state"), max_length=10, choices=SurveillanceState, default=SurveillanceState.PLANNED)
    trigger = models.CharField(_("occasion"), max_length=10, choices=Trigger, default=Trigger.YEARLY)
    due_on = models.DateField(_("due on"))
    inspector = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("inspector")
    )
    held_on = models.DateField(_("held on"), null=True, blank=True)
    summary = models.TextField(_("summary"), max_length=2000, blank=True)
    photos = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("photographs"))
    seed = models.CharField(max_length=80, editable=False)  # the sample is drawn from it: it can be drawn again
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("surveillance")
        verbose_name_plural = _("surveillances")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "trigger", "due_on"],
                name="innovilt_surveillance_once",
                violation_error_message=_("This surveillance is already planned."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.due_on}"


class SampleHeat(models.Model):
    """A coil of the sample, and whether it was found where the papers say."""

    surveillance = models.ForeignKey(Surveillance, models.CASCADE, related_name="sample")
    coil = models.ForeignKey(Coil, models.PROTECT, related_name="+", verbose_name=_("coil"))
    traced = models.BooleanField(_("traced"), null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("heat of a sample")
        verbose_name_plural = _("heats of a sample")
        ordering = ["surveillance", "id"]
        constraints = [models.UniqueConstraint(fields=["surveillance", "coil"], name="innovilt_sample_once")]

    def __str__(self) -> str:
        return f"{self.surveillance_id} {self.coil_id}"


class Finding(models.Model):
    """What a surveillance found, until when it is answered, and how."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    surveillance = models.ForeignKey(Surveillance, models.PROTECT, related_name="findings")
    severity = models.CharField(_("severity"), max_length=6, choices=Severity)
    text = models.TextField(pgettext_lazy("innovilt", "finding"), max_length=1000)
    due_on = models.DateField(pgettext_lazy("innovilt", "answered by"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    closed_at = models.DateTimeField(pgettext_lazy("innovilt finding", "closed"), null=True, editable=False)

    class Meta:
        verbose_name = _("finding of a surveillance")
        verbose_name_plural = _("findings of a surveillance")
        ordering = ["surveillance", "id"]
        constraints = [
            models.CheckConstraint(
                name="innovilt_finding_closed_after_answer",
                condition=Q(closed_at=None) | Q(answered_at__isnull=False),
                violation_error_message=_("A finding is closed after it was answered."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.surveillance_id} {self.severity}"
