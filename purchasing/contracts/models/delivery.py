"""What was delivered, and the invoice for it."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models.amendments import Milestone
from purchasing.contracts.models.contract import CURRENCIES, MONEY, PERSON, Contract, ContractLine, whole_won
from purchasing.contracts.states import DELIVERY_FLOW, INVOICE_FLOW, DeliveryState, InvoiceKind, InvoiceState


class Invoice(models.Model):
    """The payee's invoice for accepted deliveries, a milestone or the advance.

    ``base_on`` is the day from which the 60 days run: the receipt, not the invoice nor the inspection (domain 4.1).
    """

    flow = INVOICE_FLOW
    badges = {
        InvoiceState.SUBMITTED: "wait",
        InvoiceState.APPROVED: "ok",
        InvoiceState.REFUSED: "bad",
        InvoiceState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="invoices")
    kind = models.CharField(_("for"), max_length=10, choices=InvoiceKind, default=InvoiceKind.DELIVERY)
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, null=True, blank=True, related_name="invoices", verbose_name=_("milestone")
    )
    state = models.CharField(_("state"), max_length=10, choices=InvoiceState, default=InvoiceState.SUBMITTED)
    payee = models.ForeignKey("people.Company", models.PROTECT, related_name="+", editable=False)
    supplier_no = models.CharField(_("invoice number"), max_length=40)
    etax_no = models.CharField(_("e-tax invoice (24 digits)"), max_length=24, blank=True)
    issued_on = models.DateField(_("issued on"))
    base_on = models.DateField(_("received on"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    net = models.DecimalField(_("amount without VAT"), **MONEY)
    vat = models.DecimalField(_("VAT"), **MONEY)
    advance_used = models.DecimalField(  # of ``net``: paid before delivery, by the advance
        _("paid by the advance"), **MONEY, default=Decimal(0), editable=False
    )
    key = models.CharField(max_length=100, editable=False)  # sent twice, it is entered once
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(_("submitted"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)  # of a refusal

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["payee", "supplier_no"],
                name="invoice_number_once",
                condition=~Q(state__in=[InvoiceState.REFUSED, InvoiceState.CANCELLED]),
                violation_error_message=_("Your company has already used this invoice number."),
            ),
            models.UniqueConstraint(
                fields=["etax_no"],
                name="invoice_etax_once",
                condition=Q(etax_no__gt="") & ~Q(state__in=[InvoiceState.REFUSED, InvoiceState.CANCELLED]),
                violation_error_message=_("This e-tax invoice is already used for another invoice."),
            ),
            models.UniqueConstraint(
                fields=["payee", "key"],
                name="invoice_key_once",
                violation_error_message=_("This invoice has already been received."),
            ),
            models.CheckConstraint(
                name="invoice_is_positive",
                condition=Q(net__gt=0, vat__gte=0, net__lt=10**15),
                violation_error_message=_("The amount must be above zero."),
            ),
            whole_won("invoice_whole_won", "net", "vat", "advance_used"),
            models.CheckConstraint(
                name="invoice_advance_within_net",
                condition=Q(advance_used__gte=0, advance_used__lte=F("net")),
                violation_error_message=_("No more of the advance is used up than the invoice asks for."),
            ),
            models.CheckConstraint(
                name="invoice_names_its_milestone",
                condition=Q(kind=InvoiceKind.MILESTONE, milestone__isnull=False)
                | ~Q(kind=InvoiceKind.MILESTONE) & Q(milestone=None),
                violation_error_message=_("An invoice for a milestone names it; no other does."),
            ),
            models.UniqueConstraint(
                fields=["milestone"],
                name="invoice_milestone_once",
                condition=~Q(state__in=[InvoiceState.REFUSED, InvoiceState.CANCELLED]),
                violation_error_message=_("There is already an invoice for this milestone."),
            ),
            models.UniqueConstraint(
                fields=["contract"],
                name="invoice_advance_once",
                condition=Q(kind=InvoiceKind.ADVANCE) & ~Q(state__in=[InvoiceState.REFUSED, InvoiceState.CANCELLED]),
                violation_error_message=_("There is already an invoice for the advance."),
            ),
            models.CheckConstraint(
                name="invoice_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
                violation_error_message=_("Who submitted an invoice does not approve it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self):
        """With VAT."""
        return self.net + self.vat

    @property
    def payable(self):
        """With VAT, less what the advance has paid."""
        return self.net + self.vat - self.advance_used


class Delivery(models.Model):
    """A delivery of goods, an acceptance of works, or a service done; ``base_on`` starts the 60 days."""

    flow = DELIVERY_FLOW
    badges = {
        DeliveryState.ANNOUNCED: "draft",
        DeliveryState.RECEIVED: "wait",
        DeliveryState.ACCEPTED: "ok",
        DeliveryState.DEEMED: "ok",
        DeliveryState.REJECTED: "bad",
        DeliveryState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="deliveries")
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.ANNOUNCED)
    note_no = models.CharField(_("delivery note"), max_length=40, blank=True)
    announced_for = models.DateField(_("announced for"), null=True, blank=True)
    base_on = models.DateField(_("received on"), null=True, blank=True)  # works: accepted on; services: completed on
    base_reason = models.TextField(_("why the day is not today"), max_length=500, blank=True)
    inspect_by = models.DateField(_("inspection result by"), null=True, blank=True, editable=False)
    inspected_on = models.DateField(_("inspected on"), null=True, blank=True, editable=False)
    received_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    inspected_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    announced_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    reason = models.TextField(_("what was wrong"), max_length=1000, blank=True)
    remark = models.TextField(_("remark"), max_length=1000, blank=True)
    replaces = models.ForeignKey(  # what was rejected, wholly or in part
        "self", models.PROTECT, null=True, blank=True, related_name="replacements", verbose_name=_("in place of")
    )
    key = models.CharField(max_length=100, blank=True, editable=False)  # announced twice, it is entered once
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name=_("invoice")
    )

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="delivery_received_on_a_day",
                condition=Q(state__in=[DeliveryState.ANNOUNCED, DeliveryState.CANCELLED])
                | Q(base_on__isnull=False, inspect_by__isnull=False),
                violation_error_message=_("A received delivery says on which day."),
            ),
            models.UniqueConstraint(
                fields=["contract", "key"],
                name="delivery_key_once",
                condition=Q(key__gt=""),
                violation_error_message=_("This delivery has already been announced."),
            ),
            models.UniqueConstraint(
                fields=["contract", "note_no"],
                name="delivery_note_once",
                condition=Q(note_no__gt="") & ~Q(state=DeliveryState.CANCELLED),
                violation_error_message=_("A delivery with this delivery note is already entered."),
            ),
            models.CheckConstraint(
                name="delivery_rejected_says_why",
                condition=~Q(state=DeliveryState.REJECTED) | ~Q(reason=""),
                violation_error_message=_("A rejection says what was wrong."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DeliveryLine(models.Model):
    """How much of a contract's line was delivered, and how much of it accepted."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="lines")
    line = models.ForeignKey(ContractLine, models.PROTECT, related_name="deliveries")
    qty = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    qty_accepted = models.DecimalField(_("accepted"), max_digits=14, decimal_places=3, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    amount = models.DecimalField(  # of what was accepted, at the price of that day
        _("amount"), **MONEY, null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("line of a delivery")
        verbose_name_plural = _("lines of deliveries")
        ordering = ["delivery", "line__no"]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "line"],
                name="delivery_line_once",
                violation_error_message=_("Each line of the contract appears once."),
            ),
            models.CheckConstraint(
                name="delivery_line_accepts_what_came",
                condition=Q(qty__gt=0) & (Q(qty_accepted=None) | Q(qty_accepted__gte=0, qty_accepted__lte=F("qty"))),
                violation_error_message=_("The accepted quantity lies between zero and what was delivered."),
            ),
            whole_won("delivery_line_whole_won", "amount"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}/{self.line_id}"
