"""What was released to everybody about a contracting process, release by release. Source: OCDS 1.1.5."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.procedure import Procedure
from purchasing.bidding.models.tender import Tender


class OcdsRelease(models.Model):
    """One release of the Open Contracting Data Standard, as it went out. Never changed: news are a new release."""

    append_only = True

    procedure = models.ForeignKey(Procedure, models.PROTECT, null=True, related_name="releases")
    tender = models.ForeignKey(Tender, models.PROTECT, null=True, related_name="releases")
    ocid = models.CharField(_("OCID"), max_length=60)
    seq = models.PositiveIntegerField(_("release"))
    tags = ArrayField(models.CharField(max_length=20), verbose_name=_("tags"))
    released_at = models.DateTimeField(_("released"), db_default=ClockTimestamp(), editable=False)
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)  # of the document in canonical form

    class Meta:
        verbose_name = _("OCDS release")
        verbose_name_plural = _("OCDS releases")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ocid", "seq"],
                name="ocds_release_once",
                violation_error_message=_("This release is already there."),
            ),
            models.CheckConstraint(
                name="ocds_release_of_one_process",
                condition=Q(procedure=None, tender__isnull=False) | Q(procedure__isnull=False, tender=None),
                violation_error_message=_("A release belongs to a tender or to a notice over several lots."),
            ),
        ]
        indexes = [models.Index(fields=["released_at"], name="ocds_released")]

    def __str__(self) -> str:
        return f"{self.ocid}-{self.seq:03d}"
