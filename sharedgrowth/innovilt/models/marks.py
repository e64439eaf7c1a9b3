"""Uses of the mark that members ask for, and misuses that anybody reports. Source: domain 12 (INV-07)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.innovilt.models.applications import COMPANY, PERSON
from sharedgrowth.innovilt.models.certificates import Certificate
from sharedgrowth.innovilt.states import (
    MARK_FLOW,
    MISUSE_FLOW,
    MarkUseState,
    Medium,
    MisuseKind,
    MisuseState,
)


class MarkUse(models.Model):
    """A member asks to show the mark with its certificate number on one medium; the office approves the artwork."""

    flow = MARK_FLOW
    badges = {
        MarkUseState.REQUESTED: "wait",
        MarkUseState.RETURNED: "warn",
        MarkUseState.APPROVED: "ok",
        MarkUseState.REFUSED: "bad",
        MarkUseState.ENDED: "mute",
        MarkUseState.REVOKED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="mark_uses", verbose_name=_("certificate")
    )
    company = models.ForeignKey(
        COMPANY, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("innovilt", "member")
    )
    state = models.CharField(_("state"), max_length=10, choices=MarkUseState, default=MarkUseState.REQUESTED)
    medium = models.CharField(pgettext_lazy("mark", "medium"), max_length=10, choices=Medium)
    purpose = models.CharField(_("what it is for"), max_length=200)
    place = models.CharField(_("where it is seen"), max_length=300)
    number_shown = models.BooleanField(_("the certificate number stands beside the mark"), default=False)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    artwork = models.ManyToManyField(File, related_name="+", verbose_name=_("artwork"))
    key = models.CharField(max_length=100, blank=True, editable=False)  # of the form: sent twice, it is made once
    requested_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    requested_at = models.DateTimeField(_("requested"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True, editable=False)
    conditions = models.CharField(pgettext_lazy("mark", "conditions"), max_length=1000, blank=True, editable=False)

    class Meta:
        verbose_name = _("use of the mark")
        verbose_name_plural = _("uses of the mark")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "ends_on"], name="innovilt_mark_ends")]
        constraints = [
            models.CheckConstraint(
                name="innovilt_mark_days",
                condition=Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("The last day must not lie before the first."),
            ),
            models.CheckConstraint(
                name="innovilt_mark_only_with_number",
                condition=Q(number_shown=True),
                violation_error_message=_("The mark is shown with the certificate number only (INV-07)."),
            ),
            models.UniqueConstraint(
                fields=["requested_by", "key"],
                condition=Q(key__gt=""),
                name="innovilt_mark_key_once",
                violation_error_message=_("This request has already been sent."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class MarkMisuse(models.Model):
    """Somebody shows the mark without right: a stop letter, an answer, and a suspension where nothing helps."""

    flow = MISUSE_FLOW
    badges = {
        MisuseState.REPORTED: "wait",
        MisuseState.LETTER: "warn",
        MisuseState.ANSWERED: "info",
        MisuseState.STOPPED: "ok",
        MisuseState.SUSPENSION: "bad",
        MisuseState.DISMISSED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MisuseState, default=MisuseState.REPORTED)
    kind = models.CharField(pgettext_lazy("misuse", "kind"), max_length=10, choices=MisuseKind)
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="misuses", verbose_name=_("certificate")
    )
    company = models.ForeignKey(
        COMPANY,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("innovilt", "member"),
    )
    addressee = models.CharField(_("who shows the mark"), max_length=160, blank=True)
    place = models.CharField(_("where it was seen"), max_length=300)
    text = models.TextField(_("what was seen"), max_length=2000)
    seen_on = models.DateField(_("seen on"))
    evidence = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("evidence"))
    reported_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reported_at = models.DateTimeField(_("reported"), db_default=ClockTimestamp(), editable=False)
    letter_text = models.TextField(_("what has to stop"), max_length=2000, blank=True, editable=False)
    letter_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    letter_at = models.DateTimeField(_("stop letter"), null=True, editable=False)
    stop_by = models.DateField(_("stopped by"), null=True, editable=False)
    answer = models.TextField(_("answer"), max_length=2000, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True, editable=False)
    reminded_on = models.DateField(null=True, editable=False)  # the office was told that the day has passed

    class Meta:
        verbose_name = _("misuse of the mark")
        verbose_name_plural = _("misuses of the mark")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "stop_by"], name="innovilt_misuse_due")]
        constraints = [
            models.CheckConstraint(
                name="innovilt_misuse_names_somebody",
                condition=Q(company__isnull=False) | Q(addressee__gt="") | Q(state__in=["reported", "dismissed"]),
                violation_error_message=_("A stop letter goes to somebody: name the member, or who shows the mark."),
            ),
            models.CheckConstraint(
                name="innovilt_misuse_letter_has_a_day",
                condition=Q(letter_at=None) | Q(stop_by__isnull=False),
                violation_error_message=_("A stop letter says until when."),
            ),
        ]

    def __str__(self) -> str:
        return self.number
