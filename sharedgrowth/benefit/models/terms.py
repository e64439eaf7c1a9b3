"""The numbers of Benefit Sharing that staff change by date. Source: domain 6, appendix A."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.dated import FourEyesTerms

SHARE: dict[str, Any] = {"max_digits": 7, "decimal_places": 6}
WON: dict[str, Any] = {"max_digits": 15, "decimal_places": 0}


class BenefitTerms(FourEyesTerms):
    """House terms; an agreement copies its rate, years and thresholds when it is signed."""

    rate = models.DecimalField(_("share of the suppliers"), **SHARE, default=Decimal("0.5"))
    years = models.PositiveSmallIntegerField(_("years of sharing, at most"), default=3)
    finance_from_won = models.DecimalField(_("verified by finance from (won)"), **WON, default=Decimal(100_000_000))
    screen_days = models.PositiveSmallIntegerField(_("screening (business days)"), default=10)
    feasibility_days = models.PositiveSmallIntegerField(_("feasibility (business days)"), default=20)
    measure_months = models.PositiveSmallIntegerField(_("measured for at least (months)"), default=3)
    baseline_months = models.PositiveSmallIntegerField(_("baseline of at least (months)"), default=12)
    pay_days = models.PositiveSmallIntegerField(_("paid after verification within (days)"), default=30)
    alert_days = models.PositiveSmallIntegerField(_("a milestone is called overdue after (days)"), default=30)
    suspend_days = models.PositiveSmallIntegerField(_("a task is suspended after (days)"), default=90)
    duplicate_months = models.PositiveSmallIntegerField(_("search for duplicates over (months)"), default=36)
    block_months = models.PositiveSmallIntegerField(
        _("an idea is not tendered without consent for (months)"), default=24
    )
    committee = models.PositiveSmallIntegerField(_("members of a committee, at least"), default=3)

    class Meta(FourEyesTerms.Meta):
        verbose_name = _("terms of Benefit Sharing")
        verbose_name_plural = _("terms of Benefit Sharing")
        constraints = [
            models.CheckConstraint(
                name="benefit_terms_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered terms does not approve them."),
            ),
            models.CheckConstraint(
                name="benefit_terms_rate",
                condition=Q(rate__gt=0, rate__lte=1),
                violation_error_message=_("The share lies above 0 and at most at 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('terms of Benefit Sharing')} {self.valid_from}"


def terms_on(day: date) -> BenefitTerms:
    """The approved terms in force on ``day``."""
    approved = BenefitTerms.objects.filter(Q(entered_by=None) | Q(approved_by__isnull=False))
    return approved.filter(valid_from__lte=day).latest()


def enter_terms(*, using="default", **_signal) -> None:
    """Enter the first terms, that came with the portal."""
    BenefitTerms.objects.using(using).get_or_create(valid_from=date(2018, 4, 1))
