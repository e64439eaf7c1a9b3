"""The numbers of the support programmes that staff change by date. Source: domain 7, 8, appendix A."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.dated import FourEyesTerms

SHARE: dict[str, Any] = {"max_digits": 7, "decimal_places": 6}
WON: dict[str, Any] = {"max_digits": 15, "decimal_places": 0}


class SupportTerms(FourEyesTerms):
    """House terms of all programmes; a call copies what binds it when it is published."""

    nontrading_target = models.DecimalField(_("target share of non-trading companies"), **SHARE, default=Decimal("0.5"))
    nontrading_band = models.DecimalField(_("tolerance of this share"), **SHARE, default=Decimal("0.05"))
    consent_days = models.PositiveSmallIntegerField(_("consent to a recommendation (business days)"), default=10)
    again_months = models.PositiveSmallIntegerField(_("next project of the same programme after (months)"), default=24)
    reviewers = models.PositiveSmallIntegerField(_("reviewers of an application"), default=2)
    government_share = models.DecimalField(_("share of the government, at most"), **SHARE, default=Decimal("0.3"))
    anchor_share = models.DecimalField(_("share of the buyer, at least"), **SHARE, default=Decimal("0.3"))
    sme_share = models.DecimalField(_("share of the company, at most"), **SHARE, default=Decimal("0.4"))
    cap_basic_won = models.DecimalField(_("government cap: basic (won)"), **WON, default=Decimal(42_000_000))
    cap_advanced1_won = models.DecimalField(_("government cap: advanced 1 (won)"), **WON, default=Decimal(120_000_000))
    cap_advanced2_won = models.DecimalField(_("government cap: advanced 2 (won)"), **WON, default=Decimal(240_000_000))
    quotes_from_won = models.DecimalField(_("two quotes from (won)"), **WON, default=Decimal(20_000_000))
    wall_months = models.PositiveSmallIntegerField(_("an expert stays out of tenders for (months)"), default=6)
    info_days = models.PositiveSmallIntegerField(_("answer to a request for more (business days)"), default=10)

    spread_points = models.PositiveSmallIntegerField(_("a second look from a difference of (points)"), default=20)
    committee_votes = models.PositiveSmallIntegerField(_("votes of a committee, at least"), default=3)

    class Meta(FourEyesTerms.Meta):
        verbose_name = _("terms of support programmes")
        verbose_name_plural = _("terms of support programmes")
        constraints = [
            models.CheckConstraint(
                name="support_terms_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered terms does not approve them."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('terms of support programmes')} {self.valid_from}"


def terms_on(day: date) -> SupportTerms:
    """The approved terms in force on ``day``."""
    approved = SupportTerms.objects.filter(Q(entered_by=None) | Q(approved_by__isnull=False))
    return approved.filter(valid_from__lte=day).latest()


def enter_terms(*, using="default", **_signal) -> None:
    """Enter the first terms, that came with the portal."""
    SupportTerms.objects.using(using).get_or_create(valid_from=date(2018, 4, 1))
