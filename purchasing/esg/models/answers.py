"""What a company has handed in: the text of all answers at that moment, kept for good. Source: domain 11.2."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.esg.models.assessment import Assessment
from purchasing.esg.models.gate import PERSON


class AnswerSheet(models.Model):
    """All answers as they were handed in, as canonical JSON text; a later answer to a reviewer's question is another.

    The receipt names ``sha256``: who holds the text can show what was handed in, and that nothing was changed since.
    """

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="sheets", verbose_name=_("assessment"))
    seq = models.PositiveSmallIntegerField(_("no."))
    content = models.TextField(editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False, verbose_name=_("handed in by"))
    at = models.DateTimeField(_("handed in"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("answers as handed in")
        verbose_name_plural = _("answers as handed in")
        ordering = ["assessment", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "seq"],
                name="answer_sheet_in_order",
                violation_error_message=_("These answers are already handed in."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.seq}"
