"""The agreement of a project: one text for both sides, signed by both; a signed text never changes. Source: 7.3."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.projects import Project


class ProjectAgreement(models.Model):
    """A version of the agreement. ``document`` is the canonical text that both sign; the paper shows its SHA-256."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="agreements", verbose_name=_("project"))
    version = models.PositiveSmallIntegerField(_("version"))
    document = models.JSONField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    drawn_up_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    drawn_up_at = models.DateTimeField(_("drawn up"), db_default=ClockTimestamp(), editable=False)
    company_signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    company_signed_at = models.DateTimeField(_("signed by the company"), null=True, editable=False)
    buyer_signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    buyer_signed_at = models.DateTimeField(_("signed by the buyer"), null=True, editable=False)

    class Meta:
        verbose_name = _("agreement of a project")
        verbose_name_plural = _("agreements of projects")
        ordering = ["project", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "version"],
                name="project_agreement_version_once",
                violation_error_message=_("This version is already there."),
            ),
            models.CheckConstraint(
                name="project_agreement_by_two_people",
                condition=Q(buyer_signed_by=None) | ~Q(buyer_signed_by=F("drawn_up_by")),
                violation_error_message=_("Who drew up the agreement does not sign it for the buyer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.version}"

    @property
    def is_signed(self) -> bool:
        """By both."""
        return self.company_signed_at is not None and self.buyer_signed_at is not None
