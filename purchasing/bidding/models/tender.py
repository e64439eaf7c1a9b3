"""A tender: what its notice says, who answers for it, and how far it has come."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.people.states import Level
from purchasing.bidding.models.procedure import Procedure
from purchasing.bidding.models.terms import RATIO
from purchasing.bidding.states import (
    BEFORE_NOTICE,
    TENDER_FLOW,
    Envelope,
    FixedOn,
    Method,
    Reach,
    Seal,
    TenderKind,
    TenderState,
    price_alone,
)

WON: dict[str, Any] = {"max_digits": 15, "decimal_places": 0}
PERSON = settings.AUTH_USER_MODEL
WON_BY = [TenderState.AWARDED.value, TenderState.CONTRACTED.value]  # states that name a winner


class Tender(models.Model):
    """An invitation to bid. After publication only its deadline moves, and only later (held by the database)."""

    flow = TENDER_FLOW
    badges = {
        TenderState.PLANNED: "draft",
        TenderState.DRAFT: "draft",
        TenderState.REVIEW: "wait",
        TenderState.APPROVED: "wait",
        TenderState.PUBLISHED: "info",
        TenderState.CLOSED: "seal",
        TenderState.EXAMINING: "wait",
        TenderState.OPENED: "wait",
        TenderState.EXPLANATION: "wait",
        TenderState.EVALUATED: "wait",
        TenderState.AWARD_PROPOSED: "wait",
        TenderState.STANDSTILL: "wait",
        TenderState.AWARDED: "win",
        TenderState.CONTRACTED: "win",
        TenderState.FAILED: "bad",
        TenderState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=TenderState, default=TenderState.DRAFT)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=TenderKind)
    method = models.CharField(_("award rule"), max_length=20, choices=Method, default=Method.LPL_POSCO)
    fixed_ratio = models.DecimalField(_("fixed share"), **RATIO, null=True, blank=True)
    fixed_on = models.CharField(_("share of"), max_length=4, choices=FixedOn, blank=True)
    cap_ratio = models.DecimalField(
        _("ceiling as a share of the base price"),
        **RATIO,
        null=True,
        blank=True,
        help_text=_("Bids above it are excluded. Leave empty for no ceiling."),
    )
    pool_cap_on = models.BooleanField(
        _("leave outliers out of the mean"),
        default=False,
        help_text=_("Bids far above the base price count neither for the mean nor for the award."),
    )
    by_unit_price = models.BooleanField(_("unit prices"), default=False)
    currency = models.CharField(max_length=3, default="KRW", editable=False)
    min_level = models.CharField(_("open to"), max_length=2, choices=Level, default=Level.L1)
    min_esg_score = models.DecimalField(
        _("ESG score needed at least"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Of 100. Companies below it, or without a score, may not bid. Leave empty for no minimum."),
    )
    min_technical = models.DecimalField(
        _("technical score needed at least"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Of 100, weighted. A bid whose technical proposal has less is not responsive."),
    )
    single_bid_allowed = models.BooleanField(_("a single bid may win"), default=False)
    min_bids = models.PositiveSmallIntegerField(_("bids needed at least"), default=2)
    failure_conditions = models.TextField(_("when the tender fails"), max_length=2000, blank=True)
    delivery_place = models.CharField(_("delivery to"), max_length=200, blank=True)
    delivery_on = models.DateField(_("delivery by"), null=True, blank=True)
    delivery_terms = models.TextField(_("terms of delivery"), max_length=1000, blank=True)  # parts, packing, unloading
    department = models.CharField(_("using department"), max_length=80, blank=True)
    brand_reason = models.TextField(_("why a brand is named"), max_length=1000, blank=True)
    procedure = models.ForeignKey(
        Procedure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lots",
        verbose_name=_("notice over several lots"),
    )
    lot_no = models.PositiveSmallIntegerField(_("lot"), null=True, blank=True)
    notice_version = models.PositiveSmallIntegerField(default=1, editable=False)  # goes up with each amendment
    bids_since_version = models.PositiveSmallIntegerField(
        default=1, editable=False
    )  # bids on an earlier notice are void
    base_price_due = models.BooleanField(default=False, editable=False)  # the quantities changed after it was sealed
    seal = models.CharField(_("sealing"), max_length=8, choices=Seal, default=Seal.ACCESS)
    envelopes = ArrayField(
        models.CharField(max_length=14, choices=Envelope), default=price_alone, verbose_name=_("envelopes")
    )
    openers_needed = models.PositiveSmallIntegerField(
        _("officers who open together"),
        default=2,
        help_text=_("With keys: one fewer than the committee has at most, so that one person's absence stops nothing."),
    )
    reach = models.CharField(_("who may bid"), max_length=8, choices=Reach, default=Reach.OPEN)
    reach_reason = models.TextField(_("why only invited suppliers may bid"), max_length=1000, blank=True)
    region = models.CharField(_("region"), max_length=5, blank=True)  # ISO 3166-2, of the place of delivery
    method_params = models.JSONField(_("figures of the award rule"), default=dict, blank=True)
    preference_on = models.BooleanField(
        _("preference for socially friendly enterprises"),
        default=False,
        help_text=_(
            "Their bids rank as if they were cheaper by the published margin; the contract price is the bid's."
        ),
    )
    eco_premium_on = models.BooleanField(
        _("premium for eco-friendly offers"),
        default=False,
        help_text=_(
            "An eco-friendly offer may cost more than the best other one by the published premium and still win; the "
            "contract price is the bid's."
        ),
    )
    reserved_for = models.CharField(_("reserved for"), max_length=30, blank=True)  # a kind of certificate
    budget_won = models.DecimalField(_("budget (won)"), **WON, null=True, blank=True)
    rebid_conditions = models.TextField(_("conditions of another round"), max_length=2000, blank=True)
    round_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="rounds", editable=False)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    planned_for = models.DateField(_("planned for"), null=True, blank=True)
    publish_at = models.DateTimeField(_("publish on"), null=True, blank=True)  # empty: at once when it is approved
    questions_until = models.DateTimeField(_("questions until"), null=True, blank=True)
    opens_at = models.DateTimeField(_("bids from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("bids until"), null=True, blank=True)
    officer = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("purchasing officer"))
    estimator = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cost estimator")
    )
    approver = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("approved by")
    )
    evaluator = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("evaluator")
    )
    key = models.CharField(max_length=100, blank=True, editable=False)  # of the form: sent twice, it is made once
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    evaluated_at = models.DateTimeField(_("evaluated"), null=True, blank=True, editable=False)
    evaluation_no = models.PositiveSmallIntegerField(_("version of the evaluation"), default=1, editable=False)
    ended_at = models.DateTimeField(_("awarded, failed or cancelled"), null=True, blank=True, editable=False)
    params = models.JSONField(default=dict, blank=True, editable=False)  # the terms in force, copied at publication
    bid_count = models.PositiveIntegerField(null=True, blank=True, editable=False)  # counted at closing; unknown before
    failure = models.CharField(max_length=20, blank=True, editable=False)  # rules.Failure, or "decided"
    end_reason = models.TextField(_("reason"), blank=True, editable=False)  # of failing or cancelling, published
    few_bids_confirmed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    few_bids_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    few_bids_reason = models.TextField(blank=True, editable=False)
    winner = models.OneToOneField(
        "bidding.Bid", models.PROTECT, null=True, blank=True, related_name="won", editable=False
    )

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "closes_at"], name="tender_state_closes"),
            models.Index(fields=["-published_at"], name="tender_published"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "key"],
                name="tender_key_once",
                condition=Q(key__gt=""),
                violation_error_message=_("This draft has already been saved."),
            ),
            models.CheckConstraint(
                name="tender_closes_after_it_opens",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("A tender must close after it opens."),
            ),
            models.CheckConstraint(
                name="tender_published_has_dates",
                condition=Q(state__in=[*sorted(BEFORE_NOTICE), TenderState.CANCELLED])
                | Q(published_at__isnull=False, opens_at__isnull=False, closes_at__isnull=False),
                violation_error_message=_("A published tender has its dates."),
            ),
            models.CheckConstraint(
                name="tender_awarded_names_its_winner",
                condition=Q(state__in=WON_BY, winner__isnull=False) | (~Q(state__in=WON_BY) & Q(winner=None)),
                violation_error_message=_("An awarded tender has a winner; no other tender has one."),
            ),
            models.CheckConstraint(
                name="tender_fixed_method_has_its_share",
                condition=Q(method=Method.LPL_FIXED, fixed_ratio__gt=0, fixed_ratio__lte=1, fixed_on__in=FixedOn.values)
                | (~Q(method=Method.LPL_FIXED) & Q(fixed_ratio=None, fixed_on="")),
                violation_error_message=_("The fixed method, and only it, has a share above 0 and at most 1."),
            ),
            models.CheckConstraint(
                name="tender_cap_is_positive",
                condition=Q(cap_ratio=None) | Q(cap_ratio__gt=0),
                violation_error_message=_("The ceiling is a share above 0."),
            ),
            models.CheckConstraint(
                name="tender_esg_score_in_range",
                condition=Q(min_esg_score=None) | Q(min_esg_score__gte=0, min_esg_score__lte=100),
                violation_error_message=_("An ESG score lies between 0 and 100."),
            ),
            models.CheckConstraint(
                name="tender_technical_minimum_in_range",
                condition=Q(min_technical=None) | Q(min_technical__gt=0, min_technical__lte=100),
                violation_error_message=_("A technical minimum lies above 0 and up to 100."),
            ),
            models.UniqueConstraint(
                fields=["procedure", "lot_no"],
                name="tender_lot_once",
                violation_error_message=_("Each lot has its own number."),
            ),
            models.CheckConstraint(
                name="tender_lot_in_a_notice",
                condition=Q(procedure=None, lot_no=None) | Q(procedure__isnull=False, lot_no__gt=0),
                violation_error_message=_("A lot has a number, and only a lot has one."),
            ),
            models.CheckConstraint(
                name="tender_price_envelope",
                condition=Q(envelopes__contains=[Envelope.PRICE.value]),
                violation_error_message=_("Every bid has a price envelope."),
            ),
            models.CheckConstraint(
                name="tender_single_bid_as_announced",
                condition=Q(single_bid_allowed=True, min_bids=1) | Q(single_bid_allowed=False, min_bids__gte=2),
                violation_error_message=_("One bid is enough only if a single bid may win; else ask for two or more."),
            ),
            models.CheckConstraint(  # SOD-01, SOD-02
                name="tender_officer_stands_alone",
                condition=~Q(officer=F("estimator")) & ~Q(officer=F("approver")),
                violation_error_message=_("The purchasing officer neither estimates nor approves the same tender."),
            ),
            models.CheckConstraint(  # SOD-03, SOD-05
                name="tender_evaluator_stands_alone",
                condition=~Q(evaluator=F("estimator")) & ~Q(evaluator=F("approver")),
                violation_error_message=_("The evaluator neither estimates nor approves the same tender."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def limit_calc(self):
        """The calculation of the evaluation in force."""
        return self.limit_calcs.get(version=self.evaluation_no)

    @property
    def title(self) -> str:
        """The title in the reader's language, if there is one."""
        return self.title_en if get_language() == "en" and self.title_en else self.title_ko

    @property
    def deadline(self) -> datetime:
        """``closes_at`` of a tender that has one: the database holds that every published tender does."""
        if self.closes_at is None:
            raise AssertionError(f"{self.number} has no deadline yet")
        return self.closes_at

    @property
    def is_opened(self) -> bool:
        """Whether the bids have been opened: from here on they may be read."""
        return self.opened_at is not None
