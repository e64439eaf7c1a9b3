"""What one company owes another without an invoice; an upper app hands it over, and payment runs pay it.

Source: domain 6.4 (compensation of Benefit Sharing), 15 (drawdowns of a fund), 4.7.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import CURRENCIES, MONEY, PERSON, whole_won
from purchasing.payments.states.payables import PAYABLE_FLOW, PayableState


class Payable(models.Model):
    """An amount with its reason. ``key`` makes it happen once; ``thing`` is what it is about, as in the audit trail."""

    flow = PAYABLE_FLOW
    badges = {
        PayableState.OWED: "wait",
        PayableState.SENT: "info",
        PayableState.PAID: "ok",
        PayableState.TAKEN_BACK: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=PayableState, default=PayableState.OWED)
    payer = models.ForeignKey("people.Company", models.PROTECT, related_name="payables", verbose_name=_("payer"))
    payee = models.ForeignKey("people.Company", models.PROTECT, related_name="payables_due", verbose_name=_("payee"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="KRW")
    amount = models.DecimalField(_("amount"), **MONEY)
    due_on = models.DateField(pgettext_lazy("obligation", "due"))
    key = models.CharField(max_length=120, unique=True, db_collation="C", editable=False)
    thing_type = models.CharField(max_length=60, blank=True, editable=False)  # "benefit.share", and its id
    thing_id = models.CharField(max_length=40, blank=True, editable=False)
    text = models.CharField(_("text"), max_length=140)  # the payee reads it on its statement
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    apart = models.ManyToManyField(  # who decided that it is owed neither checks nor releases its run: SOD-10, SOD-13
        PERSON, blank=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    paid_on = models.DateField(_("paid on"), null=True, editable=False)
    reference = models.CharField(_("reference of the bank"), max_length=60, blank=True, editable=False)
    received_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    why = models.TextField(_("reason"), max_length=1000, blank=True, editable=False)  # why it was taken back

    class Meta:
        verbose_name = pgettext_lazy("payment", "payable")
        verbose_name_plural = pgettext_lazy("payment", "payables")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["thing_type", "thing_id"], name="payable_thing"),
            models.Index(fields=["due_on"], name="payable_owed", condition=Q(state=PayableState.OWED)),
        ]
        constraints = [
            models.CheckConstraint(
                name="payable_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="payable_between_two",
                condition=~Q(payer=F("payee")),
                violation_error_message=_("Nobody owes itself anything."),
            ),
            models.CheckConstraint(
                name="payable_paid_says_when",
                condition=~Q(state=PayableState.PAID) | Q(paid_on__isnull=False) & ~Q(reference=""),
                violation_error_message=_("Say when it was paid and under which reference."),
            ),
            models.CheckConstraint(
                name="payable_received_by_another",
                condition=Q(received_by=None) | Q(made_by=None) | ~Q(received_by=F("made_by")),
                violation_error_message=_("Who claimed the money does not confirm that it came."),
            ),
            whole_won("payable_whole_won", "amount"),
        ]

    def __str__(self) -> str:
        return self.number
