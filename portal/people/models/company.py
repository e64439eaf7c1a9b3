"""A company, the dated facts about it, and its certificates."""

import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.people.states import (
    CERTIFICATE_FLOW,
    COMPANY_FLOW,
    CertificateState,
    CompanyState,
    Level,
    SizeClass,
    TaxStatus,
)


class Company(models.Model):
    """A supplier, or the buying organisation itself (``is_buyer``). Source: domain 1.4, CAT-01..06."""

    flow = COMPANY_FLOW

    class ForeignId(models.TextChoices):
        NONE = "", _("None")
        LEI = "LEI", "LEI"
        VAT = "VAT", "VAT"
        DUNS = "DUNS", "D-U-N-S"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=CompanyState, default=CompanyState.DRAFT)
    is_buyer = models.BooleanField(_("buying organisation"), default=False)
    legal_name_ko = models.CharField(_("legal name (Korean)"), max_length=200)
    legal_name_en = models.CharField(_("legal name (English)"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, default="KR")
    brn = models.CharField(_("business registration number"), max_length=10, blank=True)
    corp_no = models.CharField(_("corporate registration number"), max_length=13, blank=True)
    foreign_id_type = models.CharField(_("kind of foreign number"), max_length=4, choices=ForeignId, blank=True)
    foreign_id = models.CharField(_("foreign number"), max_length=20, blank=True)
    rep_name = models.CharField(_("representative"), max_length=80, blank=True)
    established_on = models.DateField(_("established on"), null=True, blank=True)
    size_class = models.CharField(_("size"), max_length=10, choices=SizeClass, blank=True)
    industry = models.CharField(_("industry (KSIC)"), max_length=5, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    address_detail = models.CharField(_("address, detail"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    about_ko = models.TextField(_("about the company (Korean)"), max_length=2000, blank=True)
    about_en = models.TextField(_("about the company (English)"), max_length=2000, blank=True)
    level = models.CharField(_("level"), max_length=2, choices=Level, default=Level.L0)
    tax_status = models.CharField(_("tax status"), max_length=10, choices=TaxStatus, default=TaxStatus.UNKNOWN)
    tax_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("parent company"))
    returned_times = models.PositiveSmallIntegerField(default=0, editable=False)
    submitted_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    reviewed_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [
            models.UniqueConstraint(
                fields=["brn"],
                name="company_brn_once",
                condition=Q(brn__gt=""),
                violation_error_message=_("A company with this business number is already registered."),
            ),
            models.UniqueConstraint(
                fields=["foreign_id_type", "foreign_id"],
                name="company_foreign_id_once",
                condition=Q(foreign_id__gt=""),
                violation_error_message=_("A company with this number is already registered."),
            ),
            models.CheckConstraint(
                name="company_brn_is_ten_digits",
                condition=Q(brn="") | Q(brn__regex=r"^[0-9]{10}$"),
                violation_error_message=_("A business number has ten digits."),
            ),
            models.CheckConstraint(
                name="company_korean_has_brn",
                condition=~Q(country="KR") | Q(brn__gt=""),
                violation_error_message=_("A Korean company needs its business number."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("legal_name_ko"), "gin_trgm_ops"), name="company_name_ko_trgm"),
            GinIndex(OpClass(Upper("legal_name_en"), "gin_trgm_ops"), name="company_name_en_trgm"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The legal name in the reader's language, if there is one."""
        if get_language() == "en" and self.legal_name_en:
            return self.legal_name_en
        return self.legal_name_ko

    @property
    def brn_display(self) -> str:
        """``123-45-67891``."""
        return f"{self.brn[:3]}-{self.brn[3:5]}-{self.brn[5:]}" if self.brn else ""

    @property
    def is_active(self) -> bool:
        """Whether the company may act."""
        return self.state == CompanyState.ACTIVE


class Standing(models.Model):
    """A dated fact about a company that one app records and another reads (an ESG grade, a sanction, a level).

    Append-only: a later row of the same fact replaces an earlier one; ``valid_to`` is the last day in force.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="standings")
    fact = models.CharField(_("fact"), max_length=60)
    value = models.CharField(_("value"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    recorded_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes = [models.Index(fields=["company", "fact", "-valid_from", "-id"], name="standing_latest")]
        constraints = [
            models.CheckConstraint(
                name="standing_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day must not lie before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact}: {self.value}"


class Certificate(models.Model):
    """A certificate of a company, with evidence, dates and a verifier. Source: domain 1.4, CAT-17, CNV-14."""

    flow = CERTIFICATE_FLOW

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(Company, models.PROTECT, related_name="certificates", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=10, choices=CertificateState, default=CertificateState.PENDING)
    kind = models.CharField(_("kind"), max_length=40)
    number = models.CharField(_("certificate number"), max_length=80)
    issuer = models.CharField(_("issuer"), max_length=120)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("Leave empty if it does not expire."))
    document = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, verbose_name=_("document"))
    verified_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    added_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "number"],
                name="certificate_once_per_company",
                violation_error_message=_("This certificate is already listed."),
            ),
            models.CheckConstraint(
                name="certificate_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day must not lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
