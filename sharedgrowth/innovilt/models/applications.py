"""An application of a product version, its steel items, its papers. Source: domain 12, objects."""

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.innovilt.states import (
    APPLICATION_FLOW,
    RUNNING,
    ApplicationKind,
    ApplicationState,
    Category,
    PaperKind,
    SteelForm,
)

PERSON = "people.User"
COMPANY = "people.Company"
TONNES: dict[str, Any] = {"max_digits": 12, "decimal_places": 3}
PER_UNIT: dict[str, Any] = {"max_digits": 12, "decimal_places": 6}
RATIO: dict[str, Any] = {"max_digits": 7, "decimal_places": 6}


class InnoviltApplication(models.Model):
    """A company asks to have one version of one catalogue product certified."""

    flow = APPLICATION_FLOW
    badges = {
        ApplicationState.DRAFT: "draft",
        ApplicationState.SUBMITTED: "wait",
        ApplicationState.ELIGIBILITY: "info",
        ApplicationState.RETURNED: "warn",
        ApplicationState.TECH_REVIEW: "info",
        ApplicationState.MARKET_REVIEW: "info",
        ApplicationState.SITE_CHECK: "info",
        ApplicationState.COMMITTEE: "wait",
        ApplicationState.DEFERRED: "warn",
        ApplicationState.CERTIFIED: "ok",
        ApplicationState.REJECTED: "bad",
        ApplicationState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=14, choices=ApplicationState, default=ApplicationState.DRAFT)
    kind = models.CharField(_("kind"), max_length=8, choices=ApplicationKind, default=ApplicationKind.FIRST)
    company = models.ForeignKey(
        COMPANY, models.PROTECT, related_name="innovilt_applications", verbose_name=pgettext_lazy("innovilt", "member")
    )
    product = models.ForeignKey("catalog.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    version = models.ForeignKey(
        "catalog.ProductVersion", models.PROTECT, related_name="+", verbose_name=_("product version")
    )
    renews = models.ForeignKey(
        "innovilt.Certificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("certificate that is renewed or extended"),
    )
    category = models.CharField(pgettext_lazy("innovilt", "category"), max_length=10, choices=Category, blank=True)
    technology = models.TextField(_("what is new about it"), max_length=2000, blank=True)
    market = models.TextField(_("market and customers"), max_length=2000, blank=True)
    price_position = models.TextField(_("price compared with others"), max_length=1000, blank=True)
    plant = models.CharField(_("where it is made"), max_length=200, blank=True)
    plant_region = models.CharField(_("region of the plant"), max_length=40, blank=True)
    edits = models.PositiveIntegerField(default=1, editable=False)  # of the draft: two browsers do not overwrite it
    key = models.CharField(max_length=100, blank=True, editable=False)  # of the form: sent twice, it is made once
    officer = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    terms = models.ForeignKey("innovilt.InnoviltTerms", models.PROTECT, null=True, related_name="+", editable=False)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    text = models.JSONField(default=dict, editable=False)  # what was submitted, word by word
    sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of that text
    receipt = models.TextField(blank=True, editable=False)  # signed: who applied for what, and when
    decide_due = models.DateField(pgettext_lazy("innovilt", "decided by"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    total = models.DecimalField(_("points"), max_digits=7, decimal_places=4, null=True, blank=True, editable=False)
    reason = models.TextField(_("reason"), max_length=2000, blank=True, editable=False)
    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("INNOVILT application")
        verbose_name_plural = _("INNOVILT applications")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state"], name="innovilt_application_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(state__in=sorted(RUNNING)),
                name="innovilt_application_one_running",
                violation_error_message=_("An application for this product is already running."),
            ),
            models.UniqueConstraint(
                fields=["created_by", "key"],
                condition=Q(key__gt=""),
                name="innovilt_application_key_once",
                violation_error_message=_("This draft has already been saved."),
            ),
            models.CheckConstraint(
                name="innovilt_application_sent_with_receipt",
                condition=Q(submitted_at=None) | Q(sha256__gt="", terms__isnull=False),
                violation_error_message=_("What was submitted carries its hash and the terms of its day."),
            ),
            models.CheckConstraint(
                name="innovilt_application_names_what_it_renews",
                condition=Q(kind=ApplicationKind.FIRST, renews=None)
                | (~Q(kind=ApplicationKind.FIRST) & Q(renews__isnull=False)),
                violation_error_message=_("A renewal or a changed version names its certificate."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SteelItem(models.Model):
    """One steel part of a product: its grade and form, how much of it is in one unit, and who made the steel."""

    application = models.ForeignKey(InnoviltApplication, models.CASCADE, related_name="items")
    no = models.PositiveSmallIntegerField(_("no."))
    name = models.CharField(pgettext_lazy("steel", "part"), max_length=120)
    grade = models.CharField(_("grade"), max_length=40)
    form = models.CharField(pgettext_lazy("steel", "form"), max_length=12, choices=SteelForm)
    t_per_unit = models.DecimalField(_("tonnes in one unit"), **PER_UNIT, validators=[MinValueValidator(0)])
    posco = models.BooleanField(_("steel of our mills"), default=True)
    maker = models.CharField(_("other maker of the steel"), max_length=120, blank=True)
    fastener = models.BooleanField(_("fastener (bolt, screw, nail)"), default=False)
    yield_rate = models.DecimalField(
        _("yield"), **RATIO, default=1, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )

    class Meta:
        verbose_name = _("steel item")
        verbose_name_plural = _("steel items")
        ordering = ["application", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "no"],
                name="innovilt_item_no_once",
                violation_error_message=_("Each part stands here once."),
            ),
            models.CheckConstraint(
                name="innovilt_item_weighs",
                condition=Q(t_per_unit__gt=0),
                violation_error_message=_("A steel part weighs more than zero."),
            ),
            models.CheckConstraint(
                name="innovilt_item_yield",
                condition=Q(yield_rate__gt=0, yield_rate__lte=1),
                violation_error_message=_("A yield lies above 0 and at most at 100 percent."),
            ),
            models.CheckConstraint(
                name="innovilt_item_names_another_maker",
                condition=Q(posco=True) | Q(maker__gt=""),
                violation_error_message=_("Name the maker of steel that is not of our mills."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.name}"


class ApplicationPaper(models.Model):
    """A drawing, test report, patent or reference that belongs to an application."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(InnoviltApplication, models.CASCADE, related_name="papers")
    kind = models.CharField(_("kind"), max_length=10, choices=PaperKind)
    title = models.CharField(_("title"), max_length=160)
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+", verbose_name=_("file"))
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("paper of an application")
        verbose_name_plural = _("papers of an application")
        ordering = ["application", "kind", "id"]

    def __str__(self) -> str:
        return self.title


class EligibilityCheck(models.Model):
    """What was counted when the steel was examined: inputs, steps, result, and the terms used (CNV-07). Append-only."""

    append_only = True

    application = models.ForeignKey(InnoviltApplication, models.PROTECT, related_name="checks")
    terms = models.ForeignKey("innovilt.InnoviltTerms", models.PROTECT, related_name="+")
    share = models.DecimalField(_("share of our steel"), **RATIO)
    years = models.JSONField(_("mass balance by year and part"), default=list)
    faults = models.JSONField(_("what is missing"), default=list)
    passed = models.BooleanField(pgettext_lazy("innovilt", "passed"))
    engine = models.CharField(max_length=20)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("examination of the steel")
        verbose_name_plural = _("examinations of the steel")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.share}"
