"""A company's bid: each version is a row, and rows never change."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, WON, Tender
from purchasing.bidding.states import RULING_FLOW, BidKind, RulingState


class Bid(models.Model):
    """One version of a company's bid, or its withdrawal. The row with the highest ``seq`` of a company counts.

    ``received_at`` and ``seq`` are written by the database, which also refuses a row that comes too late; see
    ``migrations/0002_rules.py``. There is no running number: its gaps would tell a bidder how many others have bid.
    In a tender sealed to keys the content lies in ``parts`` (``SealedPart``) and the columns of the content are empty;
    in one locked by access it stands in the columns. The opening writes it to ``Ruling`` in both: whoever reads an
    opened bid reads it there. Source: security 5.4.
    """

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="bids")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="bids")
    seq = models.PositiveIntegerField(_("version"), db_default=0, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=BidKind, default=BidKind.BID)
    notice_version = models.PositiveSmallIntegerField(db_default=1, editable=False)  # on which it bids; by the database
    price_won = models.DecimalField(_("price (won, without VAT)"), **WON, null=True)
    stated_total_won = models.DecimalField(_("stated total (won)"), **WON, null=True)  # where it differs from the lines
    lines = models.JSONField(_("lines"), default=list)  # [{"no", "qty", "unit_price_won", "amount_won"}] as text
    lead_days = models.PositiveSmallIntegerField(_("delivery time (days)"), null=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    nonce = models.CharField(max_length=64, editable=False)
    commitment = models.CharField(_("fingerprint"), max_length=64, editable=False)
    sealed = models.BooleanField(_("sealed to keys"), default=False, editable=False)  # its content lies in ``parts``
    documents = models.JSONField(default=dict, editable=False)  # by envelope, where it is locked by access
    key = models.CharField(max_length=100, editable=False)  # makes submitting safe to repeat
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("submitted by"))
    received_at = models.DateTimeField(_("received"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        ordering = ["tender", "company", "-seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "company", "seq"],
                name="bid_version_once",
                violation_error_message=_("This version of the bid is already there."),
            ),
            models.UniqueConstraint(
                fields=["company", "key"],
                name="bid_key_once",
                violation_error_message=_("This bid has already been received."),
            ),
            models.CheckConstraint(
                name="bid_has_a_price",
                condition=Q(kind=BidKind.BID, price_won__gt=0)
                | Q(kind=BidKind.BID, price_won=None, sealed=True)
                | Q(kind=BidKind.WITHDRAWAL, price_won=None),
                violation_error_message=_("A bid has a price above zero; a withdrawal has none."),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt  # never the price: this text may land in a log

    @property
    def receipt(self) -> str:
        """The number on the receipt, from the random id."""
        return f"BID-{self.uid.hex[:12].upper()}"


class OpeningSession(models.Model):
    """The opening: two different members confirm; the second confirmation opens the bids, then the base price."""

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="opening", primary_key=True)
    first_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("first confirmation"))
    first_at = models.DateTimeField()
    first_device = models.CharField(  # sealed by access: a keyed hash, until the second confirmation is there
        _("mark of the first device"), max_length=64, blank=True, editable=False
    )
    second_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("second confirmation")
    )
    second_at = models.DateTimeField(null=True)
    minutes = models.TextField(_("minutes"), blank=True, editable=False)  # canonical JSON: bids, base price, members
    minutes_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = [
            models.CheckConstraint(
                name="opening_by_two_people",
                condition=~Q(first_by=models.F("second_by")),
                violation_error_message=_("The second confirmation comes from another person."),
            )
        ]

    def __str__(self) -> str:
        return f"{_('opening')} {self.tender_id}"


class Ruling(models.Model):
    """An opened bid: what it says, where it stands, and why, with the figures; one per bid that counted at closing."""

    flow = RULING_FLOW
    badges = {
        RulingState.OPENED: "mute",
        RulingState.NON_RESPONSIVE: "bad",
        RulingState.EXCLUDED_LOW: "bad",
        RulingState.EXCLUDED_HIGH: "bad",
        RulingState.IN_RANGE: "ok",
        RulingState.AWARDED: "win",
        RulingState.RESERVE: "info",
        RulingState.LOST: "mute",
    }

    bid = models.OneToOneField(Bid, models.PROTECT, related_name="ruling", primary_key=True)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="rulings")
    price_won = models.DecimalField(_("price (won, without VAT)"), **WON, null=True)  # None: its price is still sealed
    stated_total_won = models.DecimalField(_("stated total (won)"), **WON, null=True)
    lines = models.JSONField(_("lines"), default=list)
    lead_days = models.PositiveSmallIntegerField(_("delivery time (days)"), null=True)
    note = models.TextField(_("note"), blank=True)
    document = models.JSONField(default=dict)  # by envelope: what was sealed, as opened
    state = models.CharField(_("verdict"), max_length=20, choices=RulingState, default=RulingState.OPENED)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True)
    cause = models.CharField(max_length=30, blank=True)  # rules.Reason: why it stands there
    figures = models.JSONField(default=dict)  # what the cause is written with
    tie = models.CharField(max_length=10, blank=True)  # rules.Tie
    remark = models.TextField(_("remark"), blank=True)  # of the evaluator who ruled it out
    preferred = models.BooleanField(_("social preference"), default=False)
    esg_score = models.DecimalField(_("ESG score"), max_digits=7, decimal_places=4, null=True)
    band_a = models.BooleanField(_("ESG band A"), default=False)  # on the day of the deadline

    class Meta:
        verbose_name = _("verdict on a bid")
        verbose_name_plural = _("verdicts on bids")
        ordering = ["tender", models.F("rank").asc(nulls_last=True), "bid"]

    def __str__(self) -> str:
        return f"{self.bid_id}: {self.state}"

    @property
    def opened_price_won(self) -> Decimal:
        """The price, where the price envelope is open: every tender that is opened has one for each bid that counts."""
        if self.price_won is None:
            raise AssertionError(f"bid {self.bid_id}: its price is still sealed")
        return self.price_won
