"""What a bid is judged by besides its price."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from purchasing.bidding.models.tender import Tender
from purchasing.bidding.states import CriterionKind, Envelope


class Criterion(models.Model):
    """One requirement or scored criterion of a tender, answered in the envelope that it names. Frozen by publication.

    A requirement is met or not; a scored criterion has its points. ``weight`` is in points of 100 over all scored
    criteria of the tender. Source: domain 2.2, security 5.3.
    """

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="criteria")
    no = models.PositiveSmallIntegerField(_("number"))
    envelope = models.CharField(_("envelope"), max_length=14, choices=Envelope, default=Envelope.TECHNICAL)
    kind = models.CharField(_("kind"), max_length=8, choices=CriterionKind, default=CriterionKind.REQUIRED)
    title_ko = models.CharField(_("criterion (Korean)"), max_length=200)
    title_en = models.CharField(_("criterion (English)"), max_length=200, blank=True)
    guidance = models.TextField(_("what is looked at"), max_length=2000, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, null=True, blank=True)
    needs_file = models.BooleanField(_("needs a document"), default=False)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["tender", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "no"],
                name="criterion_once",
                violation_error_message=_("Each criterion has its own number."),
            ),
            models.CheckConstraint(
                name="criterion_scored_has_its_weight",
                condition=Q(kind=CriterionKind.REQUIRED, weight=None)
                | Q(kind=CriterionKind.SCORED, weight__gt=0, weight__lte=100),
                violation_error_message=_("A scored criterion, and only it, has a weight above 0 and at most 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.title}"

    @property
    def title(self) -> str:
        """The title in the reader's language, if there is one."""
        return self.title_en if get_language() == "en" and self.title_en else self.title_ko
