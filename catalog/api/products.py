"""Doors for other systems: published products and classes for everybody, drafts for a supplier's own program."""

from datetime import UTC
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from catalog import policies, queries, services
from catalog.models import AttributeDef, ClassNode, ProductVersion
from catalog.queries.classes import UNSPSC
from catalog.queries.search import DEEPEST, RELEVANCE, SIZES, SORTS, Hit, hit_of
from catalog.rules.grams import LONGEST_QUERY
from catalog.rules.listing import LEAD_BANDS
from catalog.states import Currency, PriceVisibility, Uom
from portal.api import fields
from portal.api.access import Scoped
from portal.api.doors import ApiViewSet
from portal.api.filters import ApiFilterSet, SearchFilter
from portal.api.idempotency import idempotent
from portal.api.limits import MOST_PER_PAGE
from portal.clock import today
from portal.policy import require


# Out -----------------------------------------------------------------------------------------------------------------
class ClassOut(serializers.ModelSerializer):
    """One class of UNSPSC."""

    parent = serializers.CharField(source="parent.code", default=None, allow_null=True, help_text="Code of the parent")

    class Meta:
        model = ClassNode
        fields = ("code", "level", "name_ko", "name_en", "parent", "active")
        read_only_fields = fields


class AttributeDefOut(serializers.ModelSerializer):
    """An attribute that products of a class have."""

    options = serializers.SerializerMethodField()

    class Meta:
        model = AttributeDef
        fields = ("code", "name_ko", "name_en", "datatype", "quantity", "unit", "required", "match", "options")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_options(self, definition: AttributeDef) -> list[str]:
        """Codes of the options of a list attribute."""
        return [choice.code for choice in definition.choices.all()]


class ClassDetailOut(ClassOut):
    """A class with its attributes, inherited ones included."""

    attributes = serializers.SerializerMethodField()

    class Meta(ClassOut.Meta):
        fields = (*ClassOut.Meta.fields, "attributes")  # type: ignore[assignment]
        read_only_fields = fields

    @extend_schema_field(AttributeDefOut(many=True))
    def get_attributes(self, node: ClassNode) -> list[dict[str, Any]]:
        """In the order of the form."""
        return list(AttributeDefOut(list(queries.definitions_for(node).values()), many=True).data)


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


class ProductDetailOut(ProductOut):
    """A published product whole."""

    version = serializers.IntegerField(source="product.current.no")
    description_ko = serializers.CharField(source="product.current.description_ko")
    description_en = serializers.CharField(source="product.current.description_en")
    hs_code = serializers.CharField(source="product.current.hs_code")
    attributes = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()

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


class ProductPageOut(serializers.Serializer):
    """One page of a search, and how the whole divides."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    facets = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))
    results = ProductOut(many=True)


# In ------------------------------------------------------------------------------------------------------------------
class SearchIn(serializers.Serializer):
    """The query of a search; what is not valid is a 400 with its parameter."""

    q = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_QUERY, default="")
    sort = serializers.ChoiceField(choices=SORTS, required=False, default=RELEVANCE)
    page = serializers.IntegerField(required=False, min_value=1, max_value=DEEPEST, default=1)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MOST_PER_PAGE, default=25)
    class_code = serializers.RegexField(r"^[0-9]{8}$", required=False)
    lead_band = serializers.IntegerField(required=False, min_value=0, max_value=len(LEAD_BANDS))
    size_class = serializers.ChoiceField(choices=SIZES, required=False)
    origin = serializers.RegexField(r"^[A-Z]{2}$", required=False)

    def validate(self, attrs):
        """Only parameters that are documented: a filter with a slip in its name must not answer with everything."""
        if strange := sorted(set(self.initial_data) - set(self.fields)):
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {name[:40]: [_("There is no such parameter. Possible are: %(known)s.") % {"known": known}]
                 for name in strange[:10]}
            )  # fmt: skip
        return self._within_reach(attrs)

    @staticmethod
    def _within_reach(attrs):
        """Not beyond the 10,000th row."""
        if (attrs["page"] - 1) * attrs["page_size"] >= DEEPEST:
            raise serializers.ValidationError(
                {"page": [_("Pages end at row %(most)d. Narrow the search.") % {"most": DEEPEST}]}
            )
        return attrs


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
        parameters=[SearchIn],
        responses=ProductPageOut,
    )
    def list(self, request: Request) -> Response:
        """All words must match, also parts of Korean words; equal matches change places every day."""
        query = SearchIn(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = queries.search_products(
            asked["q"],
            queries.SearchFilters(
                classes=[asked["class_code"]] if "class_code" in asked else [],
                lead=[asked["lead_band"]] if "lead_band" in asked else [],
                sizes=[asked["size_class"]] if "size_class" in asked else [],
                origins=[asked["origin"]] if "origin" in asked else [],
            ),
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
            "facets": found.counts(),
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
        operation_id="products_create",
        summary="Register a product as a draft",
        request=DraftIn,
        responses={201: DraftOut},
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


class ClassFilter(ApiFilterSet):
    """``?q=`` words or the beginning of a code; ``?level=``; ``?parent=`` code."""

    q = SearchFilter(method="matching")

    class Meta:
        model = ClassNode
        fields = {"level": ["exact"], "parent__code": ["exact"]}

    def matching(self, rows, _name, text):
        """The same search as on the page, on commodities."""
        return rows.filter(pk__in=[node.pk for node in queries.find_classes(text)])


class ClassViewSet(ApiViewSet):
    """Classes of UNSPSC, with their attributes on the detail page."""

    public_reads = True
    scopes = {"read": "catalog.read"}
    serializer_class = ClassOut
    filterset_class = ClassFilter
    ordering = ("code", "pk")
    lookup_field = "code"
    lookup_value_regex = "[0-9]{8}"
    queryset = ClassNode.objects.filter(scheme__code=UNSPSC, active=True).select_related("parent")

    def get_serializer_class(self):
        """Attributes for one class only."""
        return ClassDetailOut if self.action == "retrieve" else ClassOut
