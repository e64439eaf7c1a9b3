"""Classes of UNSPSC for other systems: what their products state, and where they stand in HS and CPV."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers

from catalog import queries
from catalog.models import AttributeDef, ClassMap, ClassNode
from catalog.queries.classes import UNSPSC
from catalog.queries.crosswalk import others_of, product_counts_in
from catalog.states import MapQuality
from catalog.states.classes import Level
from portal.api.doors import ApiViewSet
from portal.api.expand import Expansion, Thing
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, SearchFilter


def classes_of(_user):
    """Those of UNSPSC, retired ones included: everybody may see them."""
    return ClassNode.objects.filter(scheme__code=UNSPSC).select_related("parent", "successor")


class ClassOut(Thing, serializers.ModelSerializer):
    """One class of UNSPSC."""

    page, page_by = "catalog:class-detail", "code"
    door, door_by = "api-class-detail", "code"

    parent = serializers.CharField(source="parent.code", default=None, allow_null=True, help_text="Code of the parent")
    successor = serializers.CharField(
        source="successor.code", default=None, allow_null=True, help_text="Of a class that is no longer in use"
    )

    class Meta:
        model = ClassNode
        fields = ("code", "level", "name_ko", "name_en", "parent", "active", "successor")
        read_only_fields = fields


ClassOut.expansions = {
    "parent": Expansion(ClassOut, classes_of, by="parent_id"),
    "children": Expansion(ClassOut, lambda user: classes_of(user).filter(active=True), key="parent_id", many=True),
}


class ChoiceOut(serializers.Serializer):
    """One option of a list attribute; from the lowest to the highest, where one is better than another."""

    code = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()


class AttributeDefOut(serializers.ModelSerializer):
    """An attribute that products of a class have."""

    options = ChoiceOut(source="choices.all", many=True)
    of_class = serializers.CharField(source="node.code", help_text="The class that has it; those below it inherit.")

    class Meta:
        model = AttributeDef
        fields = (
            "code", "name_ko", "name_en", "datatype", "quantity", "unit", "decimals", "required", "match", "tolerance",
            "tolerance_value", "criticality", "weight", "of_class", "options",
        )  # fmt: skip
        read_only_fields = fields


class OtherCodeOut(serializers.Serializer):
    """A class of HS or CPV beside it."""

    scheme = serializers.CharField(source="other.scheme.code")
    code = serializers.CharField(source="other.code")
    name_ko = serializers.CharField(source="other.name_ko")
    name_en = serializers.CharField(source="other.name_en")
    quality = serializers.ChoiceField(choices=MapQuality.choices, help_text="How it stands to the class of UNSPSC.")
    of_class = serializers.CharField(source="node.code")


class ClassDetailOut(ClassOut):
    """A class with its attributes, inherited ones included, and its codes elsewhere."""

    products = serializers.SerializerMethodField(help_text="Published ones in it and in the classes below it.")
    attributes = serializers.SerializerMethodField()
    codes = serializers.SerializerMethodField()

    class Meta(ClassOut.Meta):
        fields = (*ClassOut.Meta.fields, "products", "attributes", "codes")  # type: ignore[assignment]
        read_only_fields = fields

    def get_products(self, node: ClassNode) -> int:
        """As the page of the class counts them."""
        return product_counts_in([node.code])[node.code]

    @extend_schema_field(AttributeDefOut(many=True))
    def get_attributes(self, node: ClassNode) -> list[dict[str, Any]]:
        """In the order of the form."""
        return list(AttributeDefOut(list(queries.definitions_for(node).values()), many=True).data)

    @extend_schema_field(OtherCodeOut(many=True))
    def get_codes(self, node: ClassNode) -> list[dict[str, Any]]:
        """Its own first, then those of the classes above it."""
        maps: list[ClassMap] = others_of(node)
        return list(OtherCodeOut(maps, many=True).data)


class ClassFilter(ApiFilterSet):
    """``?q=`` words or the beginning of a code; ``?level=``; ``?parent=`` code."""

    q = SearchFilter(method="matching", label="Words of their names, or the beginning of a code.")
    code = CodesFilter()
    level = ChoicesFilter(Level)
    parent = CodesFilter("parent__code", label="Codes of the classes directly above.")

    class Meta:
        model = ClassNode
        fields: list[str] = []

    def matching(self, rows, _name, text):
        """The same search as on the page, on commodities."""
        return rows.filter(pk__in=[node.pk for node in queries.find_classes(text)])


@extend_schema_view(
    list=extend_schema(
        operation_id="classes_list",
        summary="Classes in use",
        parameters=[
            OpenApiParameter(
                "q",
                str,
                description="Words of their names, or the beginning of a code.",
                examples=[OpenApiExample("A word", "베어링"), OpenApiExample("The beginning of a code", "311715")],
            ),
        ],
    ),
    retrieve=extend_schema(
        operation_id="classes_retrieve",
        summary="One class with its attributes and its codes in HS and CPV",
        parameters=[
            OpenApiParameter(
                "code",
                {"type": "string", "pattern": "^[0-9]{8}$"},
                "path",
                examples=[OpenApiExample("Ball bearings", "31171504"), OpenApiExample("All bearings", "31171500")],
            )
        ],
    ),
)
class ClassViewSet(ApiViewSet):
    """Classes of UNSPSC; a retired one is shown by its code, with its successor, but is not listed."""

    public_reads = True
    scopes = {"read": "catalog.read"}
    serializer_class = ClassOut
    filterset_class = ClassFilter
    ordering = ("code", "pk")
    ordering_fields = ("code", "name_ko", "name_en")
    lookup_field = "code"
    lookup_value_regex = "[0-9]{8}"
    queryset = ClassNode.objects.filter(scheme__code=UNSPSC).select_related("parent", "successor")

    def get_queryset(self):
        """Those in use, where they are listed."""
        return super().get_queryset() if self.action == "retrieve" else super().get_queryset().filter(active=True)

    def get_serializer_class(self):
        """Attributes for one class only."""
        return ClassDetailOut if self.action == "retrieve" else ClassOut
