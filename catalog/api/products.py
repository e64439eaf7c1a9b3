"""Products for other systems: published ones for everybody, drafts for a supplier's own program."""

from datetime import UTC
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from catalog import policies, queries, services
from catalog.api.search import SEARCH, FacetOut, SearchIn, SynonymOut, filters_from, told
from catalog.models import ProductVersion
from catalog.queries.compare import MOST as MOST_COMPARED
from catalog.queries.compare import compared, products_to_compare
from catalog.queries.eco import eco_kinds_of
from catalog.queries.search import Hit, hit_of
from catalog.queries.supply import price_breaks_of
from catalog.states import Currency, EcoKind, PriceVisibility, Uom
from portal.api import fields
from portal.api.access import Scoped
from portal.api.idempotency import idempotent
from portal.clock import today
from portal.policy import require


# Out -----------------------------------------------------------------------------------------------------------------
class SupplierOut(serializers.Serializer):
    """Who offers it."""

    uid = serializers.UUIDField()
    name_ko = serializers.CharField(source="legal_name_ko")
    name_en = serializers.CharField(source="legal_name_en")


class PriceOut(serializers.Serializer):
    """A price that you may see; null when you may not."""

    amount = serializers.DecimalField(max_digits=18, decimal_places=2)
    currency = serializers.ChoiceField(choices=Currency.choices)
    valid_until = serializers.DateField(allow_null=True)


class ValueOut(serializers.Serializer):
    """One attribute: as stated, and in the canonical unit of its quantity."""

    code = serializers.CharField(source="definition.code")
    name = serializers.CharField(source="definition.name")
    text = serializers.CharField(source="shown")
    canonical = serializers.DecimalField(source="si_num", max_digits=24, decimal_places=9, allow_null=True)
    canonical_low = serializers.DecimalField(source="si_low", max_digits=24, decimal_places=9, allow_null=True)
    canonical_high = serializers.DecimalField(source="si_high", max_digits=24, decimal_places=9, allow_null=True)


class FileOut(serializers.Serializer):
    """A picture or document, readable by everybody."""

    role = serializers.CharField()
    name = serializers.CharField(source="file.name")
    url = serializers.CharField(source="file.url")
    dated = serializers.DateField(allow_null=True)


class ProductOut(serializers.Serializer):
    """A published product in a list."""

    uid = serializers.UUIDField(source="product.uid")
    number = serializers.CharField(source="product.number")
    name_ko = serializers.CharField(source="product.current.name_ko")
    name_en = serializers.CharField(source="product.current.name_en")
    maker = serializers.CharField(source="product.current.maker")
    model = serializers.CharField(source="product.current.model")
    class_code = serializers.CharField(source="product.current.class_node.code")
    origin = serializers.CharField(source="product.current.origin")
    supplier = SupplierOut(source="product.company")
    lead_time_days = serializers.IntegerField(source="product.lead_time_days", allow_null=True)
    moq = serializers.DecimalField(source="product.moq", max_digits=14, decimal_places=3, allow_null=True)
    uom = serializers.ChoiceField(source="product.uom", choices=Uom.choices)
    price = serializers.SerializerMethodField()
    published_at = serializers.DateTimeField(source="product.published_at", default_timezone=UTC)

    @extend_schema_field(PriceOut(allow_null=True))
    def get_price(self, hit: Hit) -> dict[str, Any] | None:
        """Only as its supplier lets the caller see it."""
        return None if hit.price.amount is None else dict(PriceOut(hit.price).data)


class BreakOut(serializers.Serializer):
    """From this quantity on, this price."""

    from_qty = serializers.DecimalField(max_digits=14, decimal_places=3)
    price = serializers.DecimalField(max_digits=18, decimal_places=2)


class ProductDetailOut(ProductOut):
    """A published product whole."""

    version = serializers.IntegerField(source="product.current.no")
    description_ko = serializers.CharField(source="product.current.description_ko")
    description_en = serializers.CharField(source="product.current.description_en")
    hs_code = serializers.CharField(source="product.current.hs_code")
    eco = serializers.SerializerMethodField(help_text="Proven 3R claims that are valid today.")
    price_breaks = serializers.SerializerMethodField(help_text="Empty where the price is not shown.")
    attributes = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=EcoKind.choices)))
    def get_eco(self, hit: Hit) -> list[str]:
        """Of the published version."""
        return eco_kinds_of([hit.product.pk], today()).get(hit.product.pk, [])

    @extend_schema_field(BreakOut(many=True))
    def get_price_breaks(self, hit: Hit) -> list[dict[str, Any]]:
        """To who sees the price."""
        if hit.price.amount is None:
            return []
        return list(BreakOut(price_breaks_of([hit.product.pk]).get(hit.product.pk, []), many=True).data)

    @extend_schema_field(ValueOut(many=True))
    def get_attributes(self, hit: Hit) -> list[dict[str, Any]]:
        """In the order of the class."""
        assert hit.product.current is not None  # noqa: S101 (published)
        return list(ValueOut(queries.values_of(hit.product.current), many=True).data)

    @extend_schema_field(FileOut(many=True))
    def get_files(self, hit: Hit) -> list[dict[str, Any]]:
        """Pictures first."""
        assert hit.product.current is not None  # noqa: S101 (published)
        return list(FileOut(hit.product.current.files.select_related("file"), many=True).data)


