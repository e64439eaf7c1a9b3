"""What is asked in a self-assessment: a set of statements for a year, frozen once published. Source: domain 14."""

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.ccms.models.modules import PERSON, Module, is_english
from sharedgrowth.ccms.states import SET_FLOW, Level, SetState


class AssessmentSet(models.Model):
    """One version of the statements, with the days of its year and the thresholds that count in it."""

    flow = SET_FLOW
    badges = {
        SetState.DRAFT: "draft",
        SetState.REVIEW: "wait",
        SetState.PUBLISHED: "ok",
        SetState.SUPERSEDED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.CharField(_("version"), max_length=12)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=SetState, default=SetState.DRAFT)
    opens_on = models.DateField(pgettext_lazy("ccms", "opens"))
    closes_on = models.DateField(pgettext_lazy("ccms", "last day"))
    publishes_on = models.DateField(_("results published on"))
    action_below = models.DecimalField(
        _("an action below the index"),
        max_digits=7,
        decimal_places=4,
        default=Decimal(40),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    least_units = models.PositiveSmallIntegerField(
        _("fewest units of an aggregate"), default=5, validators=[MinValueValidator(5)]
    )
    evidence_from = models.PositiveSmallIntegerField(
        _("evidence from level"), choices=Level, default=Level.MEASURED, validators=[MinValueValidator(2)]
    )
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", editable=False)
    remark = models.TextField(_("what to change before it is published"), max_length=1000, blank=True, editable=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(pgettext_lazy("ccms set", "published"), null=True, editable=False)
    document = models.TextField(blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("ccms", "set of statements")
        verbose_name_plural = pgettext_lazy("ccms", "sets of statements")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "version"],
                name="ccms_set_version_once",
                violation_error_message=_("This version is already there."),
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state=SetState.PUBLISHED),
                name="ccms_set_one_a_year",
                violation_error_message=_("One set is in force for a year."),
            ),
            models.CheckConstraint(
                name="ccms_set_days_in_order",
                condition=Q(opens_on__lte=F("closes_on"), closes_on__lt=F("publishes_on")),
                violation_error_message=_("It opens, then closes, then its results are published."),
            ),
            models.CheckConstraint(
                name="ccms_set_numbers_in_range",
                condition=Q(action_below__gte=0, action_below__lte=100, least_units__gte=5)
                & Q(evidence_from__gte=2, evidence_from__lte=5),
                violation_error_message=_("An index lies between 0 and 100; an aggregate has at least five units."),
            ),
            models.CheckConstraint(
                name="ccms_set_by_two_people",
                condition=Q(published_by=None) | Q(entered_by=None) | ~Q(published_by=F("entered_by")),
                violation_error_message=_("Who wrote a set does not publish it."),
            ),
        ]

    def __str__(self) -> str:
        return f"CCMS-{self.year}-{self.version}"

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.title_en if is_english() else self.title_ko


class Item(models.Model):
    """One statement; its level says how far it is true."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    set = models.ForeignKey(AssessmentSet, models.CASCADE, related_name="items")
    module = models.ForeignKey(Module, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("ccms", "module"))
    code = models.CharField(_("code"), max_length=6)  # B6-2
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    statement_ko = models.CharField(_("statement (Korean)"), max_length=300)
    statement_en = models.CharField(_("statement (English)"), max_length=300)
    hint_ko = models.CharField(_("evidence, for example (Korean)"), max_length=300, blank=True)
    hint_en = models.CharField(_("evidence, for example (English)"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(
        pgettext_lazy("question", "weight"), default=2, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    na_allowed = models.BooleanField(_("may not apply"), default=True)
    maps_to = models.ForeignKey(  # CCM-06: the statement of an earlier set that means the same
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("same as earlier")
    )

    class Meta:
        verbose_name = pgettext_lazy("ccms", "statement")
        verbose_name_plural = pgettext_lazy("ccms", "statements")
        ordering = ["set", "module", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["set", "code"],
                name="ccms_item_once",
                violation_error_message=pgettext_lazy("ccms", "This code is already used in the set."),
            ),
            models.CheckConstraint(
                name="ccms_item_weight_in_range",
                condition=Q(weight__gte=1, weight__lte=5),
                violation_error_message=_("A weight lies between 1 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def statement(self) -> str:
        """In the reader's language."""
        return self.statement_en if is_english() else self.statement_ko

    @property
    def hint(self) -> str:
        """In the reader's language."""
        return self.hint_en if is_english() else self.hint_ko


class Anchor(models.Model):
    """What a level means: for all statements of a set, or for one."""

    set = models.ForeignKey(AssessmentSet, models.CASCADE, related_name="anchors")
    item = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="anchors")
    level = models.PositiveSmallIntegerField(pgettext_lazy("ccms", "level"), choices=Level)
    text_ko = models.CharField(_("means (Korean)"), max_length=200)
    text_en = models.CharField(_("means (English)"), max_length=200)

    class Meta:
        verbose_name = pgettext_lazy("ccms", "anchor")
        verbose_name_plural = pgettext_lazy("ccms", "anchors")
        ordering = ["set", "item", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["set", "item", "level"],
                nulls_distinct=False,
                name="ccms_anchor_once",
                violation_error_message=_("This level already has its words."),
            ),
            models.CheckConstraint(
                name="ccms_anchor_level_in_range",
                condition=Q(level__gte=1, level__lte=5),
                violation_error_message=_("A level lies between 1 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.set_id}/{self.item_id or '-'}: {self.level}"

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.text_en if is_english() else self.text_ko
