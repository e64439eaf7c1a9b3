"""A fund, its years, its lines by programme, and what is committed and drawn. Source: domain 15, FND-01 to FND-10."""

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.funds.rules.funds import available
from sharedgrowth.funds.states import (
    COMMITMENT_FLOW,
    DRAWDOWN_FLOW,
    FUND_FLOW,
    CommitmentState,
    DrawdownState,
    FundState,
)

MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 2}
PERSON = "people.User"
COMPANY = "people.Company"


class Fund(models.Model):
    """Money for shared growth with a total, a currency and an end."""

    flow = FUND_FLOW
    badges = {
        FundState.PLANNED: "draft",
        FundState.APPROVED: "wait",
        FundState.OPEN: "ok",
        FundState.CLOSED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=FundState, default=FundState.PLANNED)
    currency = models.CharField(_("currency"), max_length=3, default="KRW")
    total = models.DecimalField(pgettext_lazy("fund", "total"), **MONEY)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["-begins_on", "code"]
        constraints = [
            models.CheckConstraint(
                name="fund_ends_after_it_begins",
                condition=Q(ends_on__gt=F("begins_on")),
                violation_error_message=_("The last day must not lie before the first."),
            ),
            models.CheckConstraint(
                name="fund_total_positive",
                condition=Q(total__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="fund_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered the plan does not approve it."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class BudgetYear(models.Model):
    """What a fund plans to spend in one year; all years together are the fund's total (FND-01)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="years", verbose_name=_("fund"))
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.DecimalField(_("amount"), **MONEY)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)  # its year-end job has run

    class Meta:
        verbose_name = _("budget year")
        verbose_name_plural = _("budget years")
        ordering = ["fund", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "year"],
                name="budget_year_once",
                violation_error_message=_("This year is already planned."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.year}"


class BudgetLine(models.Model):
    """The part of a year for one programme. The sums are kept here under its row lock and proved by the ledger.

    ``available = allocated + carry_in + transfers_in - transfers_out - carry_out - committed + released`` is never
    below zero (FND-02).
    """

    year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="lines", verbose_name=_("budget year"))
    programme = models.CharField(_("programme"), max_length=30, db_index=True)  # slug of its file
    allocated = models.DecimalField(_("allocated"), **MONEY)
    carry_in = models.DecimalField(_("carried in"), **MONEY, default=Decimal(0), editable=False)
    carry_out = models.DecimalField(_("carried out"), **MONEY, default=Decimal(0), editable=False)
    transfers_in = models.DecimalField(_("transferred in"), **MONEY, default=Decimal(0), editable=False)
    transfers_out = models.DecimalField(_("transferred out"), **MONEY, default=Decimal(0), editable=False)
    committed = models.DecimalField(_("committed"), **MONEY, default=Decimal(0), editable=False)
    released = models.DecimalField(pgettext_lazy("fund", "released"), **MONEY, default=Decimal(0), editable=False)
    drawn = models.DecimalField(pgettext_lazy("fund", "drawn"), **MONEY, default=Decimal(0), editable=False)
    matched = models.BooleanField(_("matched by the government"), default=False)  # FND-07

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["year", "programme"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "programme"],
                name="budget_line_once",
                violation_error_message=_("This programme already has a line in this year."),
            ),
            models.CheckConstraint(
                name="budget_line_never_below_zero",
                condition=Q(
                    committed__lte=F("allocated")
                    + F("carry_in")
                    + F("transfers_in")
                    - F("transfers_out")
                    - F("carry_out")
                    + F("released")
                ),
                violation_error_message=_("There is not so much left in this line."),
            ),
            models.CheckConstraint(
                name="budget_line_drawn_is_committed",
                condition=Q(drawn__gte=0, drawn__lte=F("committed") - F("released")),
                violation_error_message=_("More would be drawn than is committed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year_id}"

    @property
    def available(self) -> Decimal:
        """What can still be committed (FND-02)."""
        return available(
            allocated=self.allocated,
            carry_in=self.carry_in,
            transfers_in=self.transfers_in,
            transfers_out=self.transfers_out,
            carry_out=self.carry_out,
            committed=self.committed,
            released=self.released,
        )

    @property
    def allotted(self) -> Decimal:
        """What it had in its year, with what was carried in and transferred."""
        return self.allocated + self.carry_in + self.transfers_in - self.transfers_out


class Commitment(models.Model):
    """Money of a line promised to one firm for one project."""

    flow = COMMITMENT_FLOW
    badges = {
        CommitmentState.REQUESTED: "wait",
        CommitmentState.APPROVED: "info",
        CommitmentState.CONTRACTED: "ok",
        CommitmentState.PARTLY_DRAWN: "ok",
        CommitmentState.FULLY_DRAWN: "ok",
        CommitmentState.RELEASED: "mute",
        CommitmentState.REFUSED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="commitments", verbose_name=_("budget line"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="commitments", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=10, choices=CommitmentState, default=CommitmentState.REQUESTED)
    amount = models.DecimalField(_("amount"), **MONEY)
    released = models.DecimalField(pgettext_lazy("fund", "released"), **MONEY, default=Decimal(0), editable=False)
    drawn = models.DecimalField(pgettext_lazy("fund", "drawn"), **MONEY, default=Decimal(0), editable=False)
    thing_type = models.CharField(max_length=60, blank=True)  # what it is for, as in the audit trail: "support.project"
    thing_id = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(_("purpose"), max_length=300)
    percents = models.JSONField(default=list, editable=False)  # its tranches, as they were in force (FND-06)
    requested_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    requested_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["-id"]
        indexes = [models.Index(fields=["thing_type", "thing_id"], name="commitment_thing")]
        constraints = [
            models.CheckConstraint(
                name="commitment_positive",
                condition=Q(amount__gt=0, released__gte=0, drawn__gte=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="commitment_not_overdrawn",
                condition=Q(drawn__lte=F("amount") - F("released")),
                violation_error_message=_("More would be drawn than is committed."),
            ),
            models.CheckConstraint(
                name="commitment_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
                violation_error_message=_("Who requested the money does not approve it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Drawdown(models.Model):
    """One payment out of a commitment: requested with evidence, checked, approved, paid, audited (FND-03, FND-06)."""

    flow = DRAWDOWN_FLOW
    badges = {
        DrawdownState.REQUESTED: "wait",
        DrawdownState.CHECKED: "wait",
        DrawdownState.APPROVED: "info",
        DrawdownState.PAID: "ok",
        DrawdownState.AUDITED: "ok",
        DrawdownState.RETURNED: "wait",
        DrawdownState.REFUSED: "bad",
        DrawdownState.RECLAIMED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="drawdowns", verbose_name=_("commitment"))
    tranche = models.PositiveSmallIntegerField(_("tranche"))
    state = models.CharField(_("state"), max_length=10, choices=DrawdownState, default=DrawdownState.REQUESTED)
    amount = models.DecimalField(_("amount"), **MONEY)
    evidence = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("evidence"))
    invoice_numbers = models.JSONField(_("invoice numbers"), default=list, blank=True)  # double subsidies: FND-09
    note = models.TextField(_("note"), max_length=2000, blank=True)
    remark = models.TextField(_("what finance said"), max_length=1000, blank=True)
    requested_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    requested_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    paid_on = models.DateField(_("paid on"), null=True, editable=False)
    reference = models.CharField(_("reference of the bank"), max_length=60, blank=True, editable=False)
    payable = models.OneToOneField(
        "payments.Payable", models.PROTECT, null=True, related_name="+", editable=False
    )  # how it is paid
    sampled = models.BooleanField(_("chosen for the audit"), default=False, editable=False)
    audited_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    finding = models.TextField(_("what the auditor found"), max_length=2000, blank=True)
    reclaim = models.OneToOneField("payments.Payable", models.PROTECT, null=True, related_name="+", editable=False)
    interest = models.DecimalField(
        _("interest"), **MONEY, default=Decimal(0), editable=False
    )  # claimed with it (FND-09)
    repaid_on = models.DateField(_("paid back on"), null=True, editable=False)

    class Meta:
        verbose_name = _("drawdown")
        verbose_name_plural = _("drawdowns")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="drawdown_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="drawdown_by_two_people",
                condition=Q(approved_by=None) | Q(checked_by=None) | ~Q(approved_by=F("checked_by")),
                violation_error_message=_("Who checked the drawdown does not approve it."),
            ),
            models.CheckConstraint(
                name="drawdown_asked_by_another",
                condition=(Q(approved_by=None) | Q(requested_by=None) | ~Q(approved_by=F("requested_by")))
                & (Q(checked_by=None) | Q(requested_by=None) | ~Q(checked_by=F("requested_by"))),
                violation_error_message=_("Who asked for the money neither checks nor approves it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number
