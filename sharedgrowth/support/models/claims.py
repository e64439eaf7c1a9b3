"""What a company claims of its project: items with invoices, quotes and suppliers. Source: 7.4, 7.5, 15."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.projects import WON, Project
from sharedgrowth.support.rules.projects import VAT
from sharedgrowth.support.states.plans import CLAIM_FLOW, CLAIM_LIVE, ClaimState


class Claim(models.Model):
    """A request for one tranche; accepted, it becomes a drawdown from the fund (40/40/20: FND-06)."""

    flow = CLAIM_FLOW
    badges = {
        ClaimState.DRAFT: "draft",
        ClaimState.SUBMITTED: "wait",
        ClaimState.RETURNED: "bad",
        ClaimState.ACCEPTED: "info",
        ClaimState.PAID: "ok",
        ClaimState.REFUSED: "bad",
        ClaimState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="claims", verbose_name=_("project"))
    tranche = models.PositiveSmallIntegerField(_("tranche"))
    state = models.CharField(_("state"), max_length=10, choices=ClaimState, default=ClaimState.DRAFT)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    remark = models.TextField(_("remark of the officer"), max_length=1000, blank=True)
    amount_won = models.DecimalField(_("support claimed (won)"), **WON, default=0)
    drawdown = models.OneToOneField(
        "funds.Drawdown", models.PROTECT, null=True, related_name="claim", verbose_name=_("drawdown"), editable=False
    )
    started_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    judged_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    judged_at = models.DateTimeField(_("looked at"), null=True, editable=False)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "tranche"],
                condition=Q(state__in=sorted(CLAIM_LIVE)),
                name="claim_tranche_once",
                violation_error_message=_("This tranche is already claimed."),
            ),
            models.CheckConstraint(
                name="claim_tranche_known",
                condition=Q(tranche__gte=1, tranche__lte=3),
                violation_error_message=_("There are three tranches."),
            ),
            models.CheckConstraint(
                name="claim_not_negative",
                condition=Q(amount_won__gte=0),
                violation_error_message=_("The amount must be above zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ClaimItem(models.Model):
    """One invoice. ``live`` while its claim is: the same invoice is never claimed twice, in whatever project (FND-09).

    ``vendor_brn`` has digits only; ``invoice_number`` is compared without case and spaces.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="items", verbose_name=_("claim"))
    what = models.CharField(_("what was bought"), max_length=160)
    vendor = models.CharField(_("supplier"), max_length=120)
    vendor_brn = models.CharField(_("business number of the supplier"), max_length=10)
    invoice_number = models.CharField(_("invoice number"), max_length=40)
    invoice_on = models.DateField(_("date of the invoice"))
    amount_won = models.DecimalField(_("amount without VAT (won)"), **WON)
    # what the company bears of the VAT: a cost of its own (domain 15, edge)
    vat_won = models.DecimalField(_("VAT that cannot be deducted (won)"), **WON, default=0)
    vat_reason = models.CharField(_("why it cannot be deducted"), max_length=200, blank=True)
    invoice = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name=_("invoice"))
    quotes = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("quotes"))
    unrelated = models.BooleanField(_("the supplier is not related to the owner"), default=False)
    live = models.BooleanField(default=True, editable=False)
    added_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("item of a claim")
        verbose_name_plural = _("items of claims")
        ordering = ["claim", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor_brn", "invoice_number"],
                condition=Q(live=True),
                name="claim_invoice_once",
                violation_error_message=_("This invoice is already claimed: an invoice is supported once."),
            ),
            models.CheckConstraint(
                name="claim_item_positive",
                condition=Q(amount_won__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="claim_item_vat_of_amount",
                condition=Q(vat_won__gte=0, vat_won__lte=F("amount_won") * VAT + 1),
                violation_error_message=_("VAT is at most a tenth of the amount."),
            ),
            models.CheckConstraint(
                name="claim_item_vat_says_why",
                condition=Q(vat_won=0) | ~Q(vat_reason=""),
                violation_error_message=_("Say why this VAT cannot be deducted."),
            ),
        ]

    def __str__(self) -> str:
        return self.invoice_number

    @property
    def cost_won(self) -> Decimal:
        """What the invoice costs the company."""
        return self.amount_won + self.vat_won
