"""Milestones, amendments, the versions of a contract, and who consents to what the buyer sees."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import CURRENCIES, MONEY, PERSON, Contract, ContractLine, whole_won
from purchasing.contracts.states import (
    AMENDMENT_FLOW,
    MILESTONE_FLOW,
    AmendmentState,
    MilestoneState,
)


class Milestone(models.Model):
    """A part of the work that is paid by itself once both sides say that it is reached."""

    flow = MILESTONE_FLOW
    badges = {
        MilestoneState.PLANNED: "draft",
        MilestoneState.REPORTED: "wait",
        MilestoneState.CONFIRMED: "ok",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones")
    no = models.PositiveSmallIntegerField(_("milestone"))
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    amount = models.DecimalField(_("amount"), **MONEY)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=MilestoneState, default=MilestoneState.PLANNED)
    reached_on = models.DateField(_("reached on"), null=True, blank=True, editable=False)
    reported_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    remark = models.TextField(_("remark"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["contract", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "no"],
                name="milestone_once",
                violation_error_message=_("Each milestone has its own number."),
            ),
            models.CheckConstraint(
                name="milestone_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            whole_won("milestone_whole_won", "amount"),
            models.CheckConstraint(
                name="milestone_reached_on_a_day",
                condition=Q(state=MilestoneState.PLANNED) | Q(reached_on__isnull=False, reported_by__isnull=False),
                violation_error_message=_("A reported milestone says on which day it was reached."),
            ),
            models.CheckConstraint(
                name="milestone_by_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("reported_by")),
                violation_error_message=_("Who reported a milestone does not confirm it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.title}"

    @property
    def title(self) -> str:
        """The title in the reader's language, if there is one."""
        return self.title_en if get_language() == "en" and self.title_en else self.title_ko


class Amendment(models.Model):
    """A change of a contract in force: the next version once a second person and the payee agree. Source: CNV-09.

    What was delivered stays as it was agreed when it was delivered.
    """

    flow = AMENDMENT_FLOW
    badges = {
        AmendmentState.PROPOSED: "wait",
        AmendmentState.SENT: "wait",
        AmendmentState.IN_FORCE: "ok",
        AmendmentState.DECLINED: "bad",
        AmendmentState.REFUSED: "bad",
        AmendmentState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments")
    version = models.PositiveSmallIntegerField(_("version"))  # that it makes
    state = models.CharField(_("state"), max_length=10, choices=AmendmentState, default=AmendmentState.PROPOSED)
    reason = models.TextField(_("reason for the change"), max_length=2000)
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    value = models.DecimalField(_("new value (without VAT)"), **MONEY)
    value_before = models.DecimalField(_("value before"), **MONEY)
    ends_on = models.DateField(_("ends"))
    agreed_days = models.PositiveSmallIntegerField(_("days to pay"))
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    approved_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("approved by")
    )
    agreed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("agreed by")
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                name="contract_amendment_open_once",
                condition=Q(state__in=[AmendmentState.PROPOSED, AmendmentState.SENT]),
                violation_error_message=_("An amendment of this contract is still open."),
            ),
            models.CheckConstraint(
                name="contract_amendment_by_two_people",
                condition=(Q(approved_by=None) | ~Q(approved_by=F("proposed_by")))
                & (Q(agreed_by=None) | ~Q(agreed_by=F("proposed_by")) & ~Q(agreed_by=F("approved_by"))),
                violation_error_message=_("Who proposed an amendment does not approve it."),
            ),
            models.CheckConstraint(
                name="contract_amendment_value_is_positive",
                condition=Q(value__gt=0, value__lt=10**15),
                violation_error_message=_("The value must be above zero."),
            ),
            whole_won("amendment_whole_won", "value"),
            models.CheckConstraint(
                name="contract_amendment_pays_within_60_days",
                condition=Q(agreed_days__lte=60),
                violation_error_message=_("The law allows at most 60 days; a longer term cannot be agreed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} v{self.version}"


class AmendmentLine(models.Model):
    """A line as the amendment wants it; ``line`` is None for a new one."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="lines")
    line = models.ForeignKey(ContractLine, models.PROTECT, null=True, blank=True, related_name="+")
    description_ko = models.CharField(_("description (Korean)"), max_length=300)
    description_en = models.CharField(_("description (English)"), max_length=300, blank=True)
    qty = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    uom = models.CharField(_("unit"), max_length=12)
    unit_price = models.DecimalField(_("unit price"), **MONEY)
    delivery_on = models.DateField(_("delivery by"), null=True, blank=True)
    qty_before = models.DecimalField(_("quantity before"), max_digits=14, decimal_places=3, null=True, editable=False)
    unit_price_before = models.DecimalField(_("unit price before"), **MONEY, null=True, editable=False)

    class Meta:
        verbose_name = _("line of an amendment")
        verbose_name_plural = _("lines of amendments")
        ordering = ["amendment", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "line"],
                name="contract_amendment_line_once",
                violation_error_message=_("Each line of the contract appears once."),
            ),
            models.CheckConstraint(
                name="contract_amendment_line_is_positive",
                condition=Q(qty__gte=0, unit_price__gt=0),
                violation_error_message=_("Quantity, unit price and amount must be above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amendment_id}/{self.line_id}"


class ContractVersion(models.Model):
    """The contract as it stood from a day on: signed, amended or repriced. Never changed."""

    append_only = True

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField(_("version"))
    since = models.DateField(_("in force since"))
    cause = models.CharField(
        pgettext_lazy("contract", "by"), max_length=80
    )  # "signed", "amendment <uid>", "index 2026-08"
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("version of a contract")
        verbose_name_plural = _("versions of contracts")
        ordering = ["contract", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "version"],
                name="contract_version_once",
                violation_error_message=_("This version is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} v{self.version}"


class PriceConsent(models.Model):
    """One side of a subcontract lets the buyer see its prices, or no longer; the last row of each side counts."""

    append_only = True

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="price_consents")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+")
    given = models.BooleanField(pgettext_lazy("contract", "given"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("consent to show prices")
        verbose_name_plural = _("consents to show prices")
        ordering = ["contract", "-id"]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.company_id}"
