"""Disputes, rights to a negotiated contract, what stops a tender, what an employee and a prototype are owed."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.benefit.models.agreements import Agreement
from sharedgrowth.benefit.models.tasks import COMPANY, PERSON, Task
from sharedgrowth.benefit.models.terms import WON
from sharedgrowth.benefit.states import Release, Stop

MOST_RIGHT_DAYS = 1096  # three years with a leap day


class Dispute(models.Model):
    """The sides disagree: until compliance has decided the task's clocks stand and nothing is paid."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="disputes", verbose_name=_("benefit-sharing task"))
    company = models.ForeignKey(
        COMPANY, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("dispute", "opened by")
    )
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    opened_at = models.DateTimeField(pgettext_lazy("dispute", "opened"), db_default=ClockTimestamp(), editable=False)
    text = models.TextField(_("what the sides disagree about"), max_length=2000)
    answer = models.TextField(_("answer of the other side"), max_length=2000, blank=True, editable=False)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decision = models.TextField(_("decision and reasons"), max_length=2000, blank=True, editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    days_stopped = models.PositiveIntegerField(_("days the clock stood"), default=0, editable=False)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(decided_at=None),
                name="benefit_dispute_one_open",
                violation_error_message=_("A dispute about this task is already open."),
            ),
            models.CheckConstraint(
                name="benefit_dispute_decided_with_reasons",
                condition=Q(decided_at=None) | Q(decision__gt="", decided_by__isnull=False),
                violation_error_message=_("A decision gives its reasons."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.opened_at:%Y-%m-%d}"


class ContractRight(models.Model):
    """A supplier's right to a negotiated contract for items of a task, at most three years. Source: domain BS-07."""

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="right")
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="contract_rights", verbose_name=_("company"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(pgettext_lazy("benefit task", "until"))

    class Meta:
        verbose_name = _("right to a negotiated contract")
        verbose_name_plural = _("rights to a negotiated contract")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="contract_right_three_years",
                condition=Q(until_on__gt=F("from_on")) & Q(until_on__lte=F("from_on") + MOST_RIGHT_DAYS),
                violation_error_message=_("A right to a negotiated contract lasts at most three years (BS-07)."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.until_on}"


class TenderRelease(models.Model):
    """A right or an idea no longer stops tenders: all of them by the supplier's consent, one by compliance."""

    append_only = True
    task = models.ForeignKey(Task, models.PROTECT, related_name="releases", verbose_name=_("benefit-sharing task"))
    stop = models.CharField(_("what stops the tender"), max_length=5, choices=Stop)
    kind = models.CharField(_("why it no longer does"), max_length=8, choices=Release)
    tender = models.CharField(_("tender"), max_length=20, blank=True)  # its number; empty: any
    reason = models.TextField(_("reason"), max_length=1000)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("release for a tender")
        verbose_name_plural = _("releases for tenders")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="tender_release_names_its_tender",
                condition=Q(kind=Release.CONSENT) | Q(tender__gt=""),
                violation_error_message=_("Compliance decides about one tender: name it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.tender}"


class EmployeeReward(models.Model):
    """What the employee whose idea it was gets, by the verified benefit of the first year. Append-only."""

    append_only = True
    task = models.OneToOneField(Task, models.PROTECT, related_name="reward", verbose_name=_("benefit-sharing task"))
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("employee"))
    benefit_won = models.DecimalField(_("verified benefit (won)"), **WON)
    won = models.DecimalField(_("award (won)"), **WON, default=0)
    miles = models.DecimalField(_("mileage"), **WON, default=0)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("award of an employee")
        verbose_name_plural = _("awards of employees")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.person_id}"


class PrototypeCost(models.Model):
    """What a supplier spent on prototype and trial, and gets back as agreed, also of a task that failed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.OneToOneField(Task, models.PROTECT, related_name="prototype_cost")
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("company"))
    amount_won = models.DecimalField(_("amount (won)"), **WON)
    evidence = models.TextField(_("what was spent"), max_length=1000)
    files = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("files"))
    claimed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    claimed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    granted_won = models.DecimalField(_("granted (won)"), **WON, null=True, editable=False)
    granted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    granted_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True, editable=False)

    class Meta:
        verbose_name = _("cost of a prototype")
        verbose_name_plural = _("costs of prototypes")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="prototype_cost_positive",
                condition=Q(amount_won__gt=0),
                violation_error_message=_("An amount above zero."),
            ),
            models.CheckConstraint(
                name="prototype_cost_by_two",
                condition=Q(granted_by=None) | ~Q(granted_by=F("claimed_by")),
                violation_error_message=_("Who claims a cost does not grant it."),
            ),
            models.CheckConstraint(
                name="prototype_cost_granted_at_most_claimed",
                condition=Q(granted_won=None) | Q(granted_won__gte=0, granted_won__lte=F("amount_won")),
                violation_error_message=_("At most what was claimed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.amount_won}"
