"""Files of a delivery: its note, photos of the inspection. What both sides have looked at stays as it was."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import PERSON
from purchasing.contracts.models.delivery import Delivery
from purchasing.contracts.states.papers import PaperKind


class DeliveryPaper(models.Model):
    """One file of a delivery, added by one of its two sides. Never taken away: it proves what came."""

    append_only = True

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="papers", verbose_name=_("delivery"))
    file = models.OneToOneField("files.File", models.PROTECT, related_name="+", verbose_name=_("file"))
    kind = models.CharField(_("kind"), max_length=8, choices=PaperKind)
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("file of a delivery")
        verbose_name_plural = _("files of deliveries")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.kind}"
