"""A sourcing request: what a using department looks for, attribute by attribute, and who was invited. Domain 1.4."""

import uuid
from decimal import Decimal
from functools import cached_property

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.classification import AttributeDef, ClassNode, in_language
from catalog.rules.matching import Requirement, canonical_tolerance
from catalog.rules.values import Value
from catalog.states import (
    REQUEST_FLOW,
    Criticality,
    Match,
    RequestKind,
    RequestState,
    RequestVisibility,
    Tolerance,
    Uom,
)
from portal.clock import ClockTimestamp

USER = "people.User"
R = RequestState


class SourcingRequest(models.Model):
    """What a using department looks for. What was opened no longer changes; only its deadline moves, and only later."""

    flow = REQUEST_FLOW
    badges = {
        R.DRAFT: "draft",
        R.APPROVED: "wait",
        R.OPEN: "info",
        R.CLOSED: "seal",
        R.EVALUATING: "wait",
        R.TRIAL: "wait",
        R.ADOPTED: "win",
        R.NOT_ADOPTED: "mute",
        R.SPEC_CASE: "wait",
        R.CLOSED_OUT: "ok",
        R.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=RequestState, default=RequestState.DRAFT)
    kind = models.CharField(_("looking for"), max_length=14, choices=RequestKind, default=RequestKind.ALTERNATIVE)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    reason = models.TextField(_("why it is needed"), max_length=2000, blank=True)
    department = models.CharField(_("department"), max_length=80, blank=True, editable=False)
    class_node = models.ForeignKey(ClassNode, models.PROTECT, related_name="+", verbose_name=_("class (UNSPSC)"))
    reference = models.ForeignKey(
        "catalog.Product",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product used today"),
    )
    part_number = models.CharField(_("part number in use"), max_length=40, blank=True)
    annual_qty = models.DecimalField(
        _("quantity per year"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    uom = models.CharField(_("counted in"), max_length=3, choices=Uom, default=Uom.PIECE)
    current_price_won = models.DecimalField(
        _("landed price today (won per unit)"), max_digits=15, decimal_places=0, null=True, blank=True
    )
    need_by = models.DateField(_("needed by"), null=True, blank=True)
    visibility = models.CharField(
        _("who may propose"), max_length=8, choices=RequestVisibility, default=RequestVisibility.PUBLIC
    )
    closes_at = models.DateTimeField(_("proposals until"), null=True, blank=True)
    requester = models.ForeignKey(
        USER, models.PROTECT, related_name="sourcing_requests", verbose_name=_("requester"), editable=False
    )
    asked_at = models.DateTimeField(_("sent for approval"), null=True, blank=True, editable=False)
    approver = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(pgettext_lazy("sourcing", "opened"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    end_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    saved_won = models.DecimalField(
        _("saved per year (won)"), max_digits=18, decimal_places=0, null=True, blank=True, editable=False
    )
    saving = models.JSONField(default=dict, blank=True, editable=False)  # its inputs, as they were on that day: CNV-07
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("sourcing request")
        verbose_name_plural = _("sourcing requests")
        indexes = [
            models.Index(fields=["state", "closes_at"], name="sourcing_state_closes"),
            models.Index(fields=["-opened_at"], name="sourcing_opened"),
        ]
        constraints = [
            models.CheckConstraint(
                name="sourcing_qty_positive",
                condition=Q(annual_qty=None) | Q(annual_qty__gt=0),
                violation_error_message=_("A quantity is more than zero."),
            ),
            models.CheckConstraint(
                name="sourcing_price_positive",
                condition=Q(current_price_won=None) | Q(current_price_won__gt=0),
                violation_error_message=_("A price is more than zero."),
            ),
            models.CheckConstraint(
                name="sourcing_open_has_a_deadline",
                condition=Q(state__in=[R.DRAFT, R.APPROVED, R.CANCELLED])
                | Q(opened_at__isnull=False, closes_at__isnull=False, annual_qty__isnull=False),
                violation_error_message=_("A request that was opened has a deadline and a quantity."),
            ),
            models.CheckConstraint(
                name="sourcing_approved_by_another",
                condition=Q(approver=None) | ~Q(approver=F("requester")),
                violation_error_message=_("Who writes a request does not approve it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        """The title in the reader's language, else the other one."""
        return in_language(self.title_ko, self.title_en)

    @property
    def is_sent(self) -> bool:
        """Whether the draft waits for its department head."""
        return self.state == RequestState.DRAFT and self.asked_at is not None


class Required(models.Model):
    """One attribute as it is asked for: of a request, of a specification, or as a case proposes it."""

    definition = models.ForeignKey(AttributeDef, models.PROTECT, related_name="+", verbose_name=_("attribute"))
    match = models.CharField(_("comparison"), max_length=14, choices=Match)
    num = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    low = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    high = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    unit = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=300, blank=True)
    flag = models.BooleanField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    si_num = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    si_low = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    si_high = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    tolerance_kind = models.CharField(
        _("tolerance"), max_length=3, choices=Tolerance, blank=True, default=Tolerance.NONE
    )
    tolerance = models.DecimalField(
        _("tolerance, value"), max_digits=18, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    weight = models.PositiveSmallIntegerField(_("weight"), default=10, validators=[MaxValueValidator(100)])
    criticality = models.CharField(_("criticality"), max_length=6, choices=Criticality, default=Criticality.SHOULD)

    VALUES = ("num", "low", "high", "unit", "text", "flag", "day", "si_num", "si_low", "si_high")
    ASKED = ("match", *VALUES, "tolerance_kind", "tolerance", "weight", "criticality")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.definition.code

    @property
    def value(self) -> Value:
        """The value that is asked for, as entered."""
        return Value(**{name: getattr(self, name) for name in self.VALUES})

    @cached_property
    def rule(self) -> Requirement:
        """What the rules need to know of it. Wants definition and its choices loaded."""
        definition = self.definition.as_rule()
        listed = definition.options is not None
        unit = self.unit or definition.unit
        return Requirement(
            code=definition.code,
            name=definition.name,
            match=self.match,
            target=self.si_num if self.day is None else Decimal(self.day.toordinal()),
            low=self.si_low,
            high=self.si_high,
            options=(self.text,) if listed and self.text else (),
            flag=self.flag,
            text="" if listed else self.text,
            tolerance_kind=self.tolerance_kind,
            tolerance=canonical_tolerance(self.tolerance_kind, self.tolerance, unit),
            weight=Decimal(self.weight),
            criticality=self.criticality,
            definition=definition,
        )

    @property
    def wanted(self) -> str:
        """What is asked for, in words."""
        return self.rule.wanted


class RequestAttribute(Required):
    """One attribute that a sourcing request asks for."""

    request = models.ForeignKey(SourcingRequest, models.CASCADE, related_name="attributes")

    class Meta:
        ordering = ["definition__order", "definition__code"]
        verbose_name = _("required attribute")
        verbose_name_plural = _("required attributes")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "definition"],
                name="request_attribute_once",
                violation_error_message=_("This attribute is already asked for."),
            ),
            models.CheckConstraint(
                name="request_attribute_weight_to_100",
                condition=Q(weight__lte=100),
                violation_error_message=_("A weight is at most 100."),
            ),
        ]


class RequestFile(models.Model):
    """A drawing or document of a sourcing request; read by those who may propose."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(SourcingRequest, models.CASCADE, related_name="files")
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("file of a sourcing request")
        verbose_name_plural = _("files of sourcing requests")
        constraints = [models.UniqueConstraint(fields=["request", "file"], name="request_file_once")]

    def __str__(self) -> str:
        return self.file.name


class RequestInvitation(models.Model):
    """A supplier that was asked to propose, for a product of its catalogue if one was suggested."""

    request = models.ForeignKey(SourcingRequest, models.PROTECT, related_name="invitations")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("supplier"))
    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    invited_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("invitation to propose")
        verbose_name_plural = _("invitations to propose")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "company"],
                name="request_invitation_once",
                violation_error_message=_("This supplier is already invited."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.request.number}: {self.company}"
