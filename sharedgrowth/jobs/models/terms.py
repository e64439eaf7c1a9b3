"""The numbers of Youth Dream that staff change by date. Source: domain 9.3, 9.4."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.dated import FourEyesTerms
from sharedgrowth.jobs.states import Education


def between(least: int, most: int) -> list[MinValueValidator | MaxValueValidator]:
    """A figure that binds a cohort for good lies within what can be carried out."""
    return [MinValueValidator(least), MaxValueValidator(most)]


RANGES = {
    "oldest_age": (15, 100),
    "reviewers": (1, 10),
    "trainee_years": (1, 10),
    "placement_months": (12, 36),
    "answer_days": (1, 30),
    "wishes_most": (1, 50),
    "release_days": (1, 90),
    "offer_days": (1, 60),
    "declines_most": (1, 20),
    "block_days": (0, 1100),
}


class JobsTerms(FourEyesTerms):
    """House terms; a cohort keeps those of the day on which it was published."""

    oldest_age = models.PositiveSmallIntegerField(
        _("age at the deadline, at most"), default=34, validators=between(*RANGES["oldest_age"])
    )
    education = models.CharField(_("diploma, at least"), max_length=10, choices=Education, default=Education.HIGH)
    attendance_pct = models.DecimalField(
        _("attendance to complete (%)"), max_digits=5, decimal_places=2, default=Decimal(80)
    )
    grade = models.DecimalField(_("grade to complete"), max_digits=5, decimal_places=2, default=Decimal(60))
    allowance_won = models.DecimalField(
        _("allowance a month (won)"), max_digits=9, decimal_places=0, default=Decimal(800_000)
    )
    allowance_pct = models.DecimalField(
        _("no allowance below this attendance (%)"), max_digits=5, decimal_places=2, default=Decimal(80)
    )
    documents_pass = models.DecimalField(
        _("points to pass the documents"), max_digits=5, decimal_places=2, default=Decimal(60)
    )
    documents_weight = models.DecimalField(
        _("weight of the documents (%)"), max_digits=5, decimal_places=2, default=Decimal(40)
    )
    reviewers = models.PositiveSmallIntegerField(
        _("reviewers of an application, at least"), default=2, validators=between(*RANGES["reviewers"])
    )
    return_days = models.PositiveSmallIntegerField(_("documents are returned on request for (days)"), default=60)
    trainee_years = models.PositiveSmallIntegerField(
        _("data of trainees is kept after the end for (years)"), default=3, validators=between(*RANGES["trainee_years"])
    )
    placement_months = models.PositiveSmallIntegerField(
        _("placements are followed up for (months)"), default=12, validators=between(*RANGES["placement_months"])
    )
    answer_days = models.PositiveSmallIntegerField(
        _("a place is taken up within (days)"), default=5, validators=between(*RANGES["answer_days"])
    )
    wishes_most = models.PositiveSmallIntegerField(
        _("vacancies on a trainee's list, at most"), default=10, validators=between(*RANGES["wishes_most"])
    )
    release_days = models.PositiveSmallIntegerField(
        _("a firm may read released papers for (days)"), default=30, validators=between(*RANGES["release_days"])
    )
    offer_days = models.PositiveSmallIntegerField(
        _("an offer is answered within (days)"), default=7, validators=between(*RANGES["offer_days"])
    )
    declines_most = models.PositiveSmallIntegerField(
        _("offers a trainee may decline"), default=2, validators=between(*RANGES["declines_most"])
    )
    block_days = models.PositiveSmallIntegerField(
        _("a firm that takes an offer back has no vacancies for (days)"),
        default=365,
        validators=between(*RANGES["block_days"]),
    )

    class Meta(FourEyesTerms.Meta):
        verbose_name = _("terms of Youth Dream")
        verbose_name_plural = _("terms of Youth Dream")
        constraints = [
            models.CheckConstraint(
                name="jobs_terms_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered terms does not approve them."),
            ),
            models.CheckConstraint(
                name="jobs_terms_return_window",
                condition=Q(return_days__gte=14, return_days__lte=180),
                violation_error_message=_("Documents are returned for 14 to 180 days after the decision."),
            ),
            models.CheckConstraint(
                name="jobs_terms_ranges",
                condition=Q(**{f"{name}__range": limits for name, limits in RANGES.items()}),
                violation_error_message=_("A figure of the terms lies outside what can be carried out."),
            ),
            models.CheckConstraint(
                name="jobs_terms_percent",
                condition=Q(attendance_pct__gte=0, attendance_pct__lte=100)
                & Q(allowance_pct__gte=0, allowance_pct__lte=100)
                & Q(documents_weight__gte=0, documents_weight__lte=100)
                & Q(grade__gte=0, grade__lte=100, documents_pass__gte=0, documents_pass__lte=100),
                violation_error_message=_("A share lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('terms of Youth Dream')} {self.valid_from}"


def terms_on(day: date) -> JobsTerms:
    """The approved terms in force on ``day``."""
    approved = JobsTerms.objects.filter(Q(entered_by=None) | Q(approved_by__isnull=False))
    return approved.filter(valid_from__lte=day).latest()


def enter_terms(*, using="default", **_signal) -> None:
    """Enter the first terms, that came with the portal."""
    JobsTerms.objects.using(using).get_or_create(valid_from=date(2018, 4, 1))
