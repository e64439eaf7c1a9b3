"""What the API tells of products: in a search, whole, and side by side."""

from datetime import UTC
from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from catalog import queries
from catalog.api.classes import ClassOut, classes_of
from catalog.api.search import FacetOut, SynonymOut
from catalog.queries.eco import eco_kinds_of
from catalog.queries.search import Hit
from catalog.queries.supply import price_breaks_of
from catalog.states import Currency, EcoKind, Uom
from portal.api.companies import company
from portal.api.expand import Expansion, Neighbour, Thing, base_of, neighbours
from portal.clock import today


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
    url = serializers.SerializerMethodField()
    dated_on = serializers.DateField(source="dated", allow_null=True)

    @extend_schema_field(serializers.URLField())
    def get_url(self, held) -> str:
        """Where it is read."""
        return base_of(self.context.get("request")) + held.file.url


class ProductOut(Thing):
    """A published product in a list."""

    page, page_by = "catalog:product-detail", "uid=product.uid"
    door, door_by = "api-product-detail", "uid=product.uid"
    expansions = {
        "supplier": company("product.company_id"),
        "class": Expansion(ClassOut, classes_of, by="product.current.class_node_id"),
    }

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
        if hit.price.amount is None:
            return None
        writer = self.__dict__.setdefault("_price_writer", PriceOut())  # made once for all rows
        return writer.to_representation(hit.price)


class ProductBriefOut(Thing):
    """A published product beside something else."""

    page = "catalog:product-detail"
    door = "api-product-detail"

    uid = serializers.UUIDField()
    number = serializers.CharField()
    name_ko = serializers.CharField(source="current.name_ko")
    name_en = serializers.CharField(source="current.name_en")
    maker = serializers.CharField(source="current.maker")
    model = serializers.CharField(source="current.model")
    class_code = serializers.CharField(source="current.class_node.code")


def products_told(_user):
    """Published ones, which everybody may see."""
    return queries.published_products().select_related("current__class_node")


neighbours.add("product", Neighbour(ProductBriefOut, products_told))


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
        files = hit.product.current.files.select_related("file")
        return list(FileOut(files, many=True, context=self.context).data)


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


@extend_schema_serializer(many=False)
class ProductPageOut(serializers.Serializer):
    """One page of a search, and how the whole divides."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    facets = FacetOut(many=True, help_text="Empty unless `facets=true`.")
    synonyms = SynonymOut(many=True)
    beside = serializers.ListField(
        child=serializers.CharField(), help_text="A code of HS or CPV was searched: the classes of UNSPSC beside it."
    )
    results = ProductOut(many=True)