class ComparedOut(serializers.Serializer):
    """One fact or property of all compared products, in the order they were asked for; empty where none is stated."""

    label = serializers.CharField()
    kind = serializers.ChoiceField(choices=["fact", "attribute"])
    differs = serializers.BooleanField(source="is_different")
    texts = serializers.SerializerMethodField()
    best = serializers.SerializerMethodField(help_text="Places of the best value, counted from 0; none where none is.")

    def get_texts(self, row) -> list[str]:
        """As the page of the comparison shows them."""
        return [cell.text for cell in row.cells]

    def get_best(self, row) -> list[int]:
        """More or less is better, by how the class compares."""
        return [place for place, cell in enumerate(row.cells) if cell.is_best]


class ComparisonOut(serializers.Serializer):
    """Products side by side."""

    products = ProductOut(many=True)
    differences = serializers.IntegerField()
    rows = ComparedOut(many=True)


class CompareIn(serializers.Serializer):
    """Which products: two to four."""

    uid = serializers.ListField(child=serializers.UUIDField(), min_length=2, max_length=MOST_COMPARED)


@extend_schema_serializer(many=False)
class ProductPageOut(serializers.Serializer):
    """One page of a search, and how the whole divides."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    facets = FacetOut(many=True)
    synonyms = SynonymOut(many=True)
    beside = serializers.ListField(
        child=serializers.CharField(), help_text="A code of HS or CPV was searched: the classes of UNSPSC beside it."
    )
    results = ProductOut(many=True)


# In ------------------------------------------------------------------------------------------------------------------
class ValueIn(fields.StrictSerializer):
    """A value as a person would write it: ``value``, or ``low`` and ``high``; its unit unless it is the class's own."""

    value = fields.TextField(required=False, max_length=300)
    low = fields.TextField(required=False, max_length=40)
    high = fields.TextField(required=False, max_length=40)
    unit = fields.TextField(required=False, max_length=20)


class DraftIn(fields.StrictSerializer):
    """A new product. Files are added on its page; there it is also submitted by a person."""

    sku = fields.TextField(max_length=40)
    class_code = serializers.RegexField(r"^[0-9]{8}$")
    name_ko = fields.TextField(max_length=120)
    name_en = fields.TextField(max_length=120, required=False)
    maker = fields.TextField(max_length=80, required=False)
    model = fields.TextField(max_length=80, required=False)
    origin = serializers.RegexField(r"^[A-Z]{2}$", required=False)
    hs_code = serializers.RegexField(r"^([0-9]{6}|[0-9]{10})$", required=False)
    description_ko = fields.TextField(max_length=2000, required=False)
    description_en = fields.TextField(max_length=2000, required=False)
    attributes = serializers.DictField(child=ValueIn(), required=False)
    moq = fields.DecimalField(max_digits=14, decimal_places=3, min_value=Decimal("0.001"), required=False)
    uom = serializers.ChoiceField(choices=Uom.choices, required=False)
    lead_time_days = fields.IntegerField(min_value=0, max_value=999, required=False)
    price = fields.DecimalField(max_digits=18, decimal_places=2, min_value=Decimal(0), required=False)
    currency = serializers.ChoiceField(choices=Currency.choices, required=False)
    price_visibility = serializers.ChoiceField(choices=PriceVisibility.choices, required=False)
    price_valid_until = serializers.DateField(required=False)


class DraftOut(serializers.Serializer):
    """The draft that was made."""

    uid = serializers.UUIDField(source="product.uid")
    number = serializers.CharField(source="product.number")
    sku = serializers.CharField(source="product.sku")
    state = serializers.CharField()
    missing = serializers.SerializerMethodField(help_text="What the review will ask for.")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_missing(self, version: ProductVersion) -> list[str]:
        """In words."""
        return [str(finding.message) for finding in services.check_listing(version) if finding.stops]


TEXTS = ("name_ko", "name_en", "maker", "model", "origin", "hs_code", "description_ko", "description_en")
SUPPLY = ("moq", "uom", "lead_time_days", "price", "currency", "price_visibility", "price_valid_until")


