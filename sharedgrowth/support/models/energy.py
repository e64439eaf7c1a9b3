"""Energy factors by year of consumption, energy audits, their uses and measures. Source: domain 7.2, 7.5."""

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.projects import WON, Project
from sharedgrowth.support.states.energy import (
    AUDIT_FLOW,
    FACTOR_FLOW,
    MEASURE_FLOW,
    METERED,
    AuditState,
    Carrier,
    FactorState,
    FactorStatus,
    Loss,
    MeasureState,
)

FACTOR: dict[str, Any] = {"max_digits": 12, "decimal_places": 6}
QUANTITY: dict[str, Any] = {"max_digits": 18, "decimal_places": 3}
TARIFF: dict[str, Any] = {"max_digits": 12, "decimal_places": 4}


FIRST_YEAR = 2000  # a factor from this year on counts for all earlier years too


def plain(value: Decimal) -> str:
    """A decimal without noughts that say nothing, grouped.

    >>> plain(Decimal("1234.500000")), plain(Decimal("0.4173")), plain(Decimal("160.0000"))
    ('1,234.5', '0.4173', '160')
    """
    told = f"{value:,f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


class EmissionFactor(models.Model):
    """What a thousand metered units of a carrier stand for, from a year of consumption on (EN-01)."""

    flow = FACTOR_FLOW
    badges = {FactorState.PROPOSED: "wait", FactorState.APPROVED: "ok", FactorState.REFUSED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    carrier = models.CharField(_("energy carrier"), max_length=12, choices=Carrier)
    year = models.PositiveSmallIntegerField(_("from the year of consumption"))
    toe = models.DecimalField(_("toe for a unit"), **FACTOR)
    tco2 = models.DecimalField(_("tCO₂ for a unit"), **FACTOR)
    status = models.CharField(_("how sure"), max_length=10, choices=FactorStatus, default=FactorStatus.OFFICIAL)
    source = models.CharField(_("source"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=FactorState, default=FactorState.PROPOSED)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("energy factor")
        verbose_name_plural = _("energy factors")
        ordering = ["carrier", "year", "id"]
        constraints = [
            models.CheckConstraint(
                name="energy_factor_positive",
                condition=Q(toe__gt=0, tco2__gte=0, year__gte=1990, year__lte=2100),
                violation_error_message=_("A factor is above zero, and its year between 1990 and 2100."),
            ),
            models.CheckConstraint(
                name="energy_factor_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered a factor does not approve it."),
            ),
            models.UniqueConstraint(
                fields=["carrier", "year"],
                condition=Q(state="proposed"),
                name="energy_factor_proposed_once",
                violation_error_message=_("A factor of this carrier and year already waits for a second person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_carrier_display()} {self.year}"

    @property
    def unit(self) -> str:
        """The unit that the factor speaks of."""
        return METERED[Carrier(self.carrier)][1]

    @property
    def toe_text(self) -> str:
        """Without noughts that say nothing."""
        return plain(self.toe)

    @property
    def tco2_text(self) -> str:
        """Without noughts that say nothing."""
        return plain(self.tco2)

    @property
    def words(self) -> str:
        """The factor in one phrase, with the year from which it counts."""
        told = {"tco2": self.tco2_text, "unit": self.unit, "year": self.year}
        if self.year <= FIRST_YEAR:
            return gettext("%(tco2)s tCO₂ for %(unit)s") % told
        return gettext("%(tco2)s tCO₂ for %(unit)s, from %(year)s on") % told

    @property
    def source_text(self) -> str:
        """What came with the portal in the reader's language; what people entered as they wrote it."""
        return gettext(self.source) if self.entered_by_id is None else self.source


class EnergyAudit(models.Model):
    """The energy audit of one project: a baseline of a year, measures, the saving measured against the output."""

    flow = AUDIT_FLOW
    badges = {
        AuditState.DRAFT: "draft",
        AuditState.REPORTED: "info",
        AuditState.MEASURED: "wait",
        AuditState.VERIFIED: "ok",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.OneToOneField(Project, models.PROTECT, related_name="energy_audit", verbose_name=_("project"))
    state = models.CharField(_("state"), max_length=10, choices=AuditState, default=AuditState.DRAFT)
    base_from = models.DateField(_("baseline from"))
    base_to = models.DateField(_("baseline until"))
    base_output = models.DecimalField(_("output of the baseline"), **QUANTITY)
    output_unit = models.CharField(_("unit of the output"), max_length=20)
    allocation_year = models.PositiveSmallIntegerField(_("year of the allocation factor"), null=True, blank=True)
    meters = models.TextField(_("meters"), max_length=1000, blank=True)
    findings = models.TextField(_("losses found"), max_length=4000, blank=True)
    after_from = models.DateField(_("measured from"), null=True, blank=True)
    after_to = models.DateField(_("measured until"), null=True, blank=True)
    after_output = models.DecimalField(_("output of this time"), **QUANTITY, null=True, blank=True)
    started_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    reported_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reported_at = models.DateTimeField(_("report handed over"), null=True, editable=False)
    measured_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    verified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("energy audit")
        verbose_name_plural = _("energy audits")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="energy_baseline_above_zero",
                condition=Q(base_output__gt=0, base_to__gt=F("base_from")),
                violation_error_message=_("A baseline has an output above zero, and ends after it begins."),
            ),
            models.CheckConstraint(
                name="energy_measured_after_baseline",
                condition=Q(after_from=None) | Q(after_from__gt=F("base_to"), after_to__gt=F("after_from")),
                violation_error_message=_("What is measured begins after the baseline has ended."),
            ),
            models.CheckConstraint(
                name="energy_verified_by_another",
                condition=Q(verified_by=None) | ~Q(verified_by=F("measured_by")),
                violation_error_message=_("Who measured does not verify: ask a colleague."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}"

    @property
    def factor_year(self) -> int:
        """The year of consumption that the report counts with."""
        return self.allocation_year or self.base_to.year

    @property
    def measured_year(self) -> int:
        """The year of consumption of what was measured; an emission-trading firm keeps that of its allocation."""
        return self.allocation_year or (self.after_to or self.base_to).year


class EnergyUse(models.Model):
    """One carrier of an audit: used in the baseline, used when measured, and what the saving is worth."""

    audit = models.ForeignKey(EnergyAudit, models.PROTECT, related_name="uses", verbose_name=_("energy audit"))
    carrier = models.CharField(_("energy carrier"), max_length=12, choices=Carrier)
    before = models.DecimalField(_("used in the baseline"), **QUANTITY)
    tariff_won = models.DecimalField(_("price of a unit (won)"), **TARIFF)
    after = models.DecimalField(_("used when measured"), **QUANTITY, null=True, blank=True)
    saving = models.DecimalField(_("saved"), **QUANTITY, null=True, editable=False)
    toe = models.DecimalField(_("toe"), max_digits=18, decimal_places=6, null=True, editable=False)
    tco2 = models.DecimalField(_("tCO₂"), max_digits=18, decimal_places=6, null=True, editable=False)
    won = models.DecimalField(_("saved (won)"), **WON, null=True, editable=False)
    factor = models.ForeignKey(EmissionFactor, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("use of energy")
        verbose_name_plural = _("uses of energy")
        ordering = ["audit", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "carrier"],
                name="energy_use_once",
                violation_error_message=_("This carrier is already in the audit."),
            ),
            models.CheckConstraint(
                name="energy_use_above_zero",
                condition=Q(before__gt=0, tariff_won__gt=0) & (Q(after=None) | Q(after__gte=0)),
                violation_error_message=_("Use and price of the baseline are above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audit_id} {self.carrier}"

    @property
    def unit(self) -> str:
        """What its meter counts."""
        return METERED[Carrier(self.carrier)][0]

    @property
    def tariff_text(self) -> str:
        """Without noughts that say nothing."""
        return plain(self.tariff_won)

    @property
    def intensity(self) -> Decimal:
        """Used for one unit of output in the baseline."""
        return self.before / self.audit.base_output


class EnergyMeasure(models.Model):
    """One measure, in the order in which they are carried out; its worth is kept with the factor when reported."""

    flow = MEASURE_FLOW
    badges = {
        MeasureState.PROPOSED: "wait",
        MeasureState.ACCEPTED: "info",
        MeasureState.DECLINED: "mute",
        MeasureState.DONE: "ok",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audit = models.ForeignKey(EnergyAudit, models.PROTECT, related_name="measures", verbose_name=_("energy audit"))
    no = models.PositiveSmallIntegerField(_("order"))
    state = models.CharField(_("state"), max_length=10, choices=MeasureState, default=MeasureState.PROPOSED)
    carrier = models.CharField(_("energy carrier"), max_length=12, choices=Carrier)
    loss = models.CharField(_("where energy is lost"), max_length=8, choices=Loss)
    title = models.CharField(_("measure"), max_length=160)
    text = models.TextField(_("what is to be done"), max_length=2000, blank=True)
    rate = models.DecimalField(_("saves of what is left"), max_digits=7, decimal_places=6, null=True, blank=True)
    quantity = models.DecimalField(_("saves in a year"), **QUANTITY, null=True, blank=True)
    interaction = models.CharField(_("how it acts on other measures"), max_length=300, blank=True)
    capex_won = models.DecimalField(_("investment (won)"), **WON, default=Decimal(0))
    base_charge_won = models.DecimalField(_("less base charge in a year (won)"), **WON, default=Decimal(0))
    saving = models.DecimalField(_("saved"), **QUANTITY, null=True, editable=False)
    toe = models.DecimalField(_("toe"), max_digits=18, decimal_places=6, null=True, editable=False)
    tco2 = models.DecimalField(_("tCO₂"), max_digits=18, decimal_places=6, null=True, editable=False)
    won = models.DecimalField(_("saved (won)"), **WON, null=True, editable=False)
    factor = models.ForeignKey(EmissionFactor, models.PROTECT, null=True, related_name="+", editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    done_on = models.DateField(_("carried out on"), null=True, blank=True)
    evidence = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )

    class Meta:
        verbose_name = _("energy measure")
        verbose_name_plural = _("energy measures")
        ordering = ["audit", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "no"],
                name="energy_measures_in_order",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Two measures have the same place."),
            ),
            models.CheckConstraint(
                name="energy_measure_says_what_it_saves",
                condition=Q(rate__gt=0, rate__lte=1, quantity=None) | Q(quantity__gt=0, rate=None),
                violation_error_message=_("A measure saves a share of what is left, or a quantity: one of both."),
            ),
            models.CheckConstraint(
                name="energy_measure_money_not_negative",
                condition=Q(capex_won__gte=0, base_charge_won__gte=0),
                violation_error_message=_("Amounts are not below zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rate_text(self) -> str:
        """Its share as people read it."""
        return f"{((self.rate or Decimal(0)) * 100).normalize():f}%"

    @property
    def unit(self) -> str:
        """What its meter counts."""
        return METERED[Carrier(self.carrier)][0]
