"""A product, its versions, their values and files, and what a reviewer remarked. Source: domain 1.4, 1.7, 1.8."""

import uuid
from functools import cached_property

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from catalog.models.classification import AttributeDef, ClassNode, in_language
from catalog.rules.values import Value, value_text
from catalog.states import (
    EDITABLE,
    PICTURES,
    PRODUCT_FLOW,
    VERSION_FLOW,
    WAITING,
    WHOLE_CURRENCIES,
    WORKING,
    Currency,
    FileRole,
    PriceVisibility,
    ProductState,
    Uom,
    VersionState,
)
from portal.clock import ClockTimestamp

USER = "people.User"


class Product(models.Model):
    """What a supplier sells under one part number. Price and supply change at once, the rest by version."""

    flow = PRODUCT_FLOW
    badges = {
        ProductState.DRAFT: "draft",
        ProductState.PUBLISHED: "ok",
        ProductState.HIDDEN: "mute",
        ProductState.EXPIRED: "late",
        ProductState.BLOCKED: "bad",
        ProductState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    # db_index=False: another index of this table begins with the same column, here and below.
    company = models.ForeignKey(
        "people.Company", models.PROTECT, related_name="products", verbose_name=_("supplier"), db_index=False
    )
    sku = models.CharField(_("your part number"), max_length=40)
    state = models.CharField(_("state"), max_length=12, choices=ProductState, default=ProductState.DRAFT)
    current = models.ForeignKey("catalog.ProductVersion", models.PROTECT, null=True, blank=True, related_name="+")
    identity = models.CharField(max_length=200, blank=True, editable=False)  # rules.identity_key of the latest version
    moq = models.DecimalField(_("minimum order"), max_digits=14, decimal_places=3, null=True, blank=True)
    order_multiple = models.DecimalField(
        _("ordered in multiples of"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    uom = models.CharField(_("counted in"), max_length=3, choices=Uom, default=Uom.PIECE)
    lead_time_days = models.PositiveSmallIntegerField(
        _("lead time (days)"), null=True, blank=True, validators=[MaxValueValidator(999)]
    )
    price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.KRW)
    price_visibility = models.CharField(
        _("who sees the price"), max_length=10, choices=PriceVisibility, default=PriceVisibility.ON_REQUEST
    )
    price_valid_until = models.DateField(_("price valid until"), null=True, blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True, editable=False)  # last said to hold
    edits = models.PositiveIntegerField(default=0, editable=False)  # how often price and supply were changed
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)  # who watches for it was looked up

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["company", "-id"], name="product_of_company"),
            models.Index(fields=["company", "identity"], name="product_identity", condition=Q(identity__gt="")),
            models.Index(fields=["confirmed_on"], name="product_to_confirm", condition=Q(state=ProductState.PUBLISHED)),
            models.Index(
                fields=["id"],
                name="product_to_announce",
                condition=Q(state=ProductState.PUBLISHED, announced_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "sku"],
                name="product_sku_once",
                condition=~Q(state=ProductState.WITHDRAWN),
                violation_error_message=_("One of your products already has this part number."),
            ),
            models.CheckConstraint(
                name="product_price_not_negative",
                condition=Q(price=None) | Q(price__gte=0),
                violation_error_message=_("A price cannot be negative."),
            ),
            models.CheckConstraint(
                name="product_price_in_whole_units",
                condition=Q(price=None) | ~Q(currency__in=WHOLE_CURRENCIES) | Q(price=Round(F("price"))),
                violation_error_message=_("Won and yen have no decimals."),
            ),
            models.CheckConstraint(
                name="product_moq_positive",
                condition=Q(moq=None) | Q(moq__gt=0),
                violation_error_message=_("A minimum order is more than zero."),
            ),
            models.CheckConstraint(
                name="product_multiple_positive",
                condition=Q(order_multiple=None) | Q(order_multiple__gt=0),
                violation_error_message=_("The multiple is more than zero."),
            ),
            models.CheckConstraint(
                name="product_published_has_a_version",
                condition=Q(state__in=[ProductState.DRAFT, ProductState.WITHDRAWN]) | Q(current__isnull=False),
                violation_error_message=_("A published product has a published version."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.current or self.sku}"

    @property
    def is_public(self) -> bool:
        """Whether everybody may read its current version."""
        return self.state == ProductState.PUBLISHED and self.company.is_active


class ProductVersion(models.Model):
    """What buyers read of a product, at one time; reviewed before it is published."""

    flow = VERSION_FLOW
    badges = {
        VersionState.DRAFT: "draft",
        VersionState.SUBMITTED: "wait",
        VersionState.IN_REVIEW: "wait",
        VersionState.RETURNED: "warn",
        VersionState.PUBLISHED: "ok",
        VersionState.REJECTED: "bad",
        VersionState.SUPERSEDED: "mute",
        VersionState.DISCARDED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="versions", verbose_name=_("product"), db_index=False
    )
    no = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=VersionState, default=VersionState.DRAFT)
    class_node = models.ForeignKey(ClassNode, models.PROTECT, related_name="+", verbose_name=_("class (UNSPSC)"))
    hs_code = models.CharField(
        _("HS or HSK code"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^(\d{6}|\d{10})$", _("An HS code has 6 digits, an HSK code 10."))],
    )
    name_ko = models.CharField(_("name (Korean)"), max_length=120, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    description_ko = models.TextField(_("product description (Korean)"), max_length=2000, blank=True)
    description_en = models.TextField(_("product description (English)"), max_length=2000, blank=True)
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    origin = models.CharField(_("country of origin"), max_length=2, blank=True)
    change_note = models.CharField(_("what has changed"), max_length=200, blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    saved_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewer = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    round = models.PositiveSmallIntegerField(default=0, editable=False)  # how often it was submitted
    edits = models.PositiveIntegerField(default=0, editable=False)  # how often it was saved: see save_draft

    class Meta:
        ordering = ["-no"]
        verbose_name = _("product version")
        verbose_name_plural = _("product versions")
        constraints = [
            models.UniqueConstraint(fields=["product", "no"], name="product_version_no_once"),
            models.UniqueConstraint(
                fields=["product"],
                name="product_version_one_in_work",
                condition=Q(state__in=WORKING),
                violation_error_message=_("Another version of this product is already in work."),
            ),
            models.UniqueConstraint(
                fields=["product"],
                name="product_version_one_published",
                condition=Q(state=VersionState.PUBLISHED),
                violation_error_message=_("A product has one published version."),
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at", "id"], name="product_version_queue", condition=Q(state__in=WAITING)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; of an unnamed draft, its class."""
        return in_language(self.name_ko, self.name_en) or self.class_node.name

    @property
    def description(self) -> str:
        """The description in the reader's language, else the other one."""
        return in_language(self.description_ko, self.description_en)

    @property
    def is_editable(self) -> bool:
        """Whether the supplier may write it now."""
        return self.state in EDITABLE

    @property
    def is_waiting(self) -> bool:
        """Whether a reviewer is to act."""
        return self.state in WAITING


class AttributeValue(models.Model):
    """One attribute of one version: as entered, and in the canonical unit of its quantity. Source: CAT-15."""

    version = models.ForeignKey(ProductVersion, models.CASCADE, related_name="values", db_index=False)
    definition = models.ForeignKey(AttributeDef, models.PROTECT, related_name="+")
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

    FIELDS = ("num", "low", "high", "unit", "text", "flag", "day", "si_num", "si_low", "si_high")

    class Meta:
        verbose_name = _("attribute value")
        verbose_name_plural = _("attribute values")
        constraints = [
            models.UniqueConstraint(fields=["version", "definition"], name="attribute_value_once"),
            models.CheckConstraint(
                name="attribute_value_range_in_order",
                condition=Q(si_low=None) | Q(si_low__lte=F("si_high")),
                violation_error_message=_("The lower end is above the upper end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition.name}: {self.shown}"

    def as_rule(self) -> Value:
        """What the rules need to know of it."""
        return Value(**{field: getattr(self, field) for field in self.FIELDS})

    @cached_property
    def shown(self) -> str:
        """The value for people. Wants definition and its choices loaded."""
        return value_text(self.definition.as_rule(), self.as_rule())


class ProductFile(models.Model):
    """A picture or document of a version."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(ProductVersion, models.CASCADE, related_name="files", db_index=False)
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")
    role = models.CharField(_("kind"), max_length=12, choices=FileRole)
    dated = models.DateField(_("date of the document"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("product file")
        verbose_name_plural = _("product files")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "file"],
                name="product_file_once",
                violation_error_message=_("This file is already attached."),
            )
        ]

    def __str__(self) -> str:
        return self.file.name

    @property
    def is_picture(self) -> bool:
        """Whether it is shown, not only listed."""
        return self.role in PICTURES and self.file.kind in ("png", "jpg", "webp", "gif")


class ReviewRemark(models.Model):
    """What a reviewer asks to be changed at one field, in one round of the review. Append-only."""

    append_only = True

    version = models.ForeignKey(ProductVersion, models.PROTECT, related_name="remarks")
    round = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=60)
    text = models.CharField(_("remark"), max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("review remark")
        verbose_name_plural = _("review remarks")

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"
