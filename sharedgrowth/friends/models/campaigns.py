"""The advance-payment campaign: markets, shops, pledges, prepayments, vouchers. Source: domain 10, FRD-03, FRD-04."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.friends.models.members import COMPANY, PERSON, Recipient, told
from sharedgrowth.friends.models.terms import WON
from sharedgrowth.friends.states import (
    CAMPAIGN_FLOW,
    PLEDGE_FLOW,
    PREPAYMENT_FLOW,
    REPORT_FLOW,
    VOUCHER_FLOW,
    CampaignState,
    PledgeState,
    PrepaymentState,
    ReportState,
    VoucherState,
)
from sharedgrowth.friends.states.campaigns import PAID_OUT


class Campaign(models.Model):
    """Money that market shops get in advance, and vouchers for those in need. Pledges come on this page alone."""

    flow = CAMPAIGN_FLOW
    badges = {
        CampaignState.DRAFT: "mute",
        CampaignState.OPEN: "ok",
        CampaignState.CLOSED: "info",
        CampaignState.SETTLED: "ok",
        CampaignState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=CampaignState, default=CampaignState.DRAFT)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    summary_ko = models.TextField(_("summary (Korean)"), max_length=1500)
    summary_en = models.TextField(_("summary (English)"), max_length=1500)
    closes_on = models.DateField(_("pledges until"))
    match_cap_won = models.DecimalField(_("matching per region, at most (won)"), **WON, null=True, editable=False)
    voucher_months = models.PositiveSmallIntegerField(_("vouchers are valid for (months)"), null=True, editable=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    opened_on = models.DateField(_("opened on"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("advance-payment campaign")
        verbose_name_plural = _("advance-payment campaigns")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="friends_campaign_by_two_people",
                condition=Q(opened_by=None) | ~Q(opened_by=F("entered_by")),
                violation_error_message=_("Who wrote the campaign does not open it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """In the reader's language."""
        return told(self, "title")

    @property
    def summary(self) -> str:
        """In the reader's language."""
        return told(self, "summary")


class Market(models.Model):
    """A market of a campaign, its region, and the organisation that gets the vouchers."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="markets", verbose_name=_("campaign"))
    region = models.CharField(_("region"), max_length=5)
    name_ko = models.CharField(_("market (Korean)"), max_length=80)
    name_en = models.CharField(_("market (English)"), max_length=80)
    recipient = models.ForeignKey(
        Recipient, models.PROTECT, related_name="markets", verbose_name=_("recipient organisation")
    )
    matched_won = models.DecimalField(_("added by the buyer (won)"), **WON, null=True, editable=False)

    class Meta:
        verbose_name = _("market")
        verbose_name_plural = _("markets")
        ordering = ["campaign", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "region"],
                name="friends_one_market_a_region",
                violation_error_message=_("This region already has a market in the campaign."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_ko

    @property
    def name(self) -> str:
        """In the reader's language."""
        return told(self, "name")


