"""WHAT: a company that a partner made in the sandbox, and what was laid out for it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp


class SandboxCompany(models.Model):
    """A partner's company in the sandbox. ``things`` lists what it found there at first, in both languages."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.OneToOneField(
        "people.Company", models.PROTECT, related_name="sandbox_company", verbose_name=_("company")
    )
    key = models.CharField(_("key"), max_length=100, null=True, unique=True, editable=False)  # of the call that made it
    things = models.JSONField(_("laid out"), default=list)
    made_at = models.DateTimeField(_("made"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("sandbox company")
        verbose_name_plural = _("sandbox companies")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return str(self.company)
