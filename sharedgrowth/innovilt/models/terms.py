"""The numbers of INNOVILT that staff change by date. Source: domain 12 (INV-01..06), appendix A, E (U17)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.dated import FourEyesTerms

SHARE: dict[str, Any] = {"max_digits": 7, "decimal_places": 6}
POINTS: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}
SMALL = models.PositiveSmallIntegerField


class InnoviltTerms(FourEyesTerms):
    """House terms; an application keeps those of the day it was submitted (CNV-07)."""

    technology = models.DecimalField(_("technology (points)"), **POINTS, default=Decimal(50))
    market = models.DecimalField(_("marketability (points)"), **POINTS, default=Decimal(30))
    operation = models.DecimalField(_("operation and quality (points)"), **POINTS, default=Decimal(20))
    pass_total = models.DecimalField(_("pass mark (points)"), **POINTS, default=Decimal(70))
    part_least = models.DecimalField(_("least share of each part"), **SHARE, default=Decimal("0.6"))
    reviewers = SMALL(_("reviewers of each part"), default=2, validators=[MinValueValidator(1), MaxValueValidator(5)])
    fasteners_exempt = models.BooleanField(_("small fasteners are exempt"), default=False)
    fastener_share = models.DecimalField(_("fasteners are exempt below a share of"), **SHARE, default=Decimal("0.01"))
    yield_most = models.DecimalField(_("yield, at most"), **SHARE, default=Decimal("0.985"))
    valid_months = SMALL(_("validity (months)"), default=24, validators=[MinValueValidator(1)])
    renewal_days = SMALL(_("renewal opens before the end (days)"), default=90)
    surveillance_months = SMALL(_("surveillance every (months)"), default=12, validators=[MinValueValidator(1)])
    sample_heats = SMALL(_("heats in a sample"), default=3, validators=[MinValueValidator(1)])
    answer_days = SMALL(_("answer to a finding (business days)"), default=20)
    quorum = SMALL(_("quorum of the committee"), default=5, validators=[MinValueValidator(1)])
    grace_months = SMALL(_("grace of a member (months)"), default=6)
    stop_days = SMALL(_("stop letter: stopped within (business days)"), default=10, validators=[MinValueValidator(1)])
    decide_days = SMALL(_("decided within (business days)"), default=60)

    class Meta(FourEyesTerms.Meta):
        verbose_name = _("terms of INNOVILT")
        verbose_name_plural = _("terms of INNOVILT")
        constraints = [
            models.CheckConstraint(
                name="innovilt_terms_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered terms does not approve them."),
            ),
            models.CheckConstraint(
                name="innovilt_terms_points_add_up",
                condition=Q(technology=Decimal(100) - F("market") - F("operation")),
                violation_error_message=_("The points of the three parts add up to 100."),
            ),
            models.CheckConstraint(
                name="innovilt_terms_shares",
                condition=Q(part_least__gte=0, part_least__lte=1, fastener_share__gte=0, fastener_share__lte=1)
                & Q(yield_most__gt=0, yield_most__lte=1),
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('terms of INNOVILT')} {self.valid_from}"


def terms_on(day: date) -> InnoviltTerms:
    """The approved terms in force on ``day``."""
    approved = InnoviltTerms.objects.filter(Q(entered_by=None) | Q(approved_by__isnull=False))
    return approved.filter(valid_from__lte=day).latest()


def enter_terms(*, using="default", **_signal) -> None:
    """Enter the first terms, that came with the portal."""
    InnoviltTerms.objects.using(using).get_or_create(valid_from=date(2019, 11, 1))