class Shop(models.Model):
    """A shop of a market. Its own code opens the page on which it redeems; only the fingerprint is kept."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="shops", verbose_name=_("market"))
    name = models.CharField(_("shop"), max_length=80)
    trade = models.CharField(_("what it sells"), max_length=80, blank=True)
    code_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    active = models.BooleanField(_("takes part"), default=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        ordering = ["market", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["market", "name"],
                name="friends_shop_once_a_market",
                violation_error_message=_("This shop already takes part."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pledge(models.Model):
    """What a company gives to a market; the buyer adds as much, up to the cap of the region."""

    flow = PLEDGE_FLOW
    badges = {PledgeState.STANDING: "ok", PledgeState.WITHDRAWN: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    market = models.ForeignKey(Market, models.PROTECT, related_name="pledges", verbose_name=_("market"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=10, choices=PledgeState, default=PledgeState.STANDING)
    amount_won = models.DecimalField(_("amount (won)"), **WON)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("pledged by"))
    at = models.DateTimeField(_("pledged"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["market", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["market", "company"],
                condition=Q(state=PledgeState.STANDING),
                name="friends_one_pledge_a_market",
                violation_error_message=_("Your company has already pledged for this market."),
            ),
            models.CheckConstraint(
                name="friends_pledge_is_positive",
                condition=Q(amount_won__gt=0),
                violation_error_message=_("A pledge is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.market_id} {self.company_id}"


class Prepayment(models.Model):
    """What a payer pays a shop in advance, and the batch of vouchers that is its worth."""

    flow = PREPAYMENT_FLOW
    badges = {
        PrepaymentState.PLEDGED: "wait",
        PrepaymentState.PAID: "info",
        PrepaymentState.VOUCHERS_ISSUED: "info",
        PrepaymentState.REDEEMING: "ok",
        PrepaymentState.SETTLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="prepayments", verbose_name=_("shop"))
    payer = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("payer"))
    state = models.CharField(_("state"), max_length=10, choices=PrepaymentState, default=PrepaymentState.PLEDGED)
    amount_won = models.DecimalField(_("amount (won)"), **WON)
    paid_on = models.DateField(_("paid on"), null=True, editable=False)
    reference = models.CharField(_("reference of the bank"), max_length=60, blank=True, editable=False)
    paid_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    issued_on = models.DateField(_("vouchers made out on"), null=True, editable=False)
    expires_on = models.DateField(_("vouchers valid until"), null=True, editable=False)
    rest_won = models.DecimalField(_("rest to the recipient (won)"), **WON, null=True, editable=False)
    rest_reference = models.CharField(_("receipt of the rest"), max_length=60, blank=True, editable=False)
    settled_on = models.DateField(_("settled on"), null=True, editable=False)

    class Meta:
        verbose_name = _("prepayment")
        verbose_name_plural = _("prepayments")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "payer"],
                name="friends_one_prepayment_a_shop",
                violation_error_message=_("This payer already has a prepayment with the shop."),
            ),
            models.CheckConstraint(
                name="friends_prepayment_is_positive",
                condition=Q(amount_won__gt=0),
                violation_error_message=_("A prepayment is above zero."),
            ),
            models.CheckConstraint(
                name="friends_paid_has_its_day",
                condition=~Q(state__in=sorted(PAID_OUT)) | (Q(paid_on__isnull=False) & ~Q(reference="")),
                violation_error_message=_("What is paid has a day and a reference."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Voucher(models.Model):
    """One voucher of a batch. The code is on the paper alone; here is its fingerprint. No name of who spends it."""

    flow = VOUCHER_FLOW
    badges = {
        VoucherState.ISSUED: "info",
        VoucherState.GIVEN: "ok",
        VoucherState.REDEEMED: "mute",
        VoucherState.EXPIRED: "bad",
        VoucherState.RETURNED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    prepayment = models.ForeignKey(Prepayment, models.PROTECT, related_name="vouchers", verbose_name=_("prepayment"))
    state = models.CharField(_("state"), max_length=10, choices=VoucherState, default=VoucherState.ISSUED)
    face_won = models.DecimalField(_("face value (won)"), **WON)
    code_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+", verbose_name=_("recipient organisation"))
    given_on = models.DateField(_("given on"), null=True, editable=False)
    expires_on = models.DateField(_("valid until"))
    redeemed_at = models.DateTimeField(_("redeemed"), null=True, editable=False)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["prepayment", "id"]
        constraints = [
            models.CheckConstraint(
                name="friends_voucher_has_a_face",
                condition=Q(face_won__gt=0),
                violation_error_message=_("A voucher has a value above zero."),
            ),
            models.CheckConstraint(
                name="friends_redeemed_has_its_time",
                condition=Q(state=VoucherState.REDEEMED, redeemed_at__isnull=False)
                | (~Q(state=VoucherState.REDEEMED) & Q(redeemed_at=None)),
                violation_error_message=_("A redeemed voucher says when."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class YearReport(models.Model):
    """The figures of a year as they were when the report was made; published by a second person, then frozen."""

    flow = REPORT_FLOW
    badges = {ReportState.DRAFT: "wait", ReportState.PUBLISHED: "ok"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    figures = models.JSONField(_("figures"), default=dict)
    foreword_ko = models.TextField(_("foreword (Korean)"), max_length=2000)
    foreword_en = models.TextField(_("foreword (English)"), max_length=2000)
    sha256 = models.CharField(max_length=64, editable=False)
    drafted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    drafted_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(pgettext_lazy("friends", "published"), null=True, editable=False)

    class Meta:
        verbose_name = _("yearly impact report")
        verbose_name_plural = _("yearly impact reports")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="friends_year_report_by_two_people",
                condition=Q(published_by=None) | ~Q(published_by=F("drafted_by")),
                violation_error_message=_("Who made the report does not publish it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def foreword(self) -> str:
        """In the reader's language."""
        return told(self, "foreword")
