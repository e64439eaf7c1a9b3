"""A selection: who was taken, who waits, by which numbers. Written once. Source: domain 7.3 (PI-04), 15 (FND-10)."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.calls import PERSON, Call
from sharedgrowth.support.models.terms import SHARE

WON: dict[str, Any] = {"max_digits": 18, "decimal_places": 2}


class Selection(models.Model):
    """One decision of a call. A waiver says why the balance of trading and non-trading companies was not kept."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="selections", verbose_name=_("call"))
    seq = models.PositiveSmallIntegerField(_("number"))
    selected = models.JSONField(_("selected"), default=list)  # [{number, points, rank, trading, won}]
    waitlisted = models.JSONField(_("waitlisted"), default=list)
    places = models.PositiveSmallIntegerField(_("places"))
    taken_after = models.PositiveSmallIntegerField(_("places taken afterwards"))
    nontrading_share = models.DecimalField(_("share of non-trading companies"), **SHARE, null=True)
    waiver = models.TextField(_("waiver of the balance"), max_length=1000, blank=True)
    available_before = models.DecimalField(_("available before (won)"), **WON, null=True)
    committed = models.DecimalField(_("committed (won)"), **WON, default=0)
    moved_up = models.BooleanField(_("from the waitlist"), default=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("selection")
        verbose_name_plural = _("selections")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "seq"],
                name="selection_in_order",
                violation_error_message=_("Someone else has just changed this. Reload the page and look again."),
            ),
            models.CheckConstraint(
                name="selection_within_places",
                condition=models.Q(taken_after__lte=models.F("places")),
                violation_error_message=_("There are not so many places left."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.seq}"
