"""The numbers of the Friends that staff change by date. Source: domain 10, appendix A (frd.*)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.dated import FourEyesTerms

WON: dict[str, Any] = {"max_digits": 15, "decimal_places": 0}


class FriendsTerms(FourEyesTerms):
    """House terms; a campaign copies its cap and its months when it opens."""

    most_hours_a_day = models.DecimalField(
        _("hours of a person that count a day, at most"), max_digits=3, decimal_places=1, default=Decimal(8)
    )
    bonus_cap = models.DecimalField(
        _("bonus in the evaluation, at most (points)"), max_digits=4, decimal_places=2, default=Decimal(2)
    )
    hours_a_point = models.DecimalField(
        _("verified hours of a company for one point"), max_digits=6, decimal_places=1, default=Decimal(40)
    )
    match_cap_won = models.DecimalField(_("matching per region, at most (won)"), **WON, default=Decimal(10_000_000))
    check_from_won = models.DecimalField(
        _("donations are checked for gifts to officials above (won)"), **WON, default=Decimal(1_000_000)
    )
    voucher_months = models.PositiveSmallIntegerField(_("vouchers are valid for (months)"), default=12)
    receipt_years = models.PositiveSmallIntegerField(_("receipts are kept for (years)"), default=5)
    tree_kg = models.DecimalField(
        _("estimate: carbon dioxide bound by a tree in a year (kg)"), max_digits=6, decimal_places=2,
        default=Decimal("6.6"),
    )  # fmt: skip

    class Meta(FourEyesTerms.Meta):
        verbose_name = _("terms of the Friends")
        verbose_name_plural = _("terms of the Friends")
        constraints = [
            models.CheckConstraint(
                name="friends_terms_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered terms does not approve them."),
            ),
            models.CheckConstraint(
                name="friends_terms_bonus_is_small",
                condition=Q(bonus_cap__gte=0, bonus_cap__lte=2, hours_a_point__gt=0),
                violation_error_message=_("The bonus is at most two points: taking part is voluntary."),
            ),
            models.CheckConstraint(
                name="friends_terms_hours_of_a_day",
                condition=Q(most_hours_a_day__gt=0, most_hours_a_day__lte=8),
                violation_error_message=_("At most eight hours of a person count a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('terms of the Friends')} {self.valid_from}"


def terms_on(day: date) -> FriendsTerms:
    """The approved terms in force on ``day``."""
    approved = FriendsTerms.objects.filter(Q(entered_by=None) | Q(approved_by__isnull=False))
    return approved.filter(valid_from__lte=day).latest()


def enter_terms(*, using="default", **_signal) -> None:
    """Enter the first terms, that came with the portal."""
    FriendsTerms.objects.using(using).get_or_create(valid_from=date(2019, 6, 1))
