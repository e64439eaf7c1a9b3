"""What the evaluation found, and the decision to award."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.bid import Bid
from purchasing.bidding.models.tender import PERSON, WON, Tender


class LimitCalc(models.Model):
    """The calculation as it was done: inputs, intermediate figures, result. Never changed. Source: domain CNV-07.

    One for each version of the evaluation: after an upheld objection it is corrected and run again, beside the old one.
    """

    append_only = True

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="limit_calcs")
    version = models.PositiveSmallIntegerField(_("version of the evaluation"), default=1)
    engine = models.CharField(_("engine"), max_length=20)
    calculated_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    calculated_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    params = models.JSONField()  # what the notice promised
    base_won = models.DecimalField(_("base price (won)"), **WON)
    pool = models.JSONField()  # [{"bid", "price_won"}]: the bids that made the mean
    pool_count = models.PositiveSmallIntegerField(_("bids in the pool"))
    pool_sum_won = models.DecimalField(_("sum of the pool (won)"), max_digits=20, decimal_places=0)
    mean_won = models.DecimalField(_("mean (won)"), max_digits=18, decimal_places=2, null=True)  # shown, half up
    average_won = models.DecimalField(_("midpoint (won)"), max_digits=18, decimal_places=2, null=True)  # shown, half up
    limit_numerator = models.DecimalField(max_digits=40, decimal_places=0, null=True)
    limit_denominator = models.DecimalField(max_digits=40, decimal_places=0, null=True)
    limit_won = models.DecimalField(_("price floor (won)"), **WON, null=True)  # shown, up to the won
    rulings = models.JSONField()  # [{"bid", "outcome", "reason", "figures", "rank", "tie"}]
    failure = models.CharField(max_length=20, blank=True)
    doubt = models.CharField(max_length=20, blank=True)
    seed = models.CharField(max_length=64, blank=True)  # of the lot, published
    document = models.JSONField(default=dict)  # {"inputs", "result"}: rules.recompute(inputs) gives the result again
    sha256 = models.CharField(max_length=64)  # of all of this in canonical form

    class Meta:
        verbose_name = _("price floor calculation")
        verbose_name_plural = _("price floor calculations")
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "version"],
                name="limit_calc_version_once",
                violation_error_message=_("This version of the evaluation is already calculated."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.engine}"


class AwardDecision(models.Model):
    """A proposal to award, and what became of it. The price is the bid's own (held by the database, BID-L1).

    ``out_of_order``: not the bid ranked first; it needs its own reason and two approvers instead of one.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="decisions")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="+", verbose_name=_("bid"))
    price_won = models.DecimalField(_("award price (won)"), **WON)
    reason = models.TextField(_("reason for the award"), max_length=2000)
    out_of_order = models.BooleanField(_("not the first in rank"), default=False)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    first_approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    first_approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by"))
    approved_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("returned by"))
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    taken_back_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("taken back by")
    )  # None: by the portal itself
    taken_back_at = models.DateTimeField(_("taken back"), null=True)
    take_back_reason = models.TextField(blank=True)  # states.TakenBack where the portal did it

    class Meta:
        verbose_name = _("award decision")
        verbose_name_plural = _("award decisions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="award_by_two_people",
                condition=~Q(proposed_by=F("approved_by")) & ~Q(proposed_by=F("first_approved_by")),
                violation_error_message=_("Who proposed an award does not approve it."),
            ),
            models.CheckConstraint(
                name="award_out_of_order_by_two_approvers",
                condition=Q(out_of_order=False)
                | Q(approved_by=None)
                | (Q(first_approved_by__isnull=False) & ~Q(first_approved_by=F("approved_by"))),
                violation_error_message=_("An award out of order needs two approvers."),
            ),
            models.CheckConstraint(
                name="award_approved_or_returned",
                condition=Q(approved_by=None) | Q(returned_by=None),
                violation_error_message=_("A decision is approved or returned, not both."),
            ),
            models.CheckConstraint(
                name="award_taken_back_after_approval",
                condition=Q(taken_back_at=None, take_back_reason="")
                | (Q(taken_back_at__isnull=False, approved_at__isnull=False) & ~Q(take_back_reason="")),
                violation_error_message=_("Only an approved award is taken back, with a reason."),
            ),
            models.UniqueConstraint(
                fields=["tender"],
                name="award_open_or_approved_once",
                condition=Q(returned_by=None, taken_back_at=None),
                violation_error_message=_("There is already an award proposal for this tender."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} → {self.bid_id}"
