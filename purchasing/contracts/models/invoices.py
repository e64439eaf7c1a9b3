"""What stops an invoice for a while, and what takes something off it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import CURRENCIES, MONEY, PERSON, whole_won
from purchasing.contracts.models.delivery import Invoice
from purchasing.contracts.states import CREDIT_FLOW, CreditState, HoldCause


class Hold(models.Model):
    """Why an invoice is not paid for now: the payee reads it. The days of the law run on."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="holds")
    cause = models.CharField(_("cause"), max_length=10, choices=HoldCause)
    text = models.TextField(_("reason, as the supplier reads it"), max_length=1000)
    review_on = models.DateField(_("looked at again by"))
    placed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False, verbose_name=_("placed by"))
    placed_at = models.DateTimeField(_("placed"), db_default=ClockTimestamp(), editable=False)
    lifted_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("lifted by")
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)
    lift_reason = models.TextField(_("why it was lifted"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"],
                name="hold_open_once",
                condition=Q(lifted_at=None),
                violation_error_message=_("This invoice is already held."),
            ),
            models.CheckConstraint(
                name="hold_says_why",
                condition=~Q(text=""),
                violation_error_message=_("A hold says why: the supplier reads it."),
            ),
            models.CheckConstraint(
                name="hold_lifted_by_somebody",
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                violation_error_message=_("A lifted hold says by whom."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.cause}"


class CreditNote(models.Model):
    """The payee takes something off its own approved invoice; the payer's people confirm it. Source: domain 4.3.

    Only the payee writes one: a payer may not reduce what it owes by itself (SFA 11, PAY-08).
    """

    flow = CREDIT_FLOW
    badges = {
        CreditState.ISSUED: "wait",
        CreditState.NOTED: "ok",
        CreditState.REFUSED: "bad",
        CreditState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="credit_notes", verbose_name=_("invoice"))
    state = models.CharField(_("state"), max_length=10, choices=CreditState, default=CreditState.ISSUED)
    etax_no = models.CharField(_("corrected e-tax invoice (24 digits)"), max_length=24, blank=True)
    issued_on = models.DateField(_("issued on"))
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    net = models.DecimalField(_("amount without VAT"), **MONEY)
    vat = models.DecimalField(_("VAT"), **MONEY)
    reason = models.TextField(_("reason"), max_length=1000)
    key = models.CharField(max_length=100, editable=False)
    issued_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False, verbose_name=_("issued by"))
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decision_reason = models.TextField(_("why it was refused"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "key"],
                name="credit_note_key_once",
                violation_error_message=_("This credit note has already been received."),
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                name="credit_note_open_once",
                condition=Q(state=CreditState.ISSUED),
                violation_error_message=_("A credit note for this invoice still waits for its confirmation."),
            ),
            models.CheckConstraint(
                name="credit_note_is_positive",
                condition=Q(net__gt=0, vat__gte=0, net__lt=10**15) & ~Q(reason=""),
                violation_error_message=_("The amount must be above zero."),
            ),
            whole_won("credit_note_whole_won", "net", "vat"),
            models.CheckConstraint(
                name="credit_note_by_two_people",
                condition=Q(decided_by=None) | Q(state=CreditState.WITHDRAWN) | ~Q(decided_by=F("issued_by")),
                violation_error_message=_("Who issued a credit note does not confirm it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self):
        """With VAT."""
        return self.net + self.vat
