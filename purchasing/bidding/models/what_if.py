"""What somebody tried out on opened bids: kept, so that trying is seen; it never touches the result."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, Tender


class WhatIfRun(models.Model):
    """One what-if run: what was changed against the notice and what would have come out. Append-only."""

    append_only = True

    class Kind(models.TextChoices):
        RULE = "rule", _("Another rule or other figures")
        SPLIT = "split", _("Split award")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="what_ifs")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("by"))
    ran_at = models.DateTimeField(_("tried"), db_default=ClockTimestamp(), editable=False)
    engine = models.CharField(_("engine"), max_length=20)
    changes = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    note = models.TextField(_("why it was tried"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("what-if run")
        verbose_name_plural = _("what-if runs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.kind}"
