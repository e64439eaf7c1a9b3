"""The committee that verifies a measurement, its votes, finance's look. Source: domain 6.2, 6.3, SOD-10."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.benefit.models.measurement import Measurement
from sharedgrowth.benefit.models.tasks import PERSON
from sharedgrowth.benefit.states import VERIFICATION_FLOW, VerificationState, VerifierVote

WON = {"max_digits": 15, "decimal_places": 0}


class Verification(models.Model):
    """What the formula says of a measurement, what is adjusted and why, what was verified by whom (CNV-07)."""

    flow = VERIFICATION_FLOW
    badges = {
        VerificationState.VOTING: "wait",
        VerificationState.FINANCE: "wait",
        VerificationState.VERIFIED: "ok",
        VerificationState.REFUSED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measurement = models.ForeignKey(
        Measurement, models.PROTECT, related_name="verifications", verbose_name=_("measurement")
    )
    state = models.CharField(_("state"), max_length=10, choices=VerificationState, default=VerificationState.VOTING)
    formula = models.CharField(_("formula"), max_length=20)
    terms = models.ForeignKey("benefit.BenefitTerms", models.PROTECT, related_name="+", editable=False)
    workings = models.JSONField(_("workings"), default=dict)  # inputs and steps, as text
    counted_won = models.DecimalField(_("net benefit by the formula (won)"), **WON)
    adjustment_won = models.DecimalField(_("adjustment (won)"), **WON, default=0)
    adjustment_reason = models.TextField(_("why it is adjusted"), max_length=1000, blank=True)
    net_won = models.DecimalField(_("net benefit (won)"), **WON)
    with_finance = models.BooleanField(_("with finance"), default=False)
    convened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    convened_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    finance_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    finance_remark = models.TextField(_("remark of finance"), max_length=1000, blank=True, editable=False)
    decided_on = models.DateField(_("decided"), null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True, editable=False)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["measurement"],
                condition=~Q(state=VerificationState.REFUSED),
                name="verification_once",
                violation_error_message=_("This measurement is already before a committee."),
            ),
            models.CheckConstraint(
                name="verification_adds_up",
                condition=Q(net_won=F("counted_won") + F("adjustment_won"), net_won__gte=0, counted_won__gte=0),
                violation_error_message=_("An adjusted benefit adds up, and is not below zero."),
            ),
            models.CheckConstraint(
                name="verification_adjusted_with_reason",
                condition=Q(adjustment_won=0) | Q(adjustment_reason__gt=""),
                violation_error_message=_("Say why the amount is adjusted."),
            ),
            models.CheckConstraint(
                name="verification_large_by_finance",
                condition=~Q(state=VerificationState.VERIFIED) | Q(with_finance=False) | Q(finance_by__isnull=False),
                violation_error_message=_("Finance verifies large benefits."),
            ),
            models.CheckConstraint(
                name="verification_decided_with_day",
                condition=Q(state__in=[VerificationState.VOTING, VerificationState.FINANCE])
                | Q(decided_on__isnull=False),
                violation_error_message=_("A decision has its day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measurement_id} {self.net_won}"


class Verifier(models.Model):
    """A member of the committee: declares to be free of ties, then votes with a remark."""

    verification = models.ForeignKey(
        Verification, models.CASCADE, related_name="verifiers", verbose_name=_("verification")
    )
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    role = models.CharField(pgettext_lazy("verifier", "for"), max_length=4)  # SG, PO, RQ, FI
    vote = models.CharField(_("vote"), max_length=8, choices=VerifierVote, blank=True)
    remark = models.TextField(_("remark"), max_length=1000, blank=True)
    voted_at = models.DateTimeField(_("voted"), null=True, editable=False)

    class Meta:
        verbose_name = _("member of a verification committee")
        verbose_name_plural = _("members of verification committees")
        ordering = ["verification", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["verification", "person"],
                name="verifier_once",
                violation_error_message=_("This person is already a member."),
            ),
            models.CheckConstraint(
                name="verifier_no_with_remark",
                condition=Q(vote__in=["", VerifierVote.YES]) | Q(remark__gt=""),
                violation_error_message=_("Who does not vote yes says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verification_id} {self.person_id}"
