"""Price breaks of a product, and what a version claims to do for resources (3R). Source: domain 1.4, 1.8."""

import uuid
from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product, ProductVersion
from catalog.states import EcoKind


class PriceBreak(models.Model):
    """From which quantity on the unit price is lower; in the currency and for the unit of the product."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="price_breaks", verbose_name=_("product"))
    from_qty = models.DecimalField(_("from quantity"), max_digits=14, decimal_places=3)
    price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        ordering = ["from_qty"]
        verbose_name = _("price break")
        verbose_name_plural = _("price breaks")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "from_qty"],
                name="price_break_once",
                violation_error_message=_("There is already a price from this quantity on."),
            ),
            models.CheckConstraint(
                name="price_break_positive",
                condition=Q(from_qty__gt=0, price__gt=0),
                violation_error_message=_("Quantity and price are more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_qty.normalize():f}+ {self.price}"


class EcoClaim(models.Model):
    """One 3R claim of a version with its evidence: in force once the version is published, until it expires."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(ProductVersion, models.CASCADE, related_name="eco_claims")
    kind = models.CharField(_("kind"), max_length=8, choices=EcoKind)
    statement = models.CharField(_("what exactly"), max_length=200)
    issuer = models.CharField(_("issuer"), max_length=80)
    number = models.CharField(_("certificate or report number"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)  # None: the document has no end
    evidence = models.ForeignKey("files.File", models.PROTECT, related_name="+", verbose_name=_("evidence"))

    COPIED = ("kind", "statement", "issuer", "number", "valid_from", "valid_to", "evidence_id")

    class Meta:
        ordering = ["kind", "id"]
        verbose_name = _("3R claim")
        verbose_name_plural = _("3R claims")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind", "issuer", "number"],
                name="eco_claim_once",
                violation_error_message=_("This claim is already attached."),
            ),
            models.CheckConstraint(
                name="eco_claim_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("A document ends after it begins."),
            ),
        ]
        indexes = [models.Index(fields=["valid_to"], name="eco_claim_end")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.issuer} {self.number}"

    @property
    def product(self) -> Product:
        """Whose claim it is."""
        return self.version.product

    def is_valid_on(self, day: date) -> bool:
        """Whether the document holds on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)
