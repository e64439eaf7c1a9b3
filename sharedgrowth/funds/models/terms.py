"""The numbers of the funds that staff change by date. Source: domain 13, 15, appendix A (gem.party, fnd.plan)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.dated import FourEyesTerms

PERCENT: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}


class FundTerms(FourEyesTerms):
    """House terms of all funds. A commitment keeps the tranches that were in force when it was made."""

    first_pct = models.DecimalField(_("first tranche, with the agreement (%)"), **PERCENT, default=Decimal(40))
    second_pct = models.DecimalField(_("second tranche, with evidence (%)"), **PERCENT, default=Decimal(40))
    third_pct = models.DecimalField(_("third tranche, with the verified result (%)"), **PERCENT, default=Decimal(20))
    transfer_pct = models.DecimalField(_("the fund committee transfers up to (%)"), **PERCENT, default=Decimal(20))
    audit_pct = models.DecimalField(_("payments the auditor looks at (%)"), **PERCENT, default=Decimal(10))
    reclaim_pct = models.DecimalField(_("interest on money claimed back (% a year)"), **PERCENT, default=Decimal(5))
    grant_first_pct = models.DecimalField(_("first tranche of a grant (%)"), **PERCENT, default=Decimal(50))
    grant_second_pct = models.DecimalField(_("second tranche of a grant (%)"), **PERCENT, default=Decimal(30))
    grant_third_pct = models.DecimalField(_("third tranche of a grant (%)"), **PERCENT, default=Decimal(20))
    overhead_pct = models.DecimalField(_("overhead of a proposal, at most (%)"), **PERCENT, default=Decimal(10))
    request_days = models.PositiveSmallIntegerField(
        _("a contribution is requested before it is due (days)"), default=60
    )
    overdue_days = models.PositiveSmallIntegerField(_("a contribution is overdue after (days)"), default=30)

    class Meta(FourEyesTerms.Meta):
        verbose_name = _("terms of the funds")
        verbose_name_plural = _("terms of the funds")
        constraints = [
            models.CheckConstraint(
                name="fund_terms_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered terms does not approve them."),
            ),
            models.CheckConstraint(
                name="fund_terms_tranches_whole",
                condition=Q(first_pct=100 - F("second_pct") - F("third_pct"))
                & Q(grant_first_pct=100 - F("grant_second_pct") - F("grant_third_pct")),
                violation_error_message=_("The three tranches add up to a hundred percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('terms of the funds')} {self.valid_from}"

    @property
    def tranches(self) -> list[Decimal]:
        """Of a commitment, in percent."""
        return [self.first_pct, self.second_pct, self.third_pct]

    @property
    def grant_tranches(self) -> list[Decimal]:
        """Of a grant, in percent."""
        return [self.grant_first_pct, self.grant_second_pct, self.grant_third_pct]


def terms_on(day: date) -> FundTerms:
    """The approved terms in force on ``day``."""
    approved = FundTerms.objects.filter(Q(entered_by=None) | Q(approved_by__isnull=False))
    return approved.filter(valid_from__lte=day).latest()


def enter_terms(*, using="default", **_signal) -> None:
    """Enter the first terms, that came with the portal."""
    FundTerms.objects.using(using).get_or_create(valid_from=date(2018, 11, 11))
