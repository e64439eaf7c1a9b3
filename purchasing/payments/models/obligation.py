"""What one company owes another for an invoice, and until when."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models import Contract, Invoice
from purchasing.contracts.models.contract import CURRENCIES, MONEY, whole_won
from purchasing.contracts.states import PayMethod
from purchasing.payments.states import OBLIGATION_FLOW, ObligationState, Part


class Obligation(models.Model):
    """A debt from an approved invoice. ``due_on`` is the earliest of its limits; ``pay_on`` the bank day to pay it.

    ``covered`` is what receivables stand for, ``credited`` what credit notes took off, ``paid`` what was paid in cash.
    Source: domain 4.2 PayObligation, PAY-10.
    """

    flow = OBLIGATION_FLOW
    badges = {
        ObligationState.OPEN: "info",
        ObligationState.HELD: "wait",
        ObligationState.COVERED: "info",
        ObligationState.PAID: "ok",
        ObligationState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ObligationState, default=ObligationState.OPEN)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="obligations", db_index=False)  # obligation_once
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="obligations")
    part = models.CharField(_("part"), max_length=3, choices=Part, default=Part.ALL)
    method = models.CharField(_("paid by"), max_length=8, choices=PayMethod)
    payer = models.ForeignKey("people.Company", models.PROTECT, related_name="owes", verbose_name=_("payer"))
    payee = models.ForeignKey("people.Company", models.PROTECT, related_name="is_owed", verbose_name=_("payee"))
    tier = models.PositiveSmallIntegerField(_("tier"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="KRW")
    amount = models.DecimalField(_("amount"), **MONEY)
    credited = models.DecimalField(_("credited"), **MONEY, default=0)
    covered = models.DecimalField(_("covered by receivables"), **MONEY, default=0)
    paid = models.DecimalField(_("paid"), **MONEY, default=0)
    base_on = models.DateField(_("received on"))
    due_agreed = models.DateField(_("agreed day"))
    due_legal = models.DateField(_("day 60"))
    due_upstream = models.DateField(_("15 days after money from above"), null=True, blank=True)
    due_on = models.DateField(_("due"))
    pay_on = models.DateField(_("bank day"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ["pay_on", "id"]
        indexes = [models.Index(fields=["state", "pay_on"], name="obligation_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "part"],
                name="obligation_once",
                violation_error_message=_("This invoice already has its obligation."),
            ),
            models.CheckConstraint(
                name="obligation_is_positive",
                condition=Q(amount__gt=0, credited__gte=0, covered__gte=0, paid__gte=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="obligation_not_overpaid",
                condition=Q(amount__gte=F("credited") + F("covered") + F("paid")),
                violation_error_message=_("More than what is owed cannot be paid."),
            ),
            whole_won("obligation_whole_won", "amount", "credited", "covered", "paid"),
            models.CheckConstraint(
                name="obligation_due_within_the_law",
                condition=Q(due_on__lte=F("due_legal"), pay_on__lte=F("due_on")),
                violation_error_message=_("An obligation is due on day 60 at the latest."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def left(self):
        """What is still to be paid or covered."""
        return self.amount - self.credited - self.covered - self.paid
