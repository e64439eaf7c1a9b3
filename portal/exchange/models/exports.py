"""WHAT: an export: who asked for which rows in which form, how far it is, and its files."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.exchange.rules.exports import percent
from portal.exchange.states.exports import EXPORT_FLOW, STOPPED, UNFINISHED, ExportFormat, ExportState, Headings

USER = "people.User"


def part_name(part: "ExportPart", _name: str) -> str:
    """Where the bytes lie: a random name."""
    token = uuid.uuid4().hex
    return f"exports/{token[:2]}/{token}"


class Export(models.Model):
    """Rows on their way out: written file by file by the worker; what is done stands in its counters."""

    flow = EXPORT_FLOW
    badges = {
        ExportState.QUEUED: "wait",
        ExportState.RUNNING: "wait",
        ExportState.READY: "ok",
        ExportState.EXPIRED: "mute",
        ExportState.CANCELLED: "mute",
        ExportState.FAILED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("company"))
    dataset = models.CharField(_("rows of"), max_length=60)
    state = models.CharField(_("state"), max_length=12, choices=ExportState, default=ExportState.QUEUED)
    file_format = models.CharField(_("file format"), max_length=10, choices=ExportFormat)
    headings = models.CharField(_("headings"), max_length=6, choices=Headings, default=Headings.NAMES)
    language = models.CharField(max_length=5, default="ko")
    date_from = models.DateField(_("from"), null=True, blank=True)
    date_before = models.DateField(_("before"), null=True, blank=True)
    states = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name=_("only in these states")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # of the program that asked
    rows_total = models.PositiveIntegerField(_("rows"), default=0)  # counted when it was asked for
    rows_done = models.PositiveIntegerField(_("rows written"), default=0)
    parts_done = models.PositiveIntegerField(_("files"), default=0)
    position = models.BigIntegerField(default=0)  # the key of the last row in a finished file
    worker = models.CharField(max_length=32, blank=True)  # who writes just now: another does not begin beside it
    failure = models.CharField(_("fault"), max_length=300, blank=True)
    link_key = models.CharField(max_length=64, blank=True)  # of the private links; empty when there are none
    link_until = models.DateTimeField(_("private links until"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("times taken"), default=0)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    asked_at = models.DateTimeField(_("asked for"), db_default=ClockTimestamp(), editable=False)
    touched_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)  # the worker's sign of life
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("files until"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["company", "-id"], name="export_of_company"),
            models.Index(fields=["asked_by", "-id"], name="export_asked_by"),
            models.Index(fields=["touched_at"], name="export_unfinished", condition=Q(state__in=UNFINISHED)),
            models.Index(fields=["expires_at"], name="export_to_expire", condition=Q(state=ExportState.READY)),
            models.Index(fields=["finished_at"], name="export_stopped", condition=Q(state__in=STOPPED)),
        ]
        constraints = [
            models.CheckConstraint(
                name="export_period_runs_forward",
                condition=Q(date_from=None) | Q(date_before=None) | Q(date_before__gt=models.F("date_from")),
                violation_error_message=_("The period ends after it begins."),
            ),
            models.CheckConstraint(
                name="export_link_has_its_end",
                condition=Q(link_key="", link_until=None) | (~Q(link_key="") & Q(link_until__isnull=False)),
                violation_error_message=_("A private link says until when it works."),
            ),
            models.CheckConstraint(
                name="export_ready_says_until_when",
                condition=~Q(state=ExportState.READY) | Q(expires_at__isnull=False),
                violation_error_message=_("Files that are ready say until when they stay."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.dataset}"

    @property
    def is_unfinished(self) -> bool:
        """Whether the worker has it."""
        return self.state in UNFINISHED

    @property
    def is_ready(self) -> bool:
        """Whether its files can be taken."""
        return self.state == ExportState.READY

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 if self.is_ready else percent(self.rows_done, self.rows_total)


class ExportPart(models.Model):
    """One file of an export. Its bytes never change; they go when the export ends."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    rows = models.PositiveIntegerField(_("rows"))
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.FileField(_("content"), upload_to=part_name, blank=True)
    written_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["number"]
        verbose_name = _("file of an export")
        verbose_name_plural = _("files of exports")
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_part_once")]

    def __str__(self) -> str:
        return f"{self.export_id}: {self.number}"
