"""Products for other systems: published ones for everybody, drafts for a supplier's own program."""

from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from catalog import policies, queries, services
from catalog.api.product_answers import (
    ComparisonOut,
    ProductDetailOut,
    ProductOut,
    ProductPageOut,
)
from catalog.api.product_rows import list_told, whole_told
from catalog.api.search import (
    SEARCH,
    SEARCHES,
    CommasField,
    SearchIn,
    filters_from,
    read_search,
    told,
)
from catalog.models import ProductVersion
from catalog.queries.address import PREFIX
from catalog.queries.compare import MOST as MOST_COMPARED
from catalog.queries.compare import compared, products_to_compare
from catalog.queries.listed import whole_product
from catalog.queries.search import plain_hit
from catalog.states import Currency, PriceVisibility, Uom
from portal.api import fields
from portal.api.doors import ApiActs
from portal.api.expand import Thing
from portal.api.idempotency import idempotent
from portal.api.paging import CURSOR, give_cursor
from portal.api.throttles import day_of
from portal.clock import today
from portal.policy import require


class CompareIn(serializers.Serializer):
    """Which products: two to four, with commas."""

    uid = CommasField(child=serializers.UUIDField(), min_length=2, max_length=MOST_COMPARED)


COMPARED = OpenApiParameter(
    "uid",
    {"type": "array", "items": {"type": "string", "format": "uuid"}, "minItems": 2, "maxItems": MOST_COMPARED},
    required=True,
    style="form",
    explode=False,
    description="Two to four products, with commas.",
)


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
    price_valid_until = fields.DayField(required=False)


class DraftOut(Thing):
    """The draft that was made."""

    page, page_by = "catalog:product-detail", "uid=product.uid"
    door, door_by = "api-own-product-detail", "uid=product.uid"

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
class ProductViewSet(ApiActs):
    """Published products for everybody; new drafts with ``catalog.write``."""

    parameters = {"list": tuple(SearchIn().fields), "compare": ("uid",)}
    scopes = {"read": "catalog.read", "write": "catalog.write"}
    public_reads = True
    lookup_field = "uid"

    def expands(self) -> bool:
        """Searches and one product."""
        return self.action in ("list", "retrieve")

    def get_serializer_class(self):
        """What ``expand`` is about."""
        return ProductDetailOut if self.action == "retrieve" else ProductOut

    def takes(self, name: str) -> bool:
        """Properties of a class are named by it: the search checks them itself."""
        return self.action == "list" and name.startswith(PREFIX)

    def context(self) -> dict[str, Any]:
        """For the links of the answers."""
        return {"request": self.request, "view": self}

    @extend_schema(
        operation_id="products_list",
        summary="Search published products",
        parameters=SEARCH,
        responses=ProductPageOut,
    )
    def list(self, request: Request) -> Response:
        """All words must match, also parts of Korean words; equal matches change places every day."""
        asked = read_search(request)
        found = queries.search_products(
            asked["q"],
            filters_from(asked),
            request.user,
            asked["page"],
            sort=asked["sort"],
            per_page=asked["page_size"],
            correct=False,
            with_facets=asked["facets"],
            plain=True,
            today=day_of(request),
        )
        number, size = asked["page"], asked["page_size"]
        is_beyond = number > found.page.paginator.num_pages
        has_next = not is_beyond and found.page.has_next()

        def link(page: int) -> str:
            cursor = give_cursor(SEARCHES, {"o": asked["ordering"], "n": (page - 1) * size, "s": size})
            return replace_query_param(request.build_absolute_uri(), CURSOR, cursor)

        body = {
            "count": found.total,
            "next": link(number + 1) if has_next else None,
            "previous": link(number - 1) if number > 1 else None,
            **told(found),
            "results": [] if is_beyond else list_told(found.rows, self),
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
        whole = whole_product(uid, request.user)
        if whole is None:
            raise Http404
        return Response(whole_told(whole, self))

    @extend_schema(
        operation_id="products_compare",
        summary="Two to four products side by side",
        parameters=[COMPARED],
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
        hits = [plain_hit(product, request.user, today()) for product in products]
        rows = [*table.facts, *table.attributes]
        found = {"products": hits, "differences": table.differences, "rows": rows}
        return Response(ComparisonOut(found, context=self.context()).data)

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
        return Response(DraftOut(version, context=self.context()).data, status=201)
