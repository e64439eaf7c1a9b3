"""What follows a decision to award: standstill, objections, the contract that is made, the evaluation as a document."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.award import AwardDecision
from purchasing.bidding.models.tender import PERSON, WON, Tender
from purchasing.bidding.states import OBJECTION_FLOW, Difference, Ground, ObjectionState, Remedy, StandstillEnd


class Standstill(models.Model):
    """The days between an approved award and the award itself, in which a bidder may object. Source: domain 2.3."""

    decision = models.OneToOneField(AwardDecision, models.PROTECT, related_name="standstill", primary_key=True)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="standstills")
    begun_at = models.DateTimeField(_("begun"))
    last_day = models.DateField(_("last day"))
    ends_at = models.DateTimeField(_("ends"))  # the midnight after the last day, in Korea
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=StandstillEnd, blank=True, editable=False)

    class Meta:
        verbose_name = _("standstill")
        verbose_name_plural = _("standstills")
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender"],
                name="standstill_open_once",
                condition=Q(ended_at=None),
                violation_error_message=_("The standstill of this tender has already begun."),
            ),
            models.CheckConstraint(
                name="standstill_ends_after_it_begins",
                condition=Q(ends_at__gt=F("begun_at")),
                violation_error_message=_("A standstill ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.last_day}"


class Objection(models.Model):
    """A bidder's objection to an intended award. While one is open nothing is awarded. Source: domain 2.2 Appeal."""

    flow = OBJECTION_FLOW
    badges = {
        ObjectionState.LODGED: "wait",
        ObjectionState.UPHELD: "ok",
        ObjectionState.REJECTED: "bad",
        ObjectionState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="objections")
    decision = models.ForeignKey(AwardDecision, models.PROTECT, related_name="objections")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="objections")
    ground = models.CharField(_("ground"), max_length=12, choices=Ground)
    text = models.TextField(_("objection"), max_length=5000)
    key = models.CharField(max_length=100, editable=False)  # of the form: sent twice, it is lodged once
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState, default=ObjectionState.LODGED)
    lodged_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("lodged by"))
    lodged_at = models.DateTimeField(_("lodged"), db_default=ClockTimestamp(), editable=False)
    answer_by = models.DateField(_("answer by"))
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    answer = models.TextField(_("decision"), max_length=5000, blank=True)
    remedy = models.CharField(_("what follows"), max_length=12, choices=Remedy, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "company"],
                name="objection_open_once",
                condition=Q(state=ObjectionState.LODGED),
                violation_error_message=_("An objection of your company is already being looked at."),
            ),
            models.UniqueConstraint(
                fields=["company", "key"],
                name="objection_key_once",
                violation_error_message=_("This objection has already been lodged."),
            ),
            models.CheckConstraint(
                name="objection_decided_with_an_answer",
                condition=Q(state__in=[ObjectionState.LODGED, ObjectionState.WITHDRAWN], decided_by=None, answer="")
                | (
                    Q(state__in=[ObjectionState.UPHELD, ObjectionState.REJECTED], decided_at__isnull=False)
                    & Q(decided_by__isnull=False)
                    & ~Q(answer="")
                ),
                violation_error_message=_("A decision on an objection names who decided, when and why."),
            ),
            models.CheckConstraint(
                name="objection_upheld_has_a_remedy",
                condition=Q(state=ObjectionState.UPHELD, remedy__gt="")
                | (~Q(state=ObjectionState.UPHELD) & Q(remedy="")),
                violation_error_message=_("An upheld objection, and only it, says what follows."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Contracting(models.Model):
    """The contract that an award became: what was signed, and for how much. Source: domain 2.3, BID-L1 (iv).

    The amount is the award price. Another one needs the legal role and a reason code; the database refuses one without.
    """

    append_only = True

    decision = models.OneToOneField(AwardDecision, models.PROTECT, related_name="contracting", primary_key=True)
    tender = models.OneToOneField(Tender, models.PROTECT, related_name="contracting")
    amount_won = models.DecimalField(_("contract amount (won, without VAT)"), **WON)
    award_won = models.DecimalField(_("award price (won)"), **WON, editable=False)
    lowest_won = models.DecimalField(_("lowest responsive bid (won)"), **WON, editable=False)
    signed_on = models.DateField(_("signed by both sides on"))
    reference = models.CharField(_("contract number"), max_length=60)
    difference = models.CharField(_("why another amount"), max_length=12, choices=Difference, blank=True)
    difference_reason = models.TextField(_("reason"), max_length=2000, blank=True)
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("contract of an award")
        verbose_name_plural = _("contracts of awards")
        constraints = [
            models.CheckConstraint(
                name="contract_amount_is_positive",
                condition=Q(amount_won__gt=0),
                violation_error_message=_("The contract amount must be above zero."),
            ),
            models.CheckConstraint(
                name="contract_at_the_award_price",
                condition=Q(amount_won=F("award_won"), difference="", amount_won__gte=F("lowest_won"))
                | (Q(difference__in=Difference.values) & ~Q(difference_reason="")),
                violation_error_message=_("A contract is made at the award price (rule BID-L1)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.reference}"


class EvaluationDocument(models.Model):
    """The evaluation as one text that anybody can recompute: canonical JSON, with its own SHA-256. Never changed."""

    append_only = True

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="evaluation_documents")
    calc_sha256 = models.CharField(max_length=64)  # of the calculation that it tells
    text = models.TextField(_("document"))
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("evaluation document")
        verbose_name_plural = _("evaluation documents")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.sha256[:12]}"