DRAFT = OpenApiExample(
    "A ball bearing",
    {
        "sku": "API-6204-2RS",
        "class_code": "31171504",
        "name_ko": "깊은 홈 볼 베어링 6204-2RS",
        "name_en": "Deep groove ball bearing 6204-2RS",
        "maker": "한빛정밀",
        "model": "6204-2RS",
        "origin": "KR",
        "hs_code": "848210",
        "attributes": {
            "bore": {"value": "20"},
            "outside_diameter": {"value": "47"},
            "width": {"value": "0.55118", "unit": "inch"},
            "sealing": {"value": "seal"},
        },
        "moq": "10",
        "uom": "C62",
        "lead_time_days": 3,
        "price": "4200",
        "currency": "KRW",
        "price_visibility": "public",
    },
    request_only=True,
)


# Doors ---------------------------------------------------------------------------------------------------------------
class ProductViewSet(viewsets.ViewSet):
    """Published products for everybody; new drafts with ``catalog.write``."""

    permission_classes = [Scoped]
    scopes = {"read": "catalog.read", "write": "catalog.write"}
    public_reads = True
    lookup_field = "uid"

    @extend_schema(
        operation_id="products_list",
        summary="Search published products",
        parameters=SEARCH,
        responses=ProductPageOut,
    )
    def list(self, request: Request) -> Response:
        """All words must match, also parts of Korean words; equal matches change places every day."""
        query = SearchIn(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = queries.search_products(
            asked["q"],
            filters_from(asked),
            request.user,
            asked["page"],
            sort=asked["sort"],
            per_page=asked["page_size"],
            correct=False,
        )
        is_beyond = asked["page"] > found.page.paginator.num_pages
        here = request.build_absolute_uri()
        has_next = not is_beyond and found.page.has_next()
        body = {
            "count": found.total,
            "next": replace_query_param(here, "page", asked["page"] + 1) if has_next else None,
            "previous": replace_query_param(here, "page", asked["page"] - 1) if asked["page"] > 1 else None,
            **told(found),
            "results": [] if is_beyond else ProductOut(found.hits, many=True).data,
        }
        return Response(body)

    @extend_schema(
        operation_id="products_retrieve",
        summary="One published product",
        parameters=[OpenApiParameter("uid", {"type": "string", "format": "uuid"}, "path")],
        responses=ProductDetailOut,
    )
    def retrieve(self, request: Request, uid=None) -> Response:
        """With attributes and files."""
        products = queries.published_products().select_related("company", "current__class_node")
        product = products.filter(uid=uid).first()
        if product is None:
            raise Http404
        return Response(ProductDetailOut(hit_of(product, request.user, today())).data)

    @extend_schema(
        operation_id="products_compare",
        summary="Two to four products side by side",
        parameters=[CompareIn],
        responses=ComparisonOut,
    )
    def compare(self, request: Request) -> Response:
        """The rows of the page of the comparison; products that are not public do not exist."""
        query = CompareIn(data=request.query_params)
        query.is_valid(raise_exception=True)
        uids = [str(uid) for uid in query.validated_data["uid"]]
        products = [product for product in products_to_compare(request.user, uids) if product.is_public]
        if len(products) != len(set(uids)) or len(products) < 2:
            raise Http404
        table = compared(products, request.user, today())
        hits = [hit_of(product, request.user, today()) for product in products]
        rows = [*table.facts, *table.attributes]
        return Response(ComparisonOut({"products": hits, "differences": table.differences, "rows": rows}).data)

    @extend_schema(
        operation_id="products_create",
        summary="Register a product as a draft",
        request=DraftIn,
        responses={201: DraftOut},
        examples=[DRAFT],
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """The same checks as on the screen; a fault changes nothing."""
        require(policies.may_list(request.user))
        body = DraftIn(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        node = queries.class_by_code(data["class_code"])
        if node is None:
            raise serializers.ValidationError({"class_code": [_("There is no class with this code.")]})
        texts = {name: data[name] for name in TEXTS if name in data}
        product = services.register_product(
            request.user.company, sku=data["sku"], class_node=node, by=request.user, **texts
        )
        version = ProductVersion.objects.select_related("product__company", "class_node").get(product=product)
        if "attributes" in data:
            services.save_draft(version, by=request.user, attributes=data["attributes"])
        supply = {name: data[name] for name in SUPPLY if name in data}
        if supply:
            services.set_supply(product, by=request.user, **supply)
        version = ProductVersion.objects.select_related("product__company", "class_node").get(product=product)
        return Response(DraftOut(version).data, status=201)
