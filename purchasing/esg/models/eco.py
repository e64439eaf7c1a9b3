"""Eco-friendly purchases: what counts, at which rate, the ledger of what was counted, the targets. Source: 11.7."""

import uuid
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.states import EcoKind
from portal.clock import ClockTimestamp
from purchasing.esg.models.gate import COMPANY, FILE, PERSON
from purchasing.esg.states.eco import ECO_FLOW, EcoEvidence, EcoState

BADGES = {EcoState.ENTERED: "wait", EcoState.CONFIRMED: "ok", EcoState.REJECTED: "bad"}
PERCENT: dict[str, Any] = {
    "max_digits": 5,
    "decimal_places": 2,
    "validators": [MinValueValidator(0), MaxValueValidator(100)],
}


class FxRate(models.Model):
    """Won for one US dollar, the average of a month; counts once a second person has confirmed it (ECO-02)."""

    flow = ECO_FLOW
    badges = BADGES

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    month = models.DateField(_("month"))  # its first day
    won = models.DecimalField(_("won for one US dollar"), max_digits=10, decimal_places=4)
    source = models.CharField(_("source"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=EcoState, default=EcoState.ENTERED)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("average rate of a month")
        verbose_name_plural = _("average rates of months")
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                name="fx_rate_once",
                condition=~Q(state=EcoState.REJECTED),
                violation_error_message=_("This month has its rate."),
            ),
            models.CheckConstraint(
                name="fx_rate_positive",
                condition=Q(won__gt=0, month__day=1),
                violation_error_message=_("A rate is above zero, and for a whole month."),
            ),
            models.CheckConstraint(
                name="fx_rate_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                violation_error_message=_("Who entered a rate does not confirm it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class EcoDeclaration(models.Model):
    """Evidence by purchasing that a contract's line is eco-friendly, or of another R than its claim says (ECO-01)."""

    flow = ECO_FLOW
    badges = BADGES

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(
        "contracts.ContractLine", models.PROTECT, related_name="eco_declarations", verbose_name=_("contract line")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=EcoKind)
    evidence_kind = models.CharField(_("evidence"), max_length=12, choices=EcoEvidence)
    number = models.CharField(_("certificate or report number"), max_length=60)
    reason = models.CharField(_("why"), max_length=300)
    recycled_percent = models.DecimalField(_("recycled content (%)"), null=True, blank=True, **PERCENT)
    least_percent = models.DecimalField(
        _("least content that the class asks for (%)"), null=True, blank=True, **PERCENT
    )
    carbon_cut = models.DecimalField(_("carbon less than the average product (%)"), null=True, blank=True, **PERCENT)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    file = models.ForeignKey(FILE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file"))
    state = models.CharField(_("state"), max_length=10, choices=EcoState, default=EcoState.ENTERED)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("eco-friendly by declaration")
        verbose_name_plural = _("eco-friendly by declaration")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                name="eco_declaration_once",
                condition=~Q(state=EcoState.REJECTED),
                violation_error_message=_("This line has its declaration."),
            ),
            models.CheckConstraint(
                name="eco_declaration_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                violation_error_message=_("Who entered it does not confirm it."),
            ),
            models.CheckConstraint(
                name="eco_declaration_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("A document ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"


class EcoPurchase(models.Model):
    """The ledger: what was accepted of a line, less what was credited; never changed, corrected by its reversal."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="eco_purchases", verbose_name=_("supplier"))
    delivery_line = models.ForeignKey(
        "contracts.DeliveryLine", models.PROTECT, related_name="eco_purchases", verbose_name=_("delivery")
    )
    seq = models.PositiveSmallIntegerField(_("entry"))
    credit_note = models.ForeignKey(
        "contracts.CreditNote", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("credit note")
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal", verbose_name=_("takes back")
    )
    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=8, choices=EcoKind)
    label = models.CharField(_("evidence"), max_length=200)  # issuer and number as they stood
    claim = models.ForeignKey("catalog.EcoClaim", models.PROTECT, null=True, blank=True, related_name="+")
    declaration = models.ForeignKey(EcoDeclaration, models.PROTECT, null=True, blank=True, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount (without VAT)"), max_digits=20, decimal_places=2)
    rate = models.DecimalField(_("won for one US dollar"), max_digits=10, decimal_places=4)
    usd = models.DecimalField(_("US dollars"), max_digits=18, decimal_places=2)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField(_("counted"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("eco-friendly purchase")
        verbose_name_plural = _("eco-friendly purchases")
        ordering = ["-id"]
        indexes = [models.Index(fields=["month", "kind"], name="eco_month")]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery_line", "seq"],
                name="eco_purchase_seq",
                violation_error_message=_("This delivery has just been counted by somebody else."),
            ),
            models.CheckConstraint(
                name="eco_purchase_signs",
                condition=Q(amount__gt=0, reverses=None, credit_note=None)
                | Q(amount__lt=0)
                | Q(amount__gt=0, reverses__isnull=False),
                violation_error_message=_("Only a credit note or a reversal takes off."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.usd}"


class EcoTarget(models.Model):
    """How many US dollars of eco-friendly purchases a year aims at (ECO-04)."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    usd = models.DecimalField(_("target (US dollars)"), max_digits=18, decimal_places=2, default=Decimal(0))
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("target of eco-friendly purchases")
        verbose_name_plural = _("targets of eco-friendly purchases")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="eco_target_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered a target does not approve it."),
            ),
            models.CheckConstraint(
                name="eco_target_positive",
                condition=Q(usd__gt=0),
                violation_error_message=_("A target is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def is_approved(self) -> bool:
        """The path until 2025 came with the portal."""
        return self.entered_by_id is None or self.approved_by_id is not None


PATH = {2020: 1_000, 2021: 1_200, 2022: 1_400, 2023: 1_600, 2024: 1_800, 2025: 2_000}  # million US dollars


def enter_eco_targets(*, using="default", **_signal) -> None:
    """The path that came with the portal; only its end points are published. Source: domain 11.7 (ECO-04)."""
    EcoTarget.objects.using(using).bulk_create(
        [EcoTarget(year=year, usd=Decimal(millions) * 1_000_000) for year, millions in PATH.items()],
        ignore_conflicts=True,
    )
