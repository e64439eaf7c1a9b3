"""Responsible minerals: the policy, who declares, declarations, lists of smelters and areas, what was found, cases."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.esg.models.actions import CorrectiveAction
from purchasing.esg.models.assessment import RedFlag
from purchasing.esg.models.gate import COMPANY, FILE, PERSON
from purchasing.esg.states.minerals import (
    DECLARATION_FLOW,
    DECLARATION_OPEN,
    DeclarationScope,
    DeclarationState,
    DueStep,
    Metal,
    MineralFinding,
    MineralStrategy,
    MineralTemplate,
    SmelterStatus,
)


class MineralPolicy(models.Model):
    """The house's policy on minerals, dated; counts once a second person has approved it. Source: domain 11.9."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.CharField(_("version"), max_length=12, unique=True)
    effective_on = models.DateField(_("in force from"))
    text_ko = models.TextField(_("text (Korean)"), max_length=8000)
    text_en = models.TextField(_("text (English)"), max_length=8000)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("policy on minerals")
        verbose_name_plural = _("policies on minerals")
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="mineral_policy_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who wrote a version does not approve it."),
            )
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.text_en if get_language() == "en" else self.text_ko

    @property
    def is_approved(self) -> bool:
        """The first one came with the portal."""
        return self.entered_by_id is None or self.approved_by_id is not None


