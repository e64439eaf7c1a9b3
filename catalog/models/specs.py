"""The buyer's own specifications by version, and the cases that change them. Source: domain 1.4, 1.7 (SpecCase)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.classification import ClassNode, in_language
from catalog.models.proposals import Proposal
from catalog.models.sourcing import Required, SourcingRequest
from catalog.states import CASE_FLOW, CASE_OPEN, CaseState
from portal.clock import ClockTimestamp

USER = "people.User"
C = CaseState


class Specification(models.Model):
    """What the buyer asks for of a part: its versions hold the attributes, the latest in force counts."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    class_node = models.ForeignKey(ClassNode, models.PROTECT, related_name="+", verbose_name=_("class (UNSPSC)"))
    part_number = models.CharField(_("part number"), max_length=40, blank=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["class_node__code", "part_number"]
        verbose_name = _("specification")
        verbose_name_plural = _("specifications")
        constraints = [
            models.UniqueConstraint(
                fields=["class_node", "part_number"],
                name="specification_once",
                violation_error_message=_("This class and part number already have a specification."),
            )
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.part_number, self.name) if part)

    @property
    def name(self) -> str:
        """The name in the reader's language, else the other one."""
        return in_language(self.name_ko, self.name_en)


class SpecificationVersion(models.Model):
    """One version of a specification, in force from a day on. Append-only: a change is a further version."""

    append_only = True

    specification = models.ForeignKey(Specification, models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateField(_("in force from"))
    case = models.OneToOneField(
        "catalog.SpecCase", models.PROTECT, null=True, blank=True, related_name="made", verbose_name=_("by the case")
    )
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["-no"]
        verbose_name = _("version of a specification")
        verbose_name_plural = _("versions of specifications")
        constraints = [models.UniqueConstraint(fields=["specification", "no"], name="specification_version_once")]

    def __str__(self) -> str:
        return f"{self.specification} v{self.no}"


class SpecificationRow(Required):
    """One attribute of one version. Append-only."""

    append_only = True

    version = models.ForeignKey(SpecificationVersion, models.PROTECT, related_name="rows")

    class Meta:
        ordering = ["definition__order", "definition__code"]
        verbose_name = _("row of a specification")
        verbose_name_plural = _("rows of specifications")
        constraints = [models.UniqueConstraint(fields=["version", "definition"], name="specification_row_once")]


class SpecCase(models.Model):
    """A proposed change of a specification: reviewed by the using department, then decided by quality."""

    flow = CASE_FLOW
    badges = {
        C.PROPOSED: "draft",
        C.TECH_REVIEW: "wait",
        C.QUALITY_REVIEW: "wait",
        C.APPROVED: "ok",
        C.REJECTED: "bad",
        C.EFFECTIVE: "ok",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    specification = models.ForeignKey(Specification, models.PROTECT, related_name="cases")
    base = models.ForeignKey(
        SpecificationVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("changes version")
    )
    request = models.ForeignKey(SourcingRequest, models.PROTECT, null=True, blank=True, related_name="cases")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=14, choices=CaseState, default=CaseState.PROPOSED)
    department = models.CharField(_("department"), max_length=80, blank=True, editable=False)
    reason = models.TextField(_("reason"), max_length=2000)
    savings_won = models.DecimalField(
        _("estimated saving per year (won)"), max_digits=18, decimal_places=0, null=True, blank=True
    )
    effective_from = models.DateField(_("in force from"))
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    tech_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    tech_at = models.DateTimeField(null=True, blank=True, editable=False)
    quality_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    quality_at = models.DateTimeField(null=True, blank=True, editable=False)
    decision_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("specification case")
        verbose_name_plural = _("specification cases")
        constraints = [
            models.UniqueConstraint(
                fields=["specification"],
                name="spec_case_one_open",
                condition=Q(state__in=CASE_OPEN),
                violation_error_message=_("Another case already changes this specification."),
            ),
            models.CheckConstraint(
                name="spec_case_tech_by_another",
                condition=Q(tech_by=None) | ~Q(tech_by=F("proposed_by")),
                violation_error_message=_("Who proposes a change does not review it."),
            ),
            models.CheckConstraint(
                name="spec_case_quality_by_a_third",
                condition=Q(quality_by=None) | (~Q(quality_by=F("proposed_by")) & ~Q(quality_by=F("tech_by"))),
                violation_error_message=_("Two different people approve a case, neither of them who proposed it."),
            ),
            models.CheckConstraint(
                name="spec_case_approved_by_two",
                condition=~Q(state__in=[C.APPROVED, C.EFFECTIVE]) | Q(tech_by__isnull=False, quality_by__isnull=False),
                violation_error_message=_("A case is approved by two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.specification}"


class SpecCaseRow(Required):
    """One attribute as the case proposes it."""

    case = models.ForeignKey(SpecCase, models.CASCADE, related_name="rows")

    class Meta:
        ordering = ["definition__order", "definition__code"]
        verbose_name = _("proposed attribute")
        verbose_name_plural = _("proposed attributes")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "definition"],
                name="spec_case_row_once",
                violation_error_message=_("This attribute already stands in the case."),
            )
        ]
