"""A progress claim of tier 1 with the parts of its own suppliers, which escrow pays to them directly."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models import Contract
from purchasing.contracts.models.contract import PERSON
from purchasing.payments.models.obligation import Obligation
from purchasing.payments.models.receivable import WON, Receivable
from purchasing.payments.states import CLAIM_FLOW, LINE_FLOW, ClaimState, LineState


class Claim(models.Model):
    """How a receivable of tier 1 is split: what its suppliers get directly from escrow. Source: PAY-40..44."""

    flow = CLAIM_FLOW
    badges = {
        ClaimState.DRAFT: "draft",
        ClaimState.SENT: "wait",
        ClaimState.CONFIRMED: "wait",
        ClaimState.CERTIFIED: "info",
        ClaimState.FUNDED: "info",
        ClaimState.PAID: "ok",
        ClaimState.CLOSED: "mute",
        ClaimState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ClaimState, default=ClaimState.DRAFT)
    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="claims", verbose_name=_("receivable"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="claims", verbose_name=_("contract"))
    work = models.CharField(_("work done"), max_length=300)
    amount = models.DecimalField(_("certified amount (won)"), **WON)  # type: ignore[arg-type]
    answer_by = models.DateField(_("answers by"), null=True, blank=True, editable=False)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    certified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    certified_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)  # of a cancellation

    class Meta:
        verbose_name = _("progress claim")
        verbose_name_plural = _("progress claims")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receivable"],
                name="claim_once",
                condition=~Q(state=ClaimState.CANCELLED),
                violation_error_message=_("This receivable already has its claim."),
            ),
            models.CheckConstraint(
                name="claim_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ClaimLine(models.Model):
    """The part of one supplier; once confirmed it changes only with its signature again (PAY-42).

    ``new_amount`` and ``new_wage`` are a change that the supplier has not answered yet.
    """

    flow = LINE_FLOW
    badges = {
        LineState.PROPOSED: "wait",
        LineState.CONFIRMED: "ok",
        LineState.DISPUTED: "warn",
        LineState.ISSUED: "ok",
        LineState.NOTHING: "mute",
        LineState.DROPPED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines")
    state = models.CharField(_("state"), max_length=10, choices=LineState, default=LineState.PROPOSED)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="claim_lines", verbose_name=_("subcontract"))
    payee = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("supplier"))
    obligation = models.ForeignKey(  # None: nothing is owed for this period
        Obligation, models.PROTECT, null=True, blank=True, related_name="claim_lines"
    )
    amount = models.DecimalField(_("amount (won)"), **WON)  # type: ignore[arg-type]
    wage = models.DecimalField(_("of it wages (won)"), **WON, default=0)  # type: ignore[arg-type]
    new_amount = models.DecimalField(null=True, blank=True, **WON)  # type: ignore[arg-type]
    new_wage = models.DecimalField(null=True, blank=True, **WON)  # type: ignore[arg-type]
    answer = models.TextField(_("what the supplier says"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    reminded_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("line of a claim")
        verbose_name_plural = _("lines of claims")
        ordering = ["claim", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "contract", "obligation"],
                name="claim_line_once",
                nulls_distinct=False,
                condition=~Q(state=LineState.DROPPED),
                violation_error_message=_("This supplier's part is already listed."),
            ),
            models.CheckConstraint(
                name="claim_line_wage_within_amount",
                condition=Q(amount__gte=0, wage__gte=0, wage__lte=F("amount"))
                & (Q(new_amount=None) | Q(new_amount__gte=0, new_wage__gte=0, new_wage__lte=F("new_amount"))),
                violation_error_message=_("Wages are a part of the amount."),
            ),
            models.CheckConstraint(
                name="claim_line_owed_by_an_obligation",
                condition=Q(amount=0) | Q(obligation__isnull=False),
                violation_error_message=_("An amount is paid on what is owed for an approved invoice."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}/{self.payee_id}"
