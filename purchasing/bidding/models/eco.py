"""The premium of eco-friendly offers: the looks at what a bid's products prove."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.bid import Bid
from purchasing.bidding.models.tender import Tender
from purchasing.bidding.models.terms import RATIO
from purchasing.bidding.states import EcoFault, PreferenceStage


class EcoCheck(models.Model):
    """One look at the products that a bid offers, and the premium that followed. Never changed.

    An offer is eco-friendly when every line is: a product of the bidder's own catalogue, of the line's class, whose
    3R evidence holds on the day. Source: domain ECO-03, ECO-05.
    """

    append_only = True

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="eco_checks")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="eco_checks")
    stage = models.CharField(_("looked at"), max_length=10, choices=PreferenceStage)
    on = models.DateField(_("on"))
    premium = models.DecimalField(_("premium"), **RATIO)  # 0: the offer does not count as eco-friendly
    products = models.JSONField(_("products offered"), default=list)  # line, product, kind, evidence, claim
    fault = models.CharField(_("why not"), max_length=12, choices=EcoFault, blank=True)
    line_no = models.PositiveSmallIntegerField(_("line"), null=True)  # the first line with the fault
    checked_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("look at an eco-friendly offer")
        verbose_name_plural = _("looks at eco-friendly offers")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tender", "stage"], name="eco_check_stage")]
        constraints = [
            models.CheckConstraint(
                name="eco_check_premium_or_fault",
                condition=models.Q(premium__gt=0, fault="") | (models.Q(premium=0) & ~models.Q(fault="")),
                violation_error_message=_("An offer has the premium, or a reason why not."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.bid_id} {self.stage}: {self.premium}"
