"""Direct payment: the buyer pays the firm below its contractor; both debts shrink by it. Source: PAY-15, SFA 14."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from purchasing.contracts.models.contract import CURRENCIES, MONEY, PERSON, whole_won
from purchasing.payments.models.obligation import Obligation
from purchasing.payments.states import DIRECT_FLOW, DIRECT_OPEN, DirectCause, DirectState


class DirectPayment(models.Model):
    """A case: asked for by the payee of ``lower``, checked, decided, paid. ``wages`` is what the contractor proves that
    its subcontractor still owes its own workers: so much is not paid (SFA 14(3)).
    """

    flow = DIRECT_FLOW
    badges = {
        DirectState.REQUESTED: "wait",
        DirectState.CHECKED: "wait",
        DirectState.GRANTED: "info",
        DirectState.PAID: "ok",
        DirectState.REFUSED: "bad",
        DirectState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=DirectState, default=DirectState.REQUESTED)
    cause = models.CharField(_("cause"), max_length=10, choices=DirectCause)
    lower = models.ForeignKey(
        Obligation, models.PROTECT, related_name="direct_cases", verbose_name=_("debt of the contractor")
    )
    upper = models.ForeignKey(
        Obligation, models.PROTECT, null=True, related_name="direct_cases_above", verbose_name=_("debt of the buyer")
    )
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    amount = models.DecimalField(_("asked for"), **MONEY)
    wages = models.DecimalField(_("unpaid wages proved by the contractor"), **MONEY, default=0)
    granted = models.DecimalField(_("to be paid directly"), **MONEY, null=True, blank=True)
    text = models.TextField(_("facts"), max_length=2000)
    files = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("evidence"))
    contractor_text = models.TextField(_("answer of the contractor"), max_length=2000, blank=True)
    contractor_at = models.DateTimeField(null=True, editable=False)
    evidence_by = models.DateField(_("evidence checked by"))
    decide_by = models.DateField(pgettext_lazy("payment", "decided by"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    reference = models.CharField(_("reference of the bank"), max_length=60, blank=True)
    answer = models.TextField(_("decision with its reasons"), max_length=2000, blank=True)
    key = models.CharField(max_length=100, editable=False)
    requested_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    requested_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    paid_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("direct payment")
        verbose_name_plural = _("direct payments")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lower", "key"],
                name="direct_key_once",
                violation_error_message=_("This request has already been received."),
            ),
            models.UniqueConstraint(
                fields=["lower"],
                condition=Q(state__in=[state.value for state in DIRECT_OPEN]),
                name="direct_open_once",
                violation_error_message=_("A request for this debt is already being dealt with."),
            ),
            models.CheckConstraint(
                name="direct_positive",
                condition=Q(amount__gt=0, wages__gte=0)
                & (Q(granted=None) | Q(granted__gt=0, granted__lte=F("amount"))),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="direct_by_two_people",
                condition=Q(decided_by=None) | Q(checked_by=None) | ~Q(decided_by=F("checked_by")),
                violation_error_message=_("Who checked the evidence does not decide."),
            ),
            models.CheckConstraint(
                name="direct_paid_by_another",
                condition=Q(paid_by=None) | Q(decided_by=None) | ~Q(paid_by=F("decided_by")),
                violation_error_message=_("Who decided does not record the payment."),
            ),
            models.CheckConstraint(
                name="direct_refused_says_why",
                condition=~Q(state=DirectState.REFUSED) | ~Q(answer=""),
                violation_error_message=_("A refusal gives its reasons."),
            ),
            whole_won("direct_whole_won", "amount", "wages", "granted"),
        ]

    def __str__(self) -> str:
        return self.number
