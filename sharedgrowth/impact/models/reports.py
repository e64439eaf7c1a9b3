"""WHAT: yearly reports, frozen with every number and the rows it came from; the direction of each programme."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.impact.states import REPORT_FLOW, Direction, ReportState

PERSON = "people.User"


def _spoken(thing: Any, name: str) -> str:
    korean, english = getattr(thing, f"{name}_ko"), getattr(thing, f"{name}_en")
    return english or korean if get_language() == "en" else korean or english


class ProgrammeDirection(models.Model):
    """To which of the three directions a programme belongs, where staff say other than the programme itself."""

    programme = models.SlugField(_("programme"), max_length=60, unique=True)
    direction = models.CharField(_("direction"), max_length=5, choices=Direction)
    order = models.PositiveSmallIntegerField(_("order"), default=50)
    changed_at = models.DateTimeField(_("changed"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("direction of a programme")
        verbose_name_plural = _("directions of the programmes")
        ordering = ["order", "programme"]

    def __str__(self) -> str:
        return self.programme


class Report(models.Model):
    """The report of a year: a snapshot of all results at one moment. Frozen from its proposal on."""

    flow = REPORT_FLOW
    badges = {
        ReportState.DRAFT: "draft",
        ReportState.PROPOSED: "wait",
        ReportState.PUBLISHED: "ok",
        ReportState.SUPERSEDED: "mute",
        ReportState.DISCARDED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    foreword_ko = models.TextField(_("foreword (Korean)"), max_length=4000, blank=True)
    foreword_en = models.TextField(_("foreword (English)"), max_length=4000, blank=True)
    correction_ko = models.CharField(_("what was corrected (Korean)"), max_length=500, blank=True)
    correction_en = models.CharField(_("what was corrected (English)"), max_length=500, blank=True)
    taken_at = models.DateTimeField(_("as of"))  # the moment at which all numbers were read
    published = models.JSONField(_("published figures"), default=list, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)  # of everything in it, in canonical form
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("yearly report")
        verbose_name_plural = _("yearly reports")
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "version"],
                name="impact_report_version_once",
                violation_error_message=_("This version is already there."),
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state="published"),
                name="impact_report_one_published",
                violation_error_message=_("This year has a published report already."),
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state__in=["draft", "proposed"]),
                name="impact_report_one_in_work",
                violation_error_message=_("A report of this year is being written already."),
            ),
            models.CheckConstraint(
                name="impact_report_by_two_people",
                condition=Q(published_by=None) | ~Q(published_by=F("written_by")),
                violation_error_message=_("Who wrote the report does not publish it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} v{self.version}"

    @property
    def foreword(self) -> str:
        """In the reader's language, if there is one."""
        return _spoken(self, "foreword")

    @property
    def correction(self) -> str:
        """In the reader's language, if there is one."""
        return _spoken(self, "correction")


class ReportNumber(models.Model):
    """One number of a report as it was read, with its rows: what the public may see of them, in both languages."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="numbers", verbose_name=_("yearly report"))
    key = models.CharField(_("key"), max_length=60)
    programme = models.CharField(_("programme"), max_length=60)
    programme_ko = models.CharField(_("programme (Korean)"), max_length=120)
    programme_en = models.CharField(_("programme (English)"), max_length=120)
    direction = models.CharField(_("direction"), max_length=5, choices=Direction)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    unit_ko = models.CharField(_("unit (Korean)"), max_length=60, blank=True)
    unit_en = models.CharField(_("unit (English)"), max_length=60, blank=True)
    formula_ko = models.TextField(_("how it is formed (Korean)"))
    formula_en = models.TextField(_("how it is formed (English)"))
    value = models.DecimalField(_("value"), max_digits=26, decimal_places=6, null=True)
    before = models.DecimalField(_("year before"), max_digits=26, decimal_places=6, null=True)
    count = models.PositiveIntegerField(_("rows"))
    hidden = models.BooleanField(_("too few people to tell"), default=False)
    estimate = models.BooleanField(_("estimate"), default=False)
    places = models.PositiveSmallIntegerField(_("decimals"), default=0)
    columns = models.JSONField(_("columns"), default=list)  # [{key, ko, en, kind}]
    rows = models.JSONField(_("rows"), default=list)  # [[text, …], …] as the CSV writes them
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("number of a report")
        verbose_name_plural = _("numbers of reports")
        ordering = ["report", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="impact_number_once",
                violation_error_message=_("This report has this number already."),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> str:
        """In the reader's language."""
        return _spoken(self, "title")

    @property
    def unit(self) -> str:
        """In the reader's language."""
        return _spoken(self, "unit")

    @property
    def formula(self) -> str:
        """In the reader's language."""
        return _spoken(self, "formula")

    @property
    def programme_name(self) -> str:
        """In the reader's language."""
        return _spoken(self, "programme")
