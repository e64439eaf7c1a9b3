"""How robust a winner is, why it may stand, and what the winner's promises cost when they are broken."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.bid import Bid
from purchasing.bidding.models.tco import AMOUNT
from purchasing.bidding.models.tender import PERSON, WON, Tender
from purchasing.bidding.models.terms import RATIO
from purchasing.bidding.states import GUARANTEE_FLOW, GuaranteeState


class TcoSensitivity(models.Model):
    """The automatic runs of a tender: other rate, energy price, carbon price. Never changed. Source: domain TCO-09."""

    append_only = True

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="tco_sensitivities")
    version = models.PositiveSmallIntegerField(_("version of the evaluation"), default=1)
    engine = models.CharField(_("engine"), max_length=20)
    cases = models.JSONField()  # [{"name", "first", "changes", "eac_won": {receipt: amount}}]
    changes_winner = models.BooleanField(_("the winner changes in a case"))
    calculated_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("sensitivity of a tender")
        verbose_name_plural = _("sensitivities of tenders")
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "version"],
                name="tco_sensitivity_version_once",
                violation_error_message=_("This version of the evaluation is already calculated."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.engine}"


class TcoJustification(models.Model):
    """Why the result stands although another bid wins in a case. Without it no award is proposed. Never changed."""

    append_only = True

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="tco_justifications")
    version = models.PositiveSmallIntegerField(_("version of the evaluation"), default=1)
    reason = models.TextField(_("reason"), max_length=2000)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("justification of a sensitive result")
        verbose_name_plural = _("justifications of sensitive results")
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "version"],
                name="tco_justification_version_once",
                violation_error_message=_("The result has already been justified."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.by}"


class Guarantee(models.Model):
    """A value that won a tender and has to be kept: declared, measured, and what the difference costs.

    The terms of the calculation are copied from the tender; they never change. One person measures, another decides.
    Source: domain 3.2, 3.5, TCO-07.
    """

    flow = GUARANTEE_FLOW
    badges = {
        GuaranteeState.OPEN: "wait",
        GuaranteeState.TESTED: "wait",
        GuaranteeState.MET: "ok",
        GuaranteeState.DAMAGES: "bad",
        GuaranteeState.CLOSED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="guarantees")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="guarantees")
    code = models.CharField(_("line"), max_length=20)
    name_ko = models.CharField(_("cost (Korean)"), max_length=80)
    name_en = models.CharField(_("cost (English)"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=GuaranteeState, default=GuaranteeState.OPEN)
    declared = models.DecimalField(_("declared"), **AMOUNT)
    tolerance = models.DecimalField(_("tolerance"), **RATIO)
    damages_cap = models.DecimalField(_("ceiling, share of the price"), **RATIO)
    price_won = models.DecimalField(_("award price (won)"), **WON)
    years = models.PositiveSmallIntegerField(_("years"))
    terms = models.JSONField()  # {"flow", "unit_price_won", "factor", "escalation", "rate", "at", "life_years"}
    test_by = models.DateField(_("test by"), null=True, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    measured = models.DecimalField(_("measured"), **AMOUNT, null=True, blank=True)
    tested_on = models.DateField(_("measured on"), null=True, blank=True)
    protocol = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("test protocol")
    )
    test_note = models.TextField(_("how it was measured"), max_length=2000, blank=True)
    tested_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("measured by")
    )
    full_won = models.DecimalField(_("extra cost (won)"), max_digits=20, decimal_places=0, null=True, editable=False)
    owed_won = models.DecimalField(_("damages (won)"), max_digits=20, decimal_places=0, null=True, editable=False)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    closing_note = models.TextField(_("how it was closed"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("guarantee")
        verbose_name_plural = _("guarantees")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bid", "code"],
                name="guarantee_once",
                violation_error_message=_("This guarantee is already there."),
            ),
            models.CheckConstraint(
                name="guarantee_measured_has_its_facts",
                condition=Q(state=GuaranteeState.OPEN)
                | Q(measured__isnull=False, measured__gte=0, tested_on__isnull=False, tested_by__isnull=False),
                violation_error_message=_("A measured guarantee says what, when and by whom."),
            ),
            models.CheckConstraint(
                name="guarantee_decided_by_a_second_person",
                condition=~Q(tested_by=F("decided_by")),
                violation_error_message=_("Who measured does not decide: ask a colleague."),
            ),
            models.CheckConstraint(
                name="guarantee_decided_has_its_amount",
                condition=Q(state__in=[GuaranteeState.OPEN, GuaranteeState.TESTED])
                | Q(owed_won__isnull=False, owed_won__gte=0, decided_by__isnull=False),
                violation_error_message=_("A decided guarantee has its amount and who decided."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.code}"

    @property
    def name(self) -> str:
        """The name in the reader's language, if there is one."""
        return self.name_en if get_language() == "en" and self.name_en else self.name_ko
