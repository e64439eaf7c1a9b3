"""WHAT: a company that a partner made in the sandbox, and what was laid out for it."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import real_now


class SandboxCompany(models.Model):
    """A partner's company in the sandbox. ``things`` lists what it found there at first, in both languages.

    Its times are the machine's: the sandbox's own clock is moved by whoever has a company.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.OneToOneField(
        "people.Company", models.PROTECT, related_name="sandbox_company", verbose_name=_("company")
    )
    key = models.CharField(_("key"), max_length=100, null=True, unique=True, editable=False)  # of the call, hashed
    wish = models.CharField(_("name asked for"), max_length=80, default="", editable=False)
    made_from = models.CharField(_("made from"), max_length=64, default="", editable=False)  # the address, hashed
    things = models.JSONField(_("laid out"), default=list)
    made_at = models.DateTimeField(_("made"), default=real_now, editable=False)
    moved = models.DurationField(_("moved the clock by"), default=timedelta(0), editable=False)
    moving_since = models.DateTimeField(_("moving the clock since"), null=True, editable=False)

    class Meta:
        verbose_name = _("sandbox company")
        verbose_name_plural = _("sandbox companies")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return str(self.company)
