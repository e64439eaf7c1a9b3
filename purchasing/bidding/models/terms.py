"""The numbers that staff change by date."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.dated import DatedTerms
from purchasing.bidding.states import TERMS_FLOW, Method, TenderKind, TermsState

RATIO: dict[str, Any] = {"max_digits": 7, "decimal_places": 6}  # a decimal fraction: 0.850000. Source: domain CNV-03


def approval_levels() -> list[Decimal]:
    """Up to which amount each level of approvers approves, in won. Source: domain 16.2 (ap.levels)."""
    return [Decimal(50_000_000), Decimal(500_000_000), Decimal(5_000_000_000)]


FLOORS = ("1b", "5b", "10b", "30b", "goods", "small")


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

    lpl_ec_ratio = models.DecimalField(
        _("LPL_EC ratio"), **RATIO, default=Decimal("0.8"), validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    price_weight = models.PositiveSmallIntegerField(
        _("points for the price in COMPOSITE"), default=80, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    composite_esg_bonus = models.DecimalField(
        _("points on top for ESG band A in COMPOSITE"),
        max_digits=4,
        decimal_places=2,
        default=Decimal(2),
        validators=[MinValueValidator(0), MaxValueValidator(10)],
    )
    kr_spread = models.DecimalField(_("KR_RESERVE: spread around the base amount"), **RATIO, default=Decimal("0.02"))
    kr_floor_1b = models.DecimalField(_("KR floor, works up to 1 bn won"), **RATIO, default=Decimal("0.87745"))
    kr_floor_5b = models.DecimalField(_("KR floor, works up to 5 bn won"), **RATIO, default=Decimal("0.86745"))
    kr_floor_10b = models.DecimalField(_("KR floor, works up to 10 bn won"), **RATIO, default=Decimal("0.85495"))
    kr_floor_30b = models.DecimalField(_("KR floor, works above 10 bn won"), **RATIO, default=Decimal("0.79995"))
    kr_floor_goods = models.DecimalField(_("KR floor, goods and services"), **RATIO, default=Decimal("0.84245"))
    kr_floor_small = models.DecimalField(_("KR floor, small purchases"), **RATIO, default=Decimal("0.88"))
    kr_small_won = models.DecimalField(
        _("KR: small purchases up to (won)"), max_digits=15, decimal_places=0, default=Decimal(100_000_000)
    )
    ask_days = models.PositiveSmallIntegerField(_("asking for an explanation (business days)"), default=2)
    answer_days = models.PositiveSmallIntegerField(_("answering it (business days)"), default=5)
    clarify_days = models.PositiveSmallIntegerField(_("answering a further question (business days)"), default=3)
    lowest_allowed = models.BooleanField(
        _("lowest price may be used"),
        default=False,
        help_text=_("Only where a law that the notice names asks for it."),
    )

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
            models.CheckConstraint(
                name="bidding_terms_shares_in_range",
                condition=Q(
                    lpl_ec_ratio__gt=0,
                    lpl_ec_ratio__lte=1,
                    kr_spread__gte=0,
                    kr_spread__lte=Decimal("0.1"),
                    price_weight__gte=1,
                    price_weight__lte=99,
                ),
                violation_error_message=_("A share of the terms lies outside its range."),
            ),
            models.CheckConstraint(
                name="bidding_terms_floors_in_range",
                condition=Q(
                    **{f"kr_floor_{name}__gt": 0 for name in FLOORS},
                    **{f"kr_floor_{name}__lte": 1 for name in FLOORS},
                ),
                violation_error_message=_("A floor lies above 0 and at most at 1."),
            ),
            models.CheckConstraint(
                name="bidding_terms_days_are_days",
                condition=Q(ask_days__gte=1, answer_days__gte=1, clarify_days__gte=1),
                violation_error_message=_("A term in days is at least one day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('bidding terms')} {self.valid_from}"

    def notice_days(self, kind: str, method: str = "") -> int:
        """Days that a notice of this kind must stand before bids close.

        Of total cost at least those of works: bidders gather figures first. Source: domain 2.3.
        """
        days = getattr(self, f"{TenderKind(kind).value}_notice_days")
        return max(days, self.works_notice_days) if method == Method.TCO else days


class TermsProposal(models.Model):
    """Terms that one person enters for a day to come and another approves; then they are in force from that day.

    ``values`` holds all figures as text by the names of ``BiddingTerms``. Source: domain 16.2, SOD-15, CNV-07.
    """

    flow = TERMS_FLOW
    badges = {
        TermsState.PROPOSED: "wait",
        TermsState.APPROVED: "ok",
        TermsState.DECLINED: "bad",
        TermsState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=TermsState, default=TermsState.PROPOSED)
    valid_from = models.DateField(_("in force from"))
    values = models.JSONField(default=dict)
    reason = models.CharField(_("reason and source"), max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision = models.CharField(_("reason of the decision"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proposal of bidding terms")
        verbose_name_plural = _("proposals of bidding terms")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="terms_by_two_people",
                condition=~Q(proposed_by=models.F("decided_by")) | Q(state=TermsState.WITHDRAWN),
                violation_error_message=_("A second person decides on new terms (SOD-15)."),
            ),
            models.UniqueConstraint(
                fields=["valid_from"],
                name="terms_open_once",
                condition=Q(state=TermsState.PROPOSED),
                violation_error_message=_("Terms from this day on already wait for approval."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.state}"


FIRST_TERMS = date(2018, 4, 1)  # LPL_POSCO was introduced
RAISED_FLOORS = date(2026, 1, 30)  # floors of national works went up by 2 points; small purchases to 90 %


def enter_first_terms(*, using="default", **_signal) -> None:
    """After each migration: the terms of domain appendix A are there, in force since the method was introduced, and
    the raised award floors of domain 2.7.
    """
    terms = BiddingTerms.objects.using(using)
    first, _made = terms.get_or_create(valid_from=FIRST_TERMS)
    if not terms.filter(valid_from__gte=RAISED_FLOORS).exists():
        raised = {f"kr_floor_{name}": getattr(first, f"kr_floor_{name}") + Decimal("0.02") for name in FLOORS[:4]}
        same = {
            field.name: getattr(first, field.name)
            for field in BiddingTerms._meta.concrete_fields
            if field.name not in ("id", "valid_from", "note", *raised)
        }
        terms.create(valid_from=RAISED_FLOORS, **(same | raised | {"kr_floor_small": Decimal("0.9")}))
