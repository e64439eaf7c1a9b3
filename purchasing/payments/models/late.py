"""Late interest as it accrues, the alerts that were given, and payments outside of runs that both sides confirm."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import CURRENCIES, MONEY, PERSON, SHARE, whole_won
from purchasing.payments.models.obligation import Obligation
from purchasing.payments.states import CASH_FLOW, CashState, PaidFor


class LateInterest(models.Model):
    """What a debt that was not paid in time has come to. Nobody can waive it: no code makes it smaller but a payment
    day that turns out to be earlier, or a part of the debt that was credited. Source: domain 4.2, PAY-13.
    """

    obligation = models.OneToOneField(Obligation, models.PROTECT, related_name="interest")
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    rate = models.DecimalField(_("rate a year"), **SHARE)
    since = models.DateField(_("day on which it was due"))
    until = models.DateField(_("accrued up to and including"))
    amount = models.DecimalField(_("late interest"), **MONEY)
    paid = models.DecimalField(_("paid"), **MONEY, default=0)
    ended_on = models.DateField(_("debt paid on"), null=True, blank=True)

    class Meta:
        verbose_name = _("late interest")
        verbose_name_plural = _("late interest")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="late_interest_positive",
                condition=Q(amount__gte=0, paid__gte=0, rate__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="late_interest_after_due",
                condition=Q(until__gte=F("since")),
                violation_error_message=_("Interest runs from the day after the due day."),
            ),
            whole_won("late_interest_whole_won", "amount", "paid"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id}: {self.since}"

    @property
    def left(self):
        """Accrued and not paid yet."""
        return self.amount - self.paid


class LateStep(models.Model):
    """One accrual: up to which day, on what, what it came to, and its posting. Never changed. Source: CNV-07."""

    append_only = True

    interest = models.ForeignKey(LateInterest, models.PROTECT, related_name="steps")
    until = models.DateField(_("accrued up to and including"))
    days = models.PositiveSmallIntegerField(_("days late"))
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    principal = models.DecimalField(_("unpaid"), **MONEY)
    total = models.DecimalField(_("late interest so far"), **MONEY)
    change = models.DecimalField(_("change"), **MONEY)
    spells = models.JSONField(_("calculation"))
    posting = models.ForeignKey("payments.Posting", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("accrual of late interest")
        verbose_name_plural = _("accruals of late interest")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.interest_id} {self.until}"


class ObligationAlert(models.Model):
    """That somebody was told of a debt on a day: each alert once. Source: domain PAY-14."""

    append_only = True

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="alerts")
    kind = models.CharField(_("alert"), max_length=8)  # D-7 … D+1 …
    on = models.DateField(_("day"))

    class Meta:
        verbose_name = _("alert of a debt")
        verbose_name_plural = _("alerts of debts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "on"],
                name="obligation_alert_once",
                violation_error_message=_("Of a debt people are told once a day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.kind}"


class CashPayment(models.Model):
    """A payment that did not go through a run of the buyer: reported by the payer, confirmed or denied by the payee."""

    flow = CASH_FLOW
    badges = {
        CashState.REPORTED: "wait",
        CashState.CONFIRMED: "ok",
        CashState.DENIED: "bad",
        CashState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=CashState, default=CashState.REPORTED)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="cash_payments")
    paid_for = models.CharField(_("paid for"), max_length=8, choices=PaidFor, default=PaidFor.DEBT)
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    amount = models.DecimalField(_("amount"), **MONEY)
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("reference of the bank"), max_length=60)
    key = models.CharField(max_length=100, editable=False)
    reported_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    reported_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("payment in cash")
        verbose_name_plural = _("payments in cash")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "key"],
                name="cash_payment_key_once",
                violation_error_message=_("This payment has already been reported."),
            ),
            models.UniqueConstraint(
                fields=["obligation", "paid_for"],
                condition=Q(state=CashState.REPORTED),
                name="cash_payment_open_once",
                violation_error_message=_("A reported payment of this debt still waits for the payee's word."),
            ),
            models.CheckConstraint(
                name="cash_payment_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="cash_payment_denied_says_why",
                condition=~Q(state=CashState.DENIED) | ~Q(reason=""),
                violation_error_message=_("Who denies a payment says why."),
            ),
            whole_won("cash_payment_whole_won", "amount"),
        ]

    def __str__(self) -> str:
        return self.number
