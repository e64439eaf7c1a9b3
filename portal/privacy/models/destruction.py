"""WHAT: that personal data was destroyed, without the data."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp


class DestructionCertificate(models.Model):
    """What kind of data, how many, on what basis, when, by whom: and nothing of the data. Source: domain PII-06.

    ``by`` is empty when the nightly job did it. Append-only.
    """

    append_only = True
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    holding = models.CharField(_("holding"), max_length=60)  # its key in registry.holdings
    counts = models.JSONField(_("what was destroyed"))  # {"jobs.application": 2, "files.file": 3}
    basis = models.CharField(pgettext_lazy("privacy", "basis"), max_length=300)
    reason = models.CharField(pgettext_lazy("privacy", "reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("privacy", "by"),
    )
    at = models.DateTimeField(_("destroyed"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("certificate of destruction")
        verbose_name_plural = _("certificates of destruction")
        ordering = ["-id"]
        indexes = [models.Index(fields=["holding", "-id"], name="destruction_holding")]
        constraints = [
            models.CheckConstraint(
                name="destruction_says_why",
                condition=Q(reason__gt="", basis__gt=""),
                violation_error_message=_("A certificate of destruction names basis and reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> int:
        """Rows and files together."""
        return sum(self.counts.values())
