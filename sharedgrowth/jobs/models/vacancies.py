"""Vacancies of partner firms, and what is checked before one opens. Source: domain 9.2, YDC-06."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.jobs.models.cohorts import PERSON
from sharedgrowth.jobs.states.vacancies import VACANCY_FLOW, Employment, Trade, VacancyState

COMPANY = "people.Company"
WAGE = {"max_digits": 9, "decimal_places": 0}


class Vacancy(models.Model):
    """A job at a partner firm. Wages are base pay a month."""

    flow = VACANCY_FLOW
    badges = {
        VacancyState.DRAFT: "draft",
        VacancyState.SUBMITTED: "wait",
        VacancyState.OPEN: "ok",
        VacancyState.CLOSED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="vacancies", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=10, choices=VacancyState, default=VacancyState.DRAFT)
    title = models.CharField(pgettext_lazy("vacancy", "job"), max_length=120)
    trade = models.CharField(pgettext_lazy("vacancy", "trade"), max_length=12, choices=Trade)
    employment = models.CharField(_("kind of employment"), max_length=8, choices=Employment)
    seats = models.PositiveSmallIntegerField(pgettext_lazy("vacancy", "people wanted"), default=1)
    wage_from_won = models.DecimalField(_("base pay a month, from (won)"), **WAGE)
    wage_to_won = models.DecimalField(_("base pay a month, to (won)"), **WAGE)
    hours_week = models.DecimalField(_("working hours a week"), max_digits=4, decimal_places=1, default=40)
    text = models.TextField(_("duties and conditions"), max_length=4000)
    region = models.CharField(_("region"), max_length=6)
    place = models.CharField(_("place of work"), max_length=160)
    accommodation = models.BooleanField(_("accommodation is provided"), default=False)
    valid_to = models.DateField(_("open until"))
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    opened_at = models.DateTimeField(pgettext_lazy("vacancy", "opened"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=600, blank=True, editable=False)

    class Meta:
        verbose_name = _("vacancy")
        verbose_name_plural = _("vacancies")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "valid_to"], name="jobs_vacancy_state")]
        constraints = [
            models.CheckConstraint(
                name="jobs_vacancy_wages_in_order",
                condition=Q(wage_from_won__gt=0, wage_to_won__gte=F("wage_from_won")),
                violation_error_message=_("The pay goes from a lower to a higher amount."),
            ),
            models.CheckConstraint(
                name="jobs_vacancy_seats",
                condition=Q(seats__gte=1, seats__lte=200),
                violation_error_message=_("A vacancy is for between 1 and 200 people."),
            ),
            models.CheckConstraint(
                name="jobs_vacancy_hours",
                condition=Q(hours_week__gte=15, hours_week__lte=40),
                violation_error_message=_("The agreed hours lie between 15 and 40 a week; overtime is paid apart."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class MinimumWage(models.Model):
    """The statutory minimum wage an hour, from a day on. A new year is a new row."""

    valid_from = models.DateField(_("in force from"), unique=True)
    hourly_won = models.DecimalField(_("an hour (won)"), max_digits=7, decimal_places=0)
    source = models.CharField(pgettext_lazy("minimum wage", "source"), max_length=200)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("minimum wage")
        verbose_name_plural = _("minimum wages")
        ordering = ["-valid_from"]
        get_latest_by = "valid_from"
        constraints = [
            models.CheckConstraint(
                name="jobs_minimum_wage_positive",
                condition=Q(hourly_won__gt=0),
                violation_error_message=_("A minimum wage is more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.hourly_won}"


class ArrearsListing(models.Model):
    """A company on the public list of employers in arrears with wages (Labor Standards Act, article 43-2)."""

    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="arrears_listings", verbose_name=_("company"))
    listed_on = models.DateField(_("listed on"))
    until = models.DateField(_("listed until"))
    source = models.CharField(pgettext_lazy("wage arrears", "source"), max_length=200)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("listing for wage arrears")
        verbose_name_plural = _("listings for wage arrears")
        ordering = ["-listed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="jobs_arrears_days_in_order",
                condition=Q(until__gte=F("listed_on")),
                violation_error_message=_("An end follows its start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.listed_on}"


class FirmBlock(models.Model):
    """A firm that took an offer back has no vacancies here for a time; lifted early only with a reason."""

    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="job_blocks", verbose_name=_("company"))
    begins_on = models.DateField(_("from"))
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=600)
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)
    lifted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    lifted_reason = models.CharField(_("reason of lifting it"), max_length=600, blank=True, editable=False)

    class Meta:
        verbose_name = _("firm without vacancies for a time")
        verbose_name_plural = _("firms without vacancies for a time")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="jobs_block_lifted_with_reason",
                condition=Q(lifted_at=None) | Q(lifted_by__isnull=False, lifted_reason__gt=""),
                violation_error_message=_("It is lifted by somebody, with a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.begins_on}"


def enter_minimum_wages(*, using="default", **_signal) -> None:
    """The minimum wages known when this was written; later ones are entered by staff.

    Source: notices of the Ministry of Employment and Labor of 5 August 2024 and 5 August 2025.
    """
    from datetime import date

    for year, won in ((2025, 10_030), (2026, 10_320)):
        MinimumWage.objects.using(using).get_or_create(
            valid_from=date(year, 1, 1),
            defaults={"hourly_won": won, "source": f"고용노동부 고시 ({year - 1}-08-05)"},
        )
