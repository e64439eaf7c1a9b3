"""The years in which a benefit is shared, who gets what, and what is given in other forms. Source: domain 6.2, 6.4."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.benefit.models.tasks import COMPANY, PERSON, Task, TaskSupplier
from sharedgrowth.benefit.models.verification import WON, Verification
from sharedgrowth.benefit.states import CUT_FLOW, SHARE_FLOW, CutState, ShareForm, ShareState


class ShareYear(models.Model):
    """One year of sharing of a task."""

    flow = SHARE_FLOW
    badges = {
        ShareState.PLANNED: "mute",
        ShareState.OPEN: "wait",
        ShareState.VERIFIED: "info",
        ShareState.SETTLED: "ok",
        ShareState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="share_years", verbose_name=_("task"))
    no = models.PositiveSmallIntegerField(_("year"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    days = models.PositiveSmallIntegerField(_("days that count"), default=365)
    state = models.CharField(_("state"), max_length=10, choices=ShareState, default=ShareState.PLANNED)
    verification = models.OneToOneField(Verification, models.PROTECT, null=True, related_name="year", editable=False)
    net_won = models.DecimalField(_("net benefit (won)"), **WON, null=True, editable=False)
    rate = models.DecimalField(_("share of the suppliers"), max_digits=7, decimal_places=6, null=True, editable=False)
    compensation_won = models.DecimalField(_("compensation (won)"), **WON, null=True, editable=False)
    cash_won = models.DecimalField(_("of it in cash (won)"), **WON, null=True, editable=False)
    due_on = models.DateField(_("to be paid by"), null=True, editable=False)
    verified_on = models.DateField(_("verified"), null=True, editable=False)
    settled_on = models.DateField(_("settled"), null=True, editable=False)

    class Meta:
        verbose_name = _("sharing year")
        verbose_name_plural = _("sharing years")
        ordering = ["task", "no"]
        indexes = [models.Index(fields=["state", "last"], name="share_year_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "no"],
                name="share_year_once",
                violation_error_message=_("Each year is shared once."),
            ),
            models.CheckConstraint(
                name="share_year_days",
                condition=Q(last__gte=F("first"), days__gte=1, days__lte=365),
                violation_error_message=_("A sharing year has 1 to 365 days."),
            ),
            models.CheckConstraint(
                name="share_year_verified_in_full",
                condition=~Q(state__in=[ShareState.VERIFIED, ShareState.SETTLED])
                | Q(
                    verification__isnull=False,
                    net_won__isnull=False,
                    compensation_won__isnull=False,
                    cash_won__isnull=False,
                    due_on__isnull=False,
                ),
                violation_error_message=_("A verified year has its amounts."),
            ),
            models.CheckConstraint(
                name="share_year_within_benefit",
                condition=Q(net_won=None)
                | Q(compensation_won__gte=0, compensation_won__lte=F("net_won"), cash_won__lte=F("compensation_won")),
                violation_error_message=_("No more is shared than was saved."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} y{self.no}"


class SharePart(models.Model):
    """What one supplier gets of a year; its cash is a payable of the ledger."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.ForeignKey(ShareYear, models.PROTECT, related_name="parts", verbose_name=_("sharing year"))
    supplier = models.ForeignKey(TaskSupplier, models.PROTECT, related_name="parts", verbose_name=_("supplier"))
    share = models.DecimalField(_("share"), max_digits=7, decimal_places=6)
    compensation_won = models.DecimalField(_("compensation (won)"), **WON)
    cash_won = models.DecimalField(_("of it in cash (won)"), **WON)
    paid_on = models.DateField(pgettext_lazy("sharing", "paid"), null=True, editable=False)

    class Meta:
        verbose_name = _("part of a supplier")
        verbose_name_plural = _("parts of suppliers")
        ordering = ["year", "supplier"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "supplier"],
                name="share_part_once",
                violation_error_message=_("Each supplier has one part of a year."),
            ),
            models.CheckConstraint(
                name="share_part_amounts",
                condition=Q(compensation_won__gte=0, cash_won__gte=0, cash_won__lte=F("compensation_won")),
                violation_error_message=_("Cash is a part of the compensation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.supplier_id}"


class NonCashShare(models.Model):
    """What a supplier was given otherwise than in cash; its value is for reports alone and is never paid."""

    year = models.ForeignKey(ShareYear, models.PROTECT, related_name="non_cash", verbose_name=_("sharing year"))
    supplier = models.ForeignKey(TaskSupplier, models.PROTECT, related_name="non_cash", verbose_name=_("supplier"))
    form = models.CharField(pgettext_lazy("sharing form", "form"), max_length=8, choices=ShareForm)
    value_won = models.DecimalField(_("value for reports (won)"), **WON, null=True)  # None: a right has no value
    inputs = models.JSONField(_("workings"), default=dict)
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    append_only = True

    class Meta:
        verbose_name = _("share in another form")
        verbose_name_plural = _("shares in other forms")
        ordering = ["year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "supplier", "form"],
                name="non_cash_once",
                violation_error_message=_("This form is already entered for this year."),
            ),
            models.CheckConstraint(
                name="non_cash_is_not_cash",
                condition=~Q(form=ShareForm.CASH),
                violation_error_message=_("Cash is counted by the formula."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.form}"


class PriceCut(models.Model):
    """A contract below the agreed price of a task's item during its sharing years (BS-01)."""

    flow = CUT_FLOW
    badges = {CutState.FOUND: "bad", CutState.RESTORED: "ok", CutState.UNRELATED: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="price_cuts", verbose_name=_("task"))
    line = models.ForeignKey(
        "contracts.ContractLine", models.PROTECT, related_name="+", verbose_name=_("contract line")
    )
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("company"))
    agreed_won = models.DecimalField(_("agreed price (won)"), max_digits=17, decimal_places=2)
    found_won = models.DecimalField(_("price found (won)"), max_digits=17, decimal_places=2)
    found_on = models.DateField(pgettext_lazy("price cut", "found"))
    state = models.CharField(_("state"), max_length=10, choices=CutState, default=CutState.FOUND)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True, editable=False)

    class Meta:
        verbose_name = _("price cut")
        verbose_name_plural = _("price cuts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "line", "found_won"],
                name="price_cut_once",
                violation_error_message=_("This price is already looked at."),
            ),
            models.CheckConstraint(
                name="price_cut_is_lower",
                condition=Q(found_won__lt=F("agreed_won")),
                violation_error_message=_("A cut is a lower price."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.line_id}"
