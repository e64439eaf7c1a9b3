"""Windows on products."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog import services
from catalog.models import (
    AttributeValue,
    EcoClaim,
    PriceBreak,
    Product,
    ProductFile,
    ProductSearch,
    ProductVersion,
    ReviewRemark,
)
from portal.windows import Window, WindowInline, deed


class VersionInline(WindowInline):
    """All versions of a product."""

    model = ProductVersion
    fk_name = "product"
    fields = ["no", "state", "name_ko", "submitted_at", "reviewer", "decided_at"]
    readonly_fields = fields


@admin.register(Product)
class ProductWindow(Window):
    """Products; states change by the named actions."""

    list_display = ["number", "company", "sku", "state", "current", "published_at"]
    list_filter = ["state", "price_visibility", ("published_at", admin.DateFieldListFilter)]
    list_select_related = ["company", "current__class_node"]
    search_fields = ["number", "sku", "company__legal_name_ko", "company__legal_name_en"]
    date_hierarchy = "created_at"
    exclude = ["price"]  # a price is shown by its visibility, on the product's page
    inlines = [VersionInline]
    actions = ["unblock"]

    @deed(_("Lift the block"))
    def unblock(self, request, product):
        """Back to its supplier, who decides when it is shown."""
        services.unblock_product(product, by=request.user)


@admin.register(ProductVersion)
class ProductVersionWindow(Window):
    """Versions and where they stand."""

    list_display = ["product", "no", "state", "name_ko", "class_node", "submitted_at", "reviewer"]
    list_filter = ["state", ("submitted_at", admin.DateFieldListFilter)]
    list_select_related = ["product", "class_node", "reviewer", "product__current__class_node"]
    search_fields = ["product__number", "name_ko", "name_en", "model"]


@admin.register(AttributeValue)
class AttributeValueWindow(Window):
    """Values as entered and in the canonical unit."""

    list_display = ["version", "definition", "num", "low", "high", "unit", "text", "si_num"]
    list_select_related = ["version__class_node", "definition__node"]
    search_fields = ["version__product__number", "definition__code"]


@admin.register(ProductFile)
class ProductFileWindow(Window):
    """Which files belong to which version."""

    list_display = ["version", "role", "file", "dated"]
    list_filter = ["role"]
    list_select_related = ["version__class_node", "file"]
    search_fields = ["version__product__number", "file__name"]


@admin.register(EcoClaim)
class EcoClaimWindow(Window):
    """3R claims and until when their documents hold; checked with their version."""

    list_display = ["version", "kind", "issuer", "number", "valid_from", "valid_to"]
    list_filter = ["kind", ("valid_to", admin.DateFieldListFilter)]
    list_select_related = ["version__class_node"]
    search_fields = ["version__product__number", "issuer", "number"]


@admin.register(PriceBreak)
class PriceBreakWindow(Window):
    """From which quantity on a product costs less; the price itself by its visibility, on the product's page."""

    list_display = ["product_id", "from_qty"]
    search_fields = ["product__number", "product__sku"]
    exclude = ["price"]


@admin.register(ReviewRemark)
class ReviewRemarkWindow(Window):
    """What reviewers asked for."""

    list_display = ["at", "version", "round", "field", "text", "by"]
    list_select_related = ["version__class_node", "by"]
    search_fields = ["version__product__number", "text"]


@admin.register(ProductSearch)
class ProductSearchWindow(Window):
    """What the search reads; rebuilt by ``manage.py reindex_catalog``."""

    list_display = ["product_id", "title", "class_code", "lead_days", "published_on"]
    list_filter = ["lead_band", "size_class"]
    search_fields = ["product__number"]
    exclude = ["grams"]
