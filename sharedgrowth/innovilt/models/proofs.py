"""Proof of the steel: mill certificates, their coils, what of them went into a product. Source: INV-02, INV-03."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.innovilt.models.applications import COMPANY, PERSON, TONNES, InnoviltApplication, SteelItem
from sharedgrowth.innovilt.states import SHEET_FLOW, SheetState, SteelForm

YEARS = [MinValueValidator(2000), MaxValueValidator(2100)]


class MillSheet(models.Model):
    """A mill certificate that one member holds. No other member can enter its number again."""

    flow = SHEET_FLOW
    badges = {SheetState.PENDING: "wait", SheetState.CONFIRMED: "ok", SheetState.REFUSED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(
        COMPANY, models.PROTECT, related_name="mill_sheets", verbose_name=pgettext_lazy("innovilt", "member")
    )
    number = models.CharField(_("mill certificate number"), max_length=60)
    number_key = models.CharField(max_length=60, editable=False)  # without case, spaces and dashes
    state = models.CharField(_("state"), max_length=10, choices=SheetState, default=SheetState.PENDING)
    issued_on = models.DateField(_("date of the certificate"))
    seller = models.CharField(_("bought from"), max_length=120, blank=True)
    file = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("mill certificate")
        verbose_name_plural = _("mill certificates")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number_key"],
                name="innovilt_mill_certificate_once",
                violation_error_message=_("A mill certificate with this number has already been entered."),
            )
        ]

    def __str__(self) -> str:
        return self.number


class Coil(models.Model):
    """One line of a mill certificate: heat, coil, grade and weight. A coil is used once; its weight may be split."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sheet = models.ForeignKey(MillSheet, models.CASCADE, related_name="coils")
    heat_no = models.CharField(_("heat number"), max_length=40)
    heat_key = models.CharField(max_length=40, editable=False, db_index=True)
    coil_no = models.CharField(_("coil number"), max_length=40, blank=True)
    coil_key = models.CharField(max_length=40, blank=True, editable=False)
    grade = models.CharField(_("grade"), max_length=40)
    form = models.CharField(_("form"), max_length=12, choices=SteelForm)
    tonnes = models.DecimalField(_("weight (t)"), **TONNES)
    bought_on = models.DateField(_("bought on"))

    class Meta:
        verbose_name = _("coil")
        verbose_name_plural = _("coils")
        ordering = ["sheet", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["heat_key", "coil_key"],
                name="innovilt_coil_once",
                violation_error_message=_("This heat and coil number has already been entered."),
            ),
            models.CheckConstraint(
                name="innovilt_coil_weighs",
                condition=Q(tonnes__gt=0),
                violation_error_message=_("A coil weighs more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heat_no} {self.coil_no}".strip()


class SteelProof(models.Model):
    """So many tonnes of a coil went into one part of one product. The parts of a coil never exceed its weight."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(InnoviltApplication, models.CASCADE, related_name="proofs")
    item = models.ForeignKey(
        SteelItem, models.PROTECT, related_name="proofs", verbose_name=pgettext_lazy("steel", "part")
    )
    coil = models.ForeignKey(Coil, models.PROTECT, related_name="proofs", verbose_name=_("coil"))
    tonnes = models.DecimalField(_("of it for this product (t)"), **TONNES)
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    released_at = models.DateTimeField(null=True, editable=False)  # the application ended without a certificate

    class Meta:
        verbose_name = _("steel proof")
        verbose_name_plural = _("steel proofs")
        ordering = ["application", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "coil"],
                name="innovilt_proof_once",
                violation_error_message=_("This coil already stands at this part: change its weight there."),
            ),
            models.CheckConstraint(
                name="innovilt_proof_weighs",
                condition=Q(tonnes__gt=0),
                violation_error_message=_("The weight is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coil_id} {self.tonnes} t"


class SoldYear(models.Model):
    """How many units of the product were sold in a year: what the steel has to cover (INV-02)."""

    application = models.ForeignKey(InnoviltApplication, models.CASCADE, related_name="sales")
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    units = models.PositiveIntegerField(_("units sold"))

    class Meta:
        verbose_name = _("units sold in a year")
        verbose_name_plural = _("units sold in a year")
        ordering = ["application", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "year"],
                name="innovilt_sold_year_once",
                violation_error_message=_("Each year stands here once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.units}"


class MillRecord(models.Model):
    """A coil as the mill shipped it, imported by the office: what the heat lookup asks."""

    heat_no = models.CharField(_("heat number"), max_length=40)
    heat_key = models.CharField(max_length=40, editable=False)
    coil_no = models.CharField(_("coil number"), max_length=40, blank=True)
    coil_key = models.CharField(max_length=40, blank=True, editable=False)
    sheet_no = models.CharField(_("mill certificate number"), max_length=60, blank=True)
    sheet_key = models.CharField(max_length=60, blank=True, editable=False)
    grade = models.CharField(_("grade"), max_length=40)
    tonnes = models.DecimalField(_("weight (t)"), **TONNES)
    shipped_on = models.DateField(_("shipped on"))
    imported_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    imported_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("coil shipped by the mill")
        verbose_name_plural = _("coils shipped by the mill")
        ordering = ["-shipped_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["heat_key", "coil_key"],
                name="innovilt_mill_record_once",
                violation_error_message=_("This heat and coil number has already been entered."),
            ),
            models.CheckConstraint(
                name="innovilt_mill_record_weighs",
                condition=Q(tonnes__gt=0),
                violation_error_message=_("A coil weighs more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heat_no} {self.coil_no}".strip()
