"""People who help: consultants from outside and experts of the buyer. Source: domain 8, 16 (CN)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.calls import PERSON


class Expert(models.Model):
    """The profile of a person who advises companies."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(PERSON, models.PROTECT, related_name="expert", verbose_name=_("person"))
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=120, blank=True)
    years = models.PositiveSmallIntegerField(_("years of experience"), default=0)
    about_ko = models.TextField(_("about (Korean)"), max_length=1000, blank=True)
    about_en = models.TextField(_("about (English)"), max_length=1000, blank=True)
    active = models.BooleanField(_("takes projects"), default=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)
