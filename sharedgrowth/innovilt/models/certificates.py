"""A certificate and the product versions that it covers; what came after it. Source: domain 12, INV-05, INV-08."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models.classification import in_language
from portal.clock import ClockTimestamp
from portal.regions import region_name
from sharedgrowth.innovilt.models.applications import COMPANY, PERSON, InnoviltApplication
from sharedgrowth.innovilt.states import (
    CERTIFICATE_FLOW,
    CHANGE_FLOW,
    IN_LIFE,
    Category,
    CertificateState,
    ChangeState,
)


class Days(Func):
    """The days from one to another, both included."""

    function = "daterange"
    output_field = DateRangeField()


class Certificate(models.Model):
    """A certified product. ``valid_to`` is its last day. It covers the versions in ``versions``, no others."""

    flow = CERTIFICATE_FLOW
    badges = {
        CertificateState.VALID: "ok",
        CertificateState.SUSPENDED: "bad",
        CertificateState.WITHDRAWN: "bad",
        CertificateState.EXPIRED: "late",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("certificate number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=CertificateState, default=CertificateState.VALID)
    company = models.ForeignKey(
        COMPANY, models.PROTECT, related_name="innovilt_certificates", verbose_name=pgettext_lazy("innovilt", "member")
    )
    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, related_name="innovilt_certificates", verbose_name=_("product")
    )
    application = models.OneToOneField(
        InnoviltApplication, models.PROTECT, related_name="certificate", verbose_name=_("application")
    )
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("renews")
    )
    category = models.CharField(pgettext_lazy("innovilt", "category"), max_length=10, choices=Category)
    name_ko = models.CharField(_("name (Korean)"), max_length=120, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    plant_region = models.CharField(_("region of the plant"), max_length=40, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    issued_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    issued_at = models.DateTimeField(_("issued"), db_default=ClockTimestamp(), editable=False)
    reason = models.TextField(_("reason"), max_length=2000, blank=True, editable=False)
    renewal_asked_on = models.DateField(_("renewal asked for on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("INNOVILT certificate")
        verbose_name_plural = _("INNOVILT certificates")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "valid_to"], name="innovilt_certificate_ends")]
        constraints = [
            models.CheckConstraint(
                name="innovilt_certificate_days",
                condition=Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day must not lie before the first."),
            ),
            ExclusionConstraint(
                name="innovilt_certificate_one_at_a_time",
                expressions=[
                    ("product", RangeOperators.EQUAL),
                    (
                        Days("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=sorted(IN_LIFE)),
                violation_error_message=_("This product already has a certificate for these days."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> str:
        """The name of the product in the reader's language."""
        return in_language(self.name_ko, self.name_en)

    @property
    def region(self) -> str:
        """Where it is made, in the reader's language."""
        return region_name(self.plant_region, get_language() or "ko") if self.plant_region else ""


class CertifiedVersion(models.Model):
    """A product version that a certificate covers, and why. Append-only."""

    append_only = True

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="versions")
    version = models.ForeignKey(
        "catalog.ProductVersion", models.PROTECT, related_name="+", verbose_name=_("product version")
    )
    application = models.ForeignKey(InnoviltApplication, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("certified version")
        verbose_name_plural = _("certified versions")
        ordering = ["certificate", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "version"],
                name="innovilt_certified_version_once",
                violation_error_message=_("The certificate already covers this version."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.version_id}"


class VersionChange(models.Model):
    """A newer version of a certified product: not covered until somebody has looked at it (INV-05)."""

    flow = CHANGE_FLOW
    badges = {
        ChangeState.OPEN: "wait",
        ChangeState.COVERED: "ok",
        ChangeState.REVIEW: "warn",
        ChangeState.CERTIFIED: "ok",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="changes")
    version = models.ForeignKey(
        "catalog.ProductVersion", models.PROTECT, related_name="+", verbose_name=_("product version")
    )
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.OPEN)
    steel_same = models.BooleanField(_("steel unchanged"), null=True)  # as the member states it
    design_same = models.BooleanField(_("design unchanged"), null=True)
    statement = models.TextField(_("what has changed"), max_length=1000, blank=True)
    stated_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    stated_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("changed version")
        verbose_name_plural = _("changed versions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "version"],
                name="innovilt_version_change_once",
                violation_error_message=_("This version is already being examined."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.version_id}"
