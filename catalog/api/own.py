"""Doors for a supplier's own program: its products in every state, and what each still lacks."""

from datetime import UTC
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from catalog import queries, services
from catalog.api.product_answers import BreakOut, ValueOut
from catalog.models import Product, ProductVersion
from catalog.queries.mine import own_products
from catalog.queries.supply import price_breaks_of
from catalog.states import Currency, FileRole, PriceVisibility, ProductState, Uom, VersionState
from portal.api.doors import ApiViewSet
from portal.api.expand import Thing
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, WordsFilter
from portal.api.limits import UID

STATES = [state for state in ProductState.values if state != ProductState.WITHDRAWN]
VERSION_STATES = [state for state in VersionState.values if state != VersionState.DISCARDED]


# Out -----------------------------------------------------------------------------------------------------------------
class OwnProductOut(Thing):
    """A product of the client's company, as its latest version writes it."""

    page = "catalog:product-detail"
    door = "api-own-product-detail"

    uid = serializers.UUIDField()
    number = serializers.CharField()
    sku = serializers.CharField()
    state = serializers.ChoiceField(
        choices=ProductState.choices, help_text="Whether buyers see it; `draft`: never published yet."
    )
    version = serializers.IntegerField(source="latest.no")
    version_state = serializers.ChoiceField(
        choices=VersionState.choices,
        help_text="Where its latest version stands; the one that buyers read may be older.",
    )
    class_code = serializers.CharField(source="latest.class_node.code")
    name_ko = serializers.CharField(source="latest.name_ko")
    name_en = serializers.CharField(source="latest.name_en")
    published_at = serializers.DateTimeField(default_timezone=UTC, allow_null=True)
    confirmed_on = serializers.DateField(allow_null=True, help_text="When the company last said that it still holds.")

    def to_representation(self, product: Product) -> dict[str, Any]:
        """With its latest version at hand."""
        (product.latest,) = product.latest_versions  # type: ignore[attr-defined]
        return super().to_representation(product)


class OwnFileOut(serializers.Serializer):
    """A picture or document of the version; it is fetched on the page."""

    role = serializers.ChoiceField(choices=FileRole.choices)
    name = serializers.CharField(source="file.name")
    dated_on = serializers.DateField(source="dated", allow_null=True)


class OwnProductDetailOut(OwnProductOut):
    """With everything that the latest version says, price and supply, and what the review will ask for."""

    maker = serializers.CharField(source="latest.maker")
    model = serializers.CharField(source="latest.model")
    origin = serializers.CharField(source="latest.origin")
    hs_code = serializers.CharField(source="latest.hs_code")
    description_ko = serializers.CharField(source="latest.description_ko")
    description_en = serializers.CharField(source="latest.description_en")
    reason = serializers.CharField(source="latest.reason", help_text="Why it was returned or rejected.")
    lead_time_days = serializers.IntegerField(allow_null=True)
    moq = serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True)
    order_multiple = serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True)
    uom = serializers.ChoiceField(choices=Uom.choices)
    price = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    currency = serializers.ChoiceField(choices=Currency.choices)
    price_visibility = serializers.ChoiceField(choices=PriceVisibility.choices)
    price_valid_until = serializers.DateField(allow_null=True)
    price_breaks = serializers.SerializerMethodField()
    attributes = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField(
        help_text="What the review asks for; empty while nothing can be written."
    )

    @extend_schema_field(BreakOut(many=True))
    def get_price_breaks(self, product: Product) -> list[dict[str, Any]]:
        """From the smallest quantity on."""
        return list(BreakOut(price_breaks_of([product.pk]).get(product.pk, []), many=True).data)

    @extend_schema_field(ValueOut(many=True))
    def get_attributes(self, product: Product) -> list[dict[str, Any]]:
        """In the order of the class."""
        return list(ValueOut(queries.values_of(_latest(product)), many=True).data)

    @extend_schema_field(OwnFileOut(many=True))
    def get_files(self, product: Product) -> list[dict[str, Any]]:
        """Pictures first."""
        return list(OwnFileOut(_latest(product).files.select_related("file"), many=True).data)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_missing(self, product: Product) -> list[str]:
        """In words."""
        version = _latest(product)
        findings = services.check_listing(version) if version.is_editable else []
        return [str(finding.message) for finding in findings if finding.stops]


def _latest(product: Product) -> ProductVersion:
    return product.latest  # type: ignore[attr-defined]


# Doors ---------------------------------------------------------------------------------------------------------------
class OwnProductFilter(ApiFilterSet):
    """What to ask the list for."""

    state = ChoicesFilter(STATES)
    version_state = ChoicesFilter(VERSION_STATES, label="Where the latest version stands.")
    number = CodesFilter()
    sku = WordsFilter(label="Part numbers, with commas.")

    class Meta:
        model = Product
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="own_products_list", summary="The company's own products", tags=["products"]),
    retrieve=extend_schema(
        operation_id="own_products_retrieve",
        summary="An own product with all that its latest version says",
        tags=["products"],
        responses=OwnProductDetailOut,
    ),
)
class OwnProductViewSet(ApiViewSet):
    """The client's company's products: drafts, what is under review, what is published; nothing of others."""

    scopes = {"read": "catalog.write"}
    serializer_class = OwnProductOut
    filterset_class = OwnProductFilter
    queryset = Product.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "sku", "published_at")
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Those of the client's company, but what it has discarded."""
        return own_products(self.request.user)

    def get_serializer_class(self):
        """All facts for one only."""
        return OwnProductDetailOut if self.action == "retrieve" else OwnProductOut
