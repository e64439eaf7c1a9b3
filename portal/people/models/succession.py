"""A company goes on in another one: a merger, or a business under a new number."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp


class CompanySuccession(models.Model):
    """From a day on ``successor`` stands where ``former`` stood. Written once, by a decision of two people.

    What ``former`` has agreed stays in its name; who acts for it, who is paid and who answers for it follows.
    Source: domain 1.10 (changed number after a merger), 17 (CompanySuccession).
    """

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    former = models.OneToOneField(
        "people.Company", models.PROTECT, related_name="succession", verbose_name=_("former company")
    )
    successor = models.ForeignKey(
        "people.Company",
        models.PROTECT,
        related_name="predecessions",
        verbose_name=pgettext_lazy("company", "successor"),
    )
    merged_on = models.DateField(_("day of the merger"))
    proposal = models.OneToOneField("people.CompanyProposal", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("in force here since"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="succession_of_another",
                condition=~Q(former=F("successor")),
                violation_error_message=_("A company does not succeed itself."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.former} → {self.successor}"
