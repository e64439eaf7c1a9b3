"""Who found work, and whether they are still there. Source: domain 9.2, YDC-07, PII-06."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.jobs.models.cohorts import PERSON, Cohort
from sharedgrowth.jobs.models.matching import Match
from sharedgrowth.jobs.models.vacancies import COMPANY, WAGE
from sharedgrowth.jobs.states.placements import MONTHS, Retention
from sharedgrowth.jobs.states.vacancies import Employment


class Placement(models.Model):
    """A trainee who began to work at a firm. After the follow-up it is a figure: ``match`` is nothing any more."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="placements", verbose_name=_("cohort"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="job_placements", verbose_name=_("company"))
    match = models.OneToOneField(
        Match, models.PROTECT, null=True, related_name="placement", verbose_name=_("match"), editable=False
    )
    employment = models.CharField(_("kind of employment"), max_length=8, choices=Employment)
    wage_won = models.DecimalField(_("base pay a month (won)"), **WAGE)
    started_on = models.DateField(_("began to work"))
    noted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    noted_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    left_on = models.DateField(_("left on"), null=True, editable=False)
    pseudonymised_at = models.DateTimeField(_("made a figure"), null=True, editable=False)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="jobs_placement_of_somebody",
                condition=Q(match__isnull=False, pseudonymised_at=None) | Q(match=None, pseudonymised_at__isnull=False),
                violation_error_message=_("A placement is of a person until it is made a figure."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def concerns_id(self) -> int | None:
        """Whose matter it is (see the application); nobody's once it is a figure."""
        return self.match.concerns_id if self.match else None


class RetentionCheck(models.Model):
    """Whether the person still works there 1, 3, 6 and 12 months after the start."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="checks", verbose_name=_("placement"))
    months = models.PositiveSmallIntegerField(_("months after the start"), choices=[(n, str(n)) for n in MONTHS])
    due_on = models.DateField(_("due"))
    asked_at = models.DateTimeField(pgettext_lazy("retention", "asked"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    answer = models.CharField(_("answer"), max_length=8, choices=Retention, blank=True, editable=False)
    left_on = models.DateField(_("left on"), null=True, editable=False)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    class Meta:
        verbose_name = _("retention check")
        verbose_name_plural = _("retention checks")
        ordering = ["placement", "months"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "months"],
                name="jobs_retention_once",
                violation_error_message=_("This month is asked about already."),
            ),
            models.CheckConstraint(
                name="jobs_retention_left_with_day",
                condition=~Q(answer=Retention.LEFT) | Q(left_on__isnull=False),
                violation_error_message=_("Say on which day the person left."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.months}"
