"""What was used before, and what is used now. Source: domain 6.2, 6.4, BS-02."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.benefit.models.tasks import PERSON, Task
from sharedgrowth.benefit.states import BASELINE_FLOW, MEASUREMENT_FLOW, BaselineState, MeasurementState

QUANTITY: dict[str, Any] = {"max_digits": 20, "decimal_places": 6}
PRICE: dict[str, Any] = {"max_digits": 17, "decimal_places": 2}
INDEX: dict[str, Any] = {"max_digits": 12, "decimal_places": 4}


class Baseline(models.Model):
    """The old state: what was used under how much operation in at least twelve months. Never changed, only replaced."""

    flow = BASELINE_FLOW
    badges = {
        BaselineState.DRAWN: "wait",
        BaselineState.AGREED: "ok",
        BaselineState.REPLACED: "mute",
        BaselineState.DROPPED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="baselines", verbose_name=_("task"))
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=BaselineState, default=BaselineState.DRAWN)
    period_from = models.DateField(_("first day"))
    period_to = models.DateField(_("last day"))
    driver = models.CharField(_("measure of operation"), max_length=80)  # tonnes cast, position-days, hours worked
    driver_unit = models.CharField(_("unit of operation"), max_length=20)
    driver_qty = models.DecimalField(_("operation in this time"), **QUANTITY)
    volume_unit = models.CharField(_("unit of use"), max_length=20)
    volume = models.DecimalField(_("used in this time"), **QUANTITY)
    price_won = models.DecimalField(_("price of the old item (won)"), **PRICE)
    new_price_won = models.DecimalField(_("agreed price of the new item (won)"), **PRICE)
    index_name = models.CharField(_("agreed price index"), max_length=120, blank=True)
    index_base = models.DecimalField(_("level of the index"), **INDEX, default=100)
    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    source = models.TextField(_("where the values come from"), max_length=1000)
    reason = models.TextField(_("why it changes"), max_length=1000, blank=True)
    files = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("files"))
    drawn_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    drawn_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    supplier_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    supplier_at = models.DateTimeField(null=True, editable=False)
    buyer_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    buyer_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        ordering = ["task", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "version"],
                name="baseline_version_once",
                violation_error_message=_("Somebody else has just drawn up a baseline: look at it first."),
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(state=BaselineState.AGREED),
                name="baseline_one_in_force",
                violation_error_message=_("One baseline is in force."),
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(state=BaselineState.DRAWN),
                name="baseline_one_drawn",
                violation_error_message=_("A baseline waits for signature: sign or drop it first."),
            ),
            models.CheckConstraint(
                name="baseline_days_in_order",
                condition=Q(period_to__gt=F("period_from")),
                violation_error_message=_("The last day lies after the first."),
            ),
            models.CheckConstraint(
                name="baseline_not_zero",
                condition=Q(driver_qty__gt=0, volume__gt=0, price_won__gt=0, new_price_won__gt=0, index_base__gt=0),
                violation_error_message=_("A baseline of zero measures nothing: enter what was really used."),
            ),
            models.CheckConstraint(
                name="baseline_agreed_by_both",
                condition=~Q(state__in=[BaselineState.AGREED, BaselineState.REPLACED])
                | Q(supplier_by__isnull=False, buyer_by__isnull=False),
                violation_error_message=_("Both sides sign a baseline."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} v{self.version}"


class Measurement(models.Model):
    """What a sharing year brought: entered by one side with evidence, confirmed by the other."""

    flow = MEASUREMENT_FLOW
    badges = {
        MeasurementState.ENTERED: "wait",
        MeasurementState.CONFIRMED: "info",
        MeasurementState.VERIFIED: "ok",
        MeasurementState.SENT_BACK: "bad",
        MeasurementState.TAKEN_BACK: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="measurements", verbose_name=_("task"))
    year = models.ForeignKey(
        "benefit.ShareYear", models.PROTECT, related_name="measurements", verbose_name=_("sharing year")
    )
    baseline = models.ForeignKey(Baseline, models.PROTECT, related_name="measurements", verbose_name=_("baseline"))
    state = models.CharField(_("state"), max_length=10, choices=MeasurementState, default=MeasurementState.ENTERED)
    period_from = models.DateField(_("first day"))
    period_to = models.DateField(_("last day"))
    driver_qty = models.DecimalField(_("operation in this time"), **QUANTITY)
    volume = models.DecimalField(_("used in this time"), **QUANTITY)
    price_won = models.DecimalField(_("price paid for the new item (won)"), **PRICE)
    extra_won = models.DecimalField(_("extra cost of the whole year (won)"), max_digits=15, decimal_places=0, default=0)
    index_level = models.DecimalField(_("level of the index"), **INDEX, default=100)
    operation = models.TextField(_("why this time is representative"), max_length=1000)
    files = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("evidence"))
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True, editable=False)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["task", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(
                    state__in=[MeasurementState.ENTERED, MeasurementState.CONFIRMED, MeasurementState.VERIFIED]
                ),
                name="measurement_one_a_year",
                violation_error_message=_("This year has its measurement: it is sent back or taken back first."),
            ),
            models.CheckConstraint(
                name="measurement_days_in_order",
                condition=Q(period_to__gte=F("period_from")),
                violation_error_message=_("The last day lies after the first."),
            ),
            models.CheckConstraint(
                name="measurement_amounts",
                condition=Q(driver_qty__gt=0, volume__gte=0, price_won__gte=0, extra_won__gte=0, index_level__gt=0),
                violation_error_message=_("Operation is above zero; nothing else lies below zero."),
            ),
            models.CheckConstraint(
                name="measurement_by_both",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                violation_error_message=_("Who entered a measurement does not confirm it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.period_from}"
