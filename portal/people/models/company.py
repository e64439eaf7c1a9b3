"""A company, the dated facts about it, and its certificates."""

import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.people.facts import fact_label, source_label, value_label
from portal.people.rules.names import name_skeleton
from portal.people.states import (
    CERTIFICATE_FLOW,
    COMPANY_FLOW,
    PROPOSAL_FLOW,
    CertificateState,
    CompanyState,
    LegalForm,
    Level,
    ProposalKind,
    ProposalState,
    SizeClass,
    TaxStatus,
)


class Company(models.Model):
    """A supplier, or the buying organisation itself (``is_buyer``). Source: domain 1.4, CAT-01..06."""

    flow = COMPANY_FLOW
    badges = {
        CompanyState.UNDER_REVIEW: "wait",
        CompanyState.SUSPENDED: "bad",
        CompanyState.DORMANT: "mute",
        CompanyState.CLOSED: "mute",
        CompanyState.MERGED: "mute",
    }

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
    skeleton_ko = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    skeleton_en = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    country = models.CharField(_("country"), max_length=2, default="KR")
    legal_form = models.CharField(_("legal form"), max_length=15, choices=LegalForm, blank=True)
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
    registration_document = models.ForeignKey(
        "files.File",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registration certificate"),
    )
    registration_issued_on = models.DateField(_("certificate issued on"), null=True, blank=True)
    review_note = models.TextField(_("what the reviewer said"), max_length=1000, blank=True, editable=False)
    rejected_on = models.DateField(null=True, blank=True, editable=False)
    rejected_times = models.PositiveSmallIntegerField(default=0, editable=False)
    reverification_asked_on = models.DateField(null=True, blank=True, editable=False)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True, editable=False)
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
            models.UniqueConstraint(  # whatever the country: a VAT number is kept with the country's letters
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
            models.UniqueConstraint(
                fields=["is_buyer"],
                name="company_one_buyer",
                condition=Q(is_buyer=True),
                violation_error_message=_("There is one buying organisation."),
            ),
            models.CheckConstraint(
                name="company_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
                violation_error_message=_("A company is not its own parent."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("legal_name_ko"), "gin_trgm_ops"), name="company_name_ko_trgm"),
            GinIndex(OpClass(Upper("legal_name_en"), "gin_trgm_ops"), name="company_name_en_trgm"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        """The skeletons follow the names."""
        self.skeleton_ko = name_skeleton(self.legal_name_ko)[:200]
        self.skeleton_en = name_skeleton(self.legal_name_en)[:200] if self.legal_name_en else ""
        fields = kwargs.get("update_fields")
        if fields is not None and {"legal_name_ko", "legal_name_en"} & set(fields):
            kwargs["update_fields"] = {*fields, "skeleton_ko", "skeleton_en"}
        super().save(*args, **kwargs)

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
    def id_display(self) -> str:
        """The number it is known by, with its kind for a foreign one: ``123-45-67891``, ``LEI 5493…``."""
        return self.brn_display or f"{self.get_foreign_id_type_display()} {self.foreign_id}"

    @property
    def is_active(self) -> bool:
        """Whether the company may act."""
        return self.state == CompanyState.ACTIVE

    @property
    def takes_changes(self) -> bool:
        """Whether its people may still edit what identifies it."""
        return self.state in (CompanyState.DRAFT, CompanyState.RETURNED)


class CompanyProposal(models.Model):
    """A decision about a company by two people: an officer proposes, an approver decides. Source: domain SOD-06."""

    flow = PROPOSAL_FLOW
    badges = {ProposalState.OPEN: "wait", ProposalState.DECLINED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(Company, models.PROTECT, related_name="proposals", verbose_name=_("company"))
    kind = models.CharField(_("kind"), max_length=10, choices=ProposalKind)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    reason = models.CharField(_("reason"), max_length=500)
    until = models.DateField(_("until"), null=True, blank=True)
    parent = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parent company")
    )
    successor = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("company", "successor"),
    )
    merged_on = models.DateField(_("day of the merger"), null=True, blank=True)
    document = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("extract of the register")
    )
    proposed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decision_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("proposal about a company")
        verbose_name_plural = _("proposals about companies")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind"],
                name="company_proposal_open_once",
                condition=Q(state=ProposalState.OPEN),
                violation_error_message=_("Such a proposal is already waiting for a decision."),
            ),
            models.CheckConstraint(
                name="company_proposal_two_people",
                condition=Q(decided_by=None) | Q(state=ProposalState.WITHDRAWN) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Who proposed it may not decide it."),
            ),
            models.CheckConstraint(
                name="company_proposal_succession_whole",
                condition=~Q(kind=ProposalKind.SUCCESSION)
                | Q(successor__isnull=False, merged_on__isnull=False, document__isnull=False),
                violation_error_message=_("A succession names the successor, the day and the extract of the register."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.company}"


class Standing(models.Model):
    """A dated fact about a company that one app records and another reads (an ESG grade, a sanction, a level).

    Append-only: a later row of the same fact replaces an earlier one; ``valid_to`` is the last day in force.
    """

    append_only = True

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

    @property
    def fact_label(self) -> object:
        """What the fact is called."""
        return fact_label(self.fact)

    @property
    def value_label(self) -> object:
        """What its value is called."""
        return value_label(self.fact, self.value)

    @property
    def source_label(self) -> str:
        """Where it comes from, in the reader's language."""
        return source_label(self.source)


class CertificateKind(models.Model):
    """A kind of certificate the portal knows, and how long it usually lasts; staff may edit. Source: CAT-17."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    usual_years = models.PositiveSmallIntegerField(
        _("usual validity (years)"), null=True, blank=True, help_text=_("Leave empty if it does not expire.")
    )
    in_use = models.BooleanField(_("can be chosen"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("kind of certificate")
        verbose_name_plural = _("kinds of certificates")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_ko


class Certificate(models.Model):
    """A certificate of a company, with evidence, dates and a verifier. Source: domain 1.4, CAT-17, CNV-14."""

    flow = CERTIFICATE_FLOW
    badges = {CertificateState.REVOKED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(Company, models.PROTECT, related_name="certificates", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=10, choices=CertificateState, default=CertificateState.PENDING)
    kind = models.ForeignKey(CertificateKind, models.PROTECT, related_name="certificates", verbose_name=_("kind"))
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
        indexes = [models.Index(fields=["state", "valid_to"], name="certificate_expiry")]
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
        return f"{self.kind_id} {self.number}"
