"""Implementation overviews: versions by module and language, frozen once approved. Source: domain 14, publishing."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.ccms.models.modules import PERSON, Module
from sharedgrowth.ccms.states import OVERVIEW_FLOW, UNFINISHED, Lang, OverviewState


class Overview(models.Model):
    """How a module is put into practice. Lists are one entry a line; programmes and KPIs are keys of registries."""

    flow = OVERVIEW_FLOW
    badges = {
        OverviewState.DRAFT: "draft",
        OverviewState.REVIEW: "wait",
        OverviewState.LEGAL: "wait",
        OverviewState.APPROVED: "info",
        OverviewState.PUBLISHED: "ok",
        OverviewState.SUPERSEDED: "mute",
        OverviewState.WITHDRAWN: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(
        Module, models.PROTECT, related_name="overviews", verbose_name=pgettext_lazy("ccms", "module")
    )
    lang = models.CharField(_("language"), max_length=2, choices=Lang)
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=OverviewState, default=OverviewState.DRAFT)
    purpose = models.TextField(pgettext_lazy("overview", "purpose"), max_length=3000, blank=True)
    principles = models.TextField(pgettext_lazy("overview", "principles"), max_length=3000, blank=True)
    dos = models.TextField(pgettext_lazy("overview", "what we do"), max_length=3000, blank=True)
    donts = models.TextField(pgettext_lazy("overview", "what we do not do"), max_length=3000, blank=True)
    activities = models.TextField(pgettext_lazy("overview", "key activities"), max_length=3000, blank=True)
    references = models.TextField(pgettext_lazy("overview", "references"), max_length=2000, blank=True)
    programmes = ArrayField(models.CharField(max_length=40), verbose_name=_("programmes"), default=list, blank=True)
    kpis = ArrayField(models.CharField(max_length=80), verbose_name=_("live figures"), default=list, blank=True)
    change_note = models.TextField(_("what changed"), max_length=1000, blank=True)
    remark = models.TextField(_("what to change before it is published"), max_length=1000, blank=True, editable=False)
    edition = models.PositiveIntegerField(default=1, editable=False)  # counts saves: two editors at once are told
    document = models.TextField(blank=True, editable=False)  # the text as approved; its SHA-256 below
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    written_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    written_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    reviewed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(pgettext_lazy("overview", "published"), null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True, editable=False)  # of a withdrawal

    class Meta:
        verbose_name = pgettext_lazy("ccms", "overview")
        verbose_name_plural = pgettext_lazy("ccms", "overviews")
        ordering = ["module", "lang", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["module", "lang", "version"],
                name="ccms_overview_version_once",
                violation_error_message=_("This version is already there."),
            ),
            models.UniqueConstraint(
                fields=["module", "lang"],
                condition=Q(state=OverviewState.PUBLISHED),
                name="ccms_overview_one_in_force",
                violation_error_message=_("One overview of a module is in force in each language."),
            ),
            models.UniqueConstraint(
                fields=["module", "lang"],
                condition=Q(state__in=UNFINISHED),
                name="ccms_overview_one_unfinished",
                violation_error_message=_("A version of this overview is being written already: go on with that one."),
            ),
            models.CheckConstraint(
                name="ccms_overview_by_other_people",
                condition=(Q(reviewed_by=None) | ~Q(reviewed_by=F("written_by")))
                & (Q(approved_by=None) | (~Q(approved_by=F("written_by")) & ~Q(approved_by=F("reviewed_by"))))
                & (
                    Q(published_by=None)
                    | (
                        ~Q(published_by=F("written_by"))
                        & ~Q(published_by=F("reviewed_by"))
                        & ~Q(published_by=F("approved_by"))
                    )
                ),
                violation_error_message=_("Each step of an overview is done by another person."),
            ),
            models.CheckConstraint(
                name="ccms_overview_approved_with_its_text",
                condition=Q(state__in=[OverviewState.DRAFT, OverviewState.REVIEW, OverviewState.LEGAL])
                | (~Q(document="") & ~Q(sha256="") & Q(approved_by__isnull=False)),
                violation_error_message=_("An approved overview keeps the text that was approved."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module.code} v{self.version} ({self.lang})"

    @property
    def name(self) -> str:
        """Such as ``B6-v2-ko``: for files."""
        return f"{self.module.code}-v{self.version}-{self.lang}"


class OverviewDownload(models.Model):
    """How often an overview was taken along on a day; nobody is named."""

    overview = models.ForeignKey(Overview, models.PROTECT, null=True, related_name="downloads")  # None: the collection
    lang = models.CharField(_("language"), max_length=2, choices=Lang)
    day = models.DateField(_("day"))
    number = models.PositiveIntegerField(pgettext_lazy("ccms", "downloads"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("ccms", "downloads of a day")
        verbose_name_plural = pgettext_lazy("ccms", "downloads by day")
        ordering = ["-day", "overview"]
        constraints = [
            models.UniqueConstraint(
                fields=["overview", "lang", "day"],
                nulls_distinct=False,
                name="ccms_download_day_once",
                violation_error_message=_("A day is counted once."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.overview_id or 'collection'} {self.lang}"
