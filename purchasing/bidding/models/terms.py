"""The numbers that staff change by date."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.dated import DatedTerms
from purchasing.bidding.states import TenderKind

RATIO: dict[str, Any] = {"max_digits": 7, "decimal_places": 6}  # a decimal fraction: 0.850000. Source: domain CNV-03


def approval_levels() -> list[Decimal]:
    """Up to which amount each level of approvers approves, in won. Source: domain 16.2 (ap.levels)."""
    return [Decimal(50_000_000), Decimal(500_000_000), Decimal(5_000_000_000)]


class BiddingTerms(DatedTerms):
    """House terms of bidding; a tender copies them when it is published. Source: domain appendix A."""

    lpl_ratio = models.DecimalField(
        _("LPL ratio"), **RATIO, default=Decimal("0.85"), validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    lpl_min_n = models.PositiveSmallIntegerField(_("bids from which LPL needs no confirmation"), default=3)
    lpl_pool_cap = models.DecimalField(_("pool cap"), **RATIO, default=Decimal("1.1"))
    goods_notice_days = models.PositiveSmallIntegerField(_("notice for goods (days)"), default=7)
    equipment_notice_days = models.PositiveSmallIntegerField(_("notice for equipment (days)"), default=7)
    service_notice_days = models.PositiveSmallIntegerField(_("notice for services (days)"), default=7)
    works_notice_days = models.PositiveSmallIntegerField(_("notice for works (days)"), default=15)
    question_days = models.PositiveSmallIntegerField(_("questions answered within (business days)"), default=3)
    standstill_days = models.PositiveSmallIntegerField(_("standstill (business days)"), default=5)
    objection_days = models.PositiveSmallIntegerField(_("decision on an objection (business days)"), default=5)
    contract_days = models.PositiveSmallIntegerField(_("signing of the contract (days)"), default=15)

    mend_days = models.PositiveSmallIntegerField(_("time to mend a formal fault (business days)"), default=3)
    board_spread = models.PositiveSmallIntegerField(
        _("points between the scores of a board from which it says why"), default=30
    )

    approval_levels_won = ArrayField(
        models.DecimalField(max_digits=15, decimal_places=0), default=approval_levels, verbose_name=_("approval levels")
    )
    split_days = models.PositiveSmallIntegerField(_("purchases looked at together (days)"), default=90)

    class Meta(DatedTerms.Meta):
        verbose_name = _("bidding terms")
        verbose_name_plural = _("bidding terms")
        constraints = [
            models.CheckConstraint(
                name="bidding_terms_ratio_in_range",
                condition=Q(lpl_ratio__gt=0, lpl_ratio__lte=1),
                violation_error_message=_("The ratio lies above 0 and at most at 1."),
            ),
            models.CheckConstraint(
                name="bidding_terms_pool_cap_in_range",
                condition=Q(lpl_pool_cap__gte=1),
                violation_error_message=_("The pool cap is at least 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('bidding terms')} {self.valid_from}"

    def notice_days(self, kind: str) -> int:
        """Days that a notice of this kind must stand before bids close."""
        return getattr(self, f"{TenderKind(kind).value}_notice_days")


def enter_first_terms(*, using="default", **_signal) -> None:
    """After each migration: the terms of domain appendix A are there, in force since the method was introduced."""
    BiddingTerms.objects.using(using).get_or_create(valid_from=date(2018, 4, 1))
