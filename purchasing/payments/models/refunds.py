"""What of a paid advance a contract did not use up: a claim of its payer against its payee, an object of its own."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models import Contract
from purchasing.contracts.models.contract import CURRENCIES, MONEY, PERSON, whole_won
from purchasing.payments.states.refunds import REFUND_FLOW, RefundState


class AdvanceRefund(models.Model):
    """What is to be paid back, once for each contract. It is set off against nothing. Source: domain PAY-08."""

    flow = REFUND_FLOW
    badges = {
        RefundState.OPEN: "wait",
        RefundState.REPORTED: "wait",
        RefundState.SETTLED: "ok",
        RefundState.WAIVING: "wait",
        RefundState.WRITTEN_OFF: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=RefundState, default=RefundState.OPEN)
    contract = models.OneToOneField(
        Contract, models.PROTECT, related_name="advance_refund", verbose_name=_("contract"), editable=False
    )
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    amount = models.DecimalField(_("amount"), **MONEY, editable=False)
    due_on = models.DateField(_("due"), editable=False)
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    reference = models.CharField(_("reference of the bank"), max_length=60, blank=True)
    why = models.TextField(_("reason"), max_length=1000, blank=True)  # of a write-off
    entry = models.OneToOneField(  # the line of a statement that shows it; then no two people have to
        "payments.BankEntry", models.PROTECT, null=True, related_name="refund", editable=False
    )
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("advance to be paid back")
        verbose_name_plural = _("advances to be paid back")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="refund_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="refund_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("A second person confirms it."),
            ),
            models.CheckConstraint(
                name="refund_closed_by_two",
                condition=~Q(state__in=[RefundState.SETTLED, RefundState.WRITTEN_OFF])
                | Q(asked_by__isnull=False, decided_by__isnull=False)
                | Q(state=RefundState.SETTLED, entry__isnull=False),
                violation_error_message=_("A second person confirms it."),
            ),
            models.CheckConstraint(
                name="refund_settled_says_how",
                condition=~Q(state=RefundState.SETTLED) | Q(paid_on__isnull=False) & ~Q(reference=""),
                violation_error_message=_("Say when and under which reference it was paid back."),
            ),
            models.CheckConstraint(
                name="refund_written_off_says_why",
                condition=~Q(state=RefundState.WRITTEN_OFF) | ~Q(why=""),
                violation_error_message=_("Say why it is written off."),
            ),
            whole_won("refund_whole_won", "amount"),
        ]

    def __str__(self) -> str:
        return self.number