class MineralConsent(models.Model):
    """That a company consented to a version of the policy."""

    append_only = True

    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="mineral_consents", verbose_name=_("company"))
    policy = models.ForeignKey(MineralPolicy, models.PROTECT, related_name="consents", verbose_name=_("version"))
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    signer = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False, verbose_name=_("signed by"))
    signed_at = models.DateTimeField(_("signed"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("consent to the policy on minerals")
        verbose_name_plural = _("consents to the policy on minerals")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "policy"],
                name="mineral_consent_once",
                violation_error_message=_("Your company has already consented to this version."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.policy_id}"


class MineralClass(models.Model):
    """A catalogue class (with all below it) whose goods may hold minerals of the policy (MIN-01)."""

    node = models.OneToOneField(
        "catalog.ClassNode", models.PROTECT, related_name="mineral_class", verbose_name=_("class")
    )
    metals = ArrayField(models.CharField(max_length=10, choices=Metal), verbose_name=_("minerals"))
    reason = models.CharField(_("why"), max_length=200)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("class with minerals")
        verbose_name_plural = _("classes with minerals")
        ordering = ["node__code"]
        constraints = [
            models.CheckConstraint(
                name="mineral_class_names_metals",
                condition=Q(metals__len__gt=0),
                violation_error_message=_("Choose at least one mineral."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {', '.join(self.metals)}"


class MineralDeclaration(models.Model):
    """What a supplier declares of the minerals in its goods and of the smelters behind them (MIN-02, MIN-03)."""

    flow = DECLARATION_FLOW
    badges = {
        DeclarationState.REQUESTED: "wait",
        DeclarationState.SUBMITTED: "wait",
        DeclarationState.CHECKED: "wait",
        DeclarationState.QUERIED: "warn",
        DeclarationState.ACCEPTED: "ok",
        DeclarationState.EXPIRED: "mute",
        DeclarationState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="mineral_declarations", verbose_name=_("company"))
    template = models.CharField(_("template"), max_length=4, choices=MineralTemplate)
    template_version = models.CharField(_("version of the template"), max_length=12, blank=True)
    scope = models.CharField(_("scope"), max_length=8, choices=DeclarationScope, default=DeclarationScope.COMPANY)
    scope_text = models.CharField(_("what it covers"), max_length=500, blank=True)
    products = models.JSONField(_("products"), default=list, blank=True)  # [{"no", "name", "comment"}]
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    authorizer = models.CharField(_("signed for the company by"), max_length=120, blank=True)
    declared_on = models.DateField(_("date of the declaration"), null=True, blank=True)
    company_answers = models.JSONField(default=dict, blank=True)  # {"A": "yes"} and so on, as the template letters them
    metal_answers = models.JSONField(default=dict, blank=True)  # {"tin": {"used": "yes", …}}
    comments = models.JSONField(default=dict, blank=True)  # {"A": "…", "tin.used": "…"}
    state = models.CharField(_("state"), max_length=12, choices=DeclarationState, default=DeclarationState.REQUESTED)
    due_on = models.DateField(_("due"), null=True, blank=True)
    file = models.ForeignKey(FILE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("workbook"))
    read_notes = models.JSONField(default=list, blank=True, editable=False)  # what the import could not take, by cell
    version = models.PositiveIntegerField(default=1, editable=False)  # goes up with each saving: two people at once
    requested_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    edited_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    query = models.TextField(_("question to the supplier"), max_length=2000, blank=True)
    reviewer = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("reviewer")
    )
    decided_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    valid_to = models.DateField(_("valid until"), null=True, editable=False)
    screened_at = models.DateTimeField(_("screened"), null=True, editable=False)

    class Meta:
        verbose_name = _("declaration of minerals")
        verbose_name_plural = _("declarations of minerals")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "template"],
                name="mineral_declaration_open_once",
                condition=Q(state__in=DECLARATION_OPEN),
                violation_error_message=_("A declaration of this template is already under way."),
            ),
            models.CheckConstraint(
                name="mineral_declaration_by_two_people",
                condition=Q(reviewer=None) | Q(submitted_by=None) | ~Q(reviewer=F("submitted_by")),
                violation_error_message=_("Who submitted it does not accept it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DeclaredSmelter(models.Model):
    """One smelter of a declaration, and what the screening found about it."""

    badges: dict[str, Any] = {
        SmelterStatus.CONFORMANT: "ok",
        SmelterStatus.ACTIVE: "info",
        SmelterStatus.NOT_ENROLLED: "warn",
        SmelterStatus.NON_CONFORMANT: "bad",
        SmelterStatus.UNKNOWN: "mute",
    }

    declaration = models.ForeignKey(MineralDeclaration, models.CASCADE, related_name="smelters")
    row = models.PositiveIntegerField(_("row"))
    metal = models.CharField(_("mineral"), max_length=10, choices=Metal)
    cid = models.CharField(_("smelter number"), max_length=12, blank=True)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, blank=True)
    mine_countries = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("origin"))
    recycled = models.BooleanField(_("recycled or scrap only"), default=False)
    linked = models.BooleanField(_("linked by shares"), default=False)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=SmelterStatus, default=SmelterStatus.UNKNOWN)
    findings = ArrayField(models.CharField(max_length=16, choices=MineralFinding), default=list, editable=False)
    remark = models.CharField(max_length=200, blank=True, editable=False)  # number and name do not belong together

    class Meta:
        verbose_name = _("declared smelter")
        verbose_name_plural = _("declared smelters")
        ordering = ["declaration", "row"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "row"],
                name="declared_smelter_once",
                violation_error_message=_("Each row appears once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.cid} {self.name}"


class MineralIssue(models.Model):
    """What the screening found and what became of it: flag, plan in 30 days, smelter replaced in 180 (MIN-05, -07)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="mineral_issues", verbose_name=_("company"))
    declaration = models.ForeignKey(MineralDeclaration, models.PROTECT, related_name="issues")
    kind = models.CharField(_("finding"), max_length=16, choices=MineralFinding)
    metal = models.CharField(_("mineral"), max_length=10, choices=Metal)
    cid = models.CharField(_("smelter number"), max_length=12, blank=True)
    name = models.CharField(_("smelter"), max_length=200, blank=True)
    opened_on = models.DateField(_("found"))
    plan_by = models.DateField(_("mended or planned by"))
    replace_by = models.DateField(_("smelter replaced by"))
    cleared_on = models.DateField(_("cleared"), null=True, blank=True)
    flag = models.ForeignKey(RedFlag, models.PROTECT, null=True, blank=True, related_name="+")
    action = models.ForeignKey(CorrectiveAction, models.PROTECT, null=True, blank=True, related_name="+")
    limit_proposed_on = models.DateField(_("limitation proposed"), null=True, blank=True)

    class Meta:
        verbose_name = _("finding about minerals")
        verbose_name_plural = _("findings about minerals")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "metal", "cid", "name"],
                name="mineral_issue_open_once",
                condition=Q(cleared_on=None),
                violation_error_message=_("This finding is already open."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.metal} {self.cid}"


class MineralCase(models.Model):
    """Due diligence about one supplier in one year, in the five steps of the OECD."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="mineral_cases", verbose_name=_("company"))
    year = models.PositiveSmallIntegerField(_("year"))
    strategy = models.CharField(_("strategy"), max_length=10, choices=MineralStrategy, blank=True)
    strategy_words = models.TextField(_("why"), max_length=1000, blank=True)
    strategy_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    strategy_on = models.DateField(_("decided on"), null=True, editable=False)
    opened_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("due diligence about minerals")
        verbose_name_plural = _("due diligence about minerals")
        ordering = ["-year", "company_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "year"],
                name="mineral_case_once",
                violation_error_message=_("There is one case for a supplier and a year."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.company_id}"


class MineralStep(models.Model):
    """That one of the five steps was found done, by whom and in which words."""

    append_only = True

    case = models.ForeignKey(MineralCase, models.PROTECT, related_name="steps")
    step = models.CharField(_("step"), max_length=1, choices=DueStep)
    words = models.TextField(_("what was found"), max_length=1000)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField(_("done"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("step of due diligence")
        verbose_name_plural = _("steps of due diligence")
        ordering = ["case", "step"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"],
                name="mineral_step_once",
                violation_error_message=_("This step is already done."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"


class MineralReport(models.Model):
    """That the report of a year was made, by whom, and its figures of that day (OECD step 5)."""

    append_only = True

    year = models.PositiveSmallIntegerField(_("year"))
    declared = models.PositiveIntegerField(_("suppliers that declared"))
    needed = models.PositiveIntegerField(_("suppliers that have to declare"))
    conformant = models.PositiveIntegerField(_("conformant smelters"))
    listed = models.PositiveIntegerField(_("listed smelters"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("made"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("yearly report on minerals")
        verbose_name_plural = _("yearly reports on minerals")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.year)
