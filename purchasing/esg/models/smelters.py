"""Lists of smelters and of high-risk areas, each version as it was imported. Source: domain MIN-04, MIN-08."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.esg.models.gate import PERSON
from purchasing.esg.states.minerals import AreaKind, ListKind, Metal, SmelterStatus


class ScreeningList(models.Model):
    """One imported version of a list; its rows never change, the latest version of a kind counts (MIN-08)."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("list"), max_length=10, choices=ListKind)
    version = models.CharField(_("version"), max_length=40)
    listed_on = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)  # of its rows in order
    size = models.PositiveIntegerField(_("rows"), editable=False)
    diff = models.JSONField(default=dict, editable=False)  # against the version before
    imported_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    imported_at = models.DateTimeField(_("imported"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("list for screening")
        verbose_name_plural = _("lists for screening")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="screening_list_version_once",
                violation_error_message=_("This version of the list is already there, with other rows."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class Smelter(models.Model):
    """A smelter or refiner for one metal, as a version of the list tells it (MIN-04)."""

    append_only = True

    listing = models.ForeignKey(ScreeningList, models.PROTECT, related_name="smelters")
    cid = models.CharField(_("smelter number"), max_length=12)
    metal = models.CharField(_("mineral"), max_length=10, choices=Metal)
    name = models.CharField(_("name"), max_length=200)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name=_("also called"))
    country = models.CharField(_("country"), max_length=2)
    status = models.CharField(_("status"), max_length=16, choices=SmelterStatus)
    status_on = models.DateField(_("status of"), null=True, blank=True)

    class Meta:
        verbose_name = _("smelter")
        verbose_name_plural = _("smelters")
        ordering = ["metal", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "cid", "metal"],
                name="smelter_once",
                violation_error_message=_("This smelter appears twice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.cid} {self.name}"


class RiskArea(models.Model):
    """A country, or a region of it, on a version of the list of areas."""

    append_only = True

    listing = models.ForeignKey(ScreeningList, models.PROTECT, related_name="areas")
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=AreaKind)

    class Meta:
        verbose_name = _("high-risk area")
        verbose_name_plural = _("high-risk areas")
        ordering = ["country", "region"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "country", "region", "kind"],
                name="risk_area_once",
                violation_error_message=_("This area appears twice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.region}"
