"""Declarations of minerals for the programs of a supplier: read them, prepare a draft. A person submits it."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiList, ApiView, ApiViewSet
from portal.api.expand import Expansion, Thing
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    choices_of,
    days,
    moments,
)
from portal.api.idempotency import conditional, idempotent
from purchasing.esg.models import DeclaredSmelter, MineralDeclaration
from purchasing.esg.queries import minerals as queries
from purchasing.esg.services import minerals as services
from purchasing.esg.states.minerals import DeclarationScope, Metal, MineralTemplate


class DeclaredSmelterOut(serializers.ModelSerializer):
    """One smelter, and what the screening says of it."""

    class Meta:
        model = DeclaredSmelter
        fields = (
            "row", "metal", "cid", "name", "country", "mine_countries", "recycled", "linked", "comment", "status",
            "findings",
        )  # fmt: skip
        read_only_fields = fields


class MineralDeclarationOut(Thing, serializers.ModelSerializer):
    """A declaration of the client's company."""

    page, page_by = "esg:mineral-detail", "number"
    door = "api-mineral-detail"
    expansions = {
        "smelters": Expansion(
            DeclaredSmelterOut, lambda _user: DeclaredSmelter.objects.order_by("row"), key="declaration_id", many=True
        )
    }
    valid_until = serializers.DateField(source="valid_to", allow_null=True)

    contact_email = serializers.CharField(help_text="Empty until it is told.")

    class Meta:
        model = MineralDeclaration
        fields = (
            "uid", "number", "template", "template_version", "scope", "scope_text", "products", "contact",
            "contact_email", "authorizer", "declared_on", "company_answers", "metal_answers", "state", "due_on",
            "query", "submitted_at", "valid_until", "screened_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class MineralDeclarationBegin(fields.StrictSerializer):
    """Which template."""

    template = serializers.ChoiceField(choices=MineralTemplate.choices)


class DeclaredSmelterIn(fields.StrictSerializer):
    """One smelter."""

    metal = serializers.ChoiceField(choices=Metal.choices)
    cid = serializers.RegexField(r"^(CID\d{6})?$", required=False, default="", allow_blank=True)
    name = fields.TextField(max_length=200)
    country = serializers.RegexField(r"^([A-Z]{2})?$", required=False, default="", allow_blank=True)
    mine_countries = serializers.ListField(
        child=serializers.RegexField(r"^[A-Z]{2}$"), required=False, default=list, max_length=60
    )
    recycled = serializers.BooleanField(required=False, default=False)
    linked = serializers.BooleanField(required=False, default=False)
    comment = fields.TextField(max_length=500, required=False, default="")


class ProductIn(fields.StrictSerializer):
    """A product that it covers."""

    no = fields.TextField(max_length=80)
    name = fields.TextField(max_length=200, required=False, default="")
    comment = fields.TextField(max_length=300, required=False, default="")

    class Meta:
        ref_name = "DeclaredProductIn"


class MineralContentsIn(fields.StrictSerializer):
    """All of a declaration: what is left out is empty afterwards."""

    template_version = serializers.RegexField(r"^(\d+(\.\d+)*)?$", max_length=12, default="", allow_blank=True)
    scope = serializers.ChoiceField(choices=DeclarationScope.choices, default=DeclarationScope.COMPANY)
    scope_text = fields.TextField(max_length=500, required=False, default="")
    products = ProductIn(many=True, required=False, default=list, max_length=500)
    contact = fields.TextField(max_length=120, required=False, default="")
    contact_email = serializers.EmailField(required=False, default="", allow_blank=True)
    authorizer = fields.TextField(max_length=120, required=False, default="")
    declared_on = fields.DayField(required=False, allow_null=True, default=None)
    company_answers = serializers.DictField(
        child=serializers.RegexField(r"^(yes|no|unknown)$"), required=False, default=dict
    )
    metal_answers = serializers.DictField(
        child=serializers.DictField(child=serializers.RegexField(r"^(yes|no|unknown|[<>]?\d{1,3}%)$")),
        required=False,
        default=dict,
    )
    smelters = DeclaredSmelterIn(many=True, required=False, default=list, max_length=5000)


class MineralDeclarationFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = choices_of(MineralDeclaration, "state")
    template = ChoicesFilter(MineralTemplate)
    due_from, due_before = days("due_on")
    submitted_from, submitted_before = moments("submitted_at")

    class Meta:
        model = MineralDeclaration
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="minerals_list", summary="The company's declarations of minerals", tags=["esg"]),
    retrieve=extend_schema(operation_id="minerals_retrieve", summary="One declaration", tags=["esg"]),
)
class MineralDeclarationViewSet(ApiViewSet):
    """Declarations of the client's company."""

    scopes = {"read": "esg.read", "write": "esg.write"}
    serializer_class = MineralDeclarationOut
    queryset = MineralDeclaration.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = ("number", "due_on", "submitted_at")
    filterset_class = MineralDeclarationFilter

    def get_queryset(self):
        """Its own."""
        return queries.declarations_visible_to(self.request.user).order_by()

    @extend_schema(
        operation_id="minerals_begin",
        summary="Begin a declaration",
        description="A draft with what was declared last. 422 while one of this template is under way.",
        tags=["esg"],
        request=MineralDeclarationBegin,
        responses={201: MineralDeclarationOut},
        examples=[OpenApiExample("3TG", {"template": "cmrt"}, request_only=True)],
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """A draft of the client's company."""
        data = MineralDeclarationBegin(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.begin_declaration(template=data.validated_data["template"], by=request.user)
        return Response(MineralDeclarationOut(made, context={"request": request}).data, status=201)


class ContentsOfDeclaration(ApiView):
    """Filling a draft."""

    scopes = {"write": "esg.write"}

    @extend_schema(
        operation_id="minerals_fill",
        summary="Fill a draft",
        description="All at once, with its smelters. A person of the company looks at it and submits it.",
        tags=["esg"],
        request=MineralContentsIn,
        responses=MineralDeclarationOut,
        examples=[
            OpenApiExample(
                "Tin",
                {
                    "template_version": "6.4",
                    "contact": "김하늘",
                    "authorizer": "이바다",
                    "declared_on": "2026-11-20",
                    "company_answers": {"A": "yes"},
                    "metal_answers": {"tin": {"used": "yes", "suppliers": "100%"}},
                    "smelters": [{"metal": "tin", "cid": "CID900001", "name": "Hanbit Tin Refining", "country": "KR"}],
                },
                request_only=True,
            )
        ],
    )
    @conditional
    def put(self, request: Request, uid: str) -> Response:
        """The draft of the address."""
        declaration = get_object_or_404(queries.declarations_visible_to(request.user), uid=uid)
        data = MineralContentsIn(data=request.data)
        data.is_valid(raise_exception=True)
        given: dict[str, Any] = dict(data.validated_data)
        smelters = [services.SmelterIn(**each) for each in given.pop("smelters")]
        given["products"] = [dict(each) for each in given["products"]]
        filled = services.replace_contents(declaration, services.Contents(**given), smelters, by=request.user)
        return Response(MineralDeclarationOut(filled).data)


class DeclaredSmelterFilter(ApiFilterSet):
    """What to ask the list for."""

    metal = choices_of(DeclaredSmelter, "metal")
    status = choices_of(DeclaredSmelter, "status")
    cid = CodesFilter(label="CID numbers.")
    country = CodesFilter(label="Countries, ISO 3166.")

    class Meta:
        model = DeclaredSmelter
        fields: list[str] = []


@extend_schema_view(
    get=extend_schema(operation_id="minerals_smelters", summary="The smelters of a declaration", tags=["esg"])
)
class SmeltersOfDeclaration(ApiList):
    """The smelters of one declaration."""

    scopes = {"read": "esg.read"}
    serializer_class = DeclaredSmelterOut
    filterset_class = DeclaredSmelterFilter
    queryset = DeclaredSmelter.objects.none()
    ordering = ("row", "pk")
    ordering_fields = ("row", "metal", "country")

    def get_queryset(self):
        """In order, with their status."""
        declaration = get_object_or_404(queries.declarations_visible_to(self.request.user), uid=self.kwargs["uid"])
        return declaration.smelters.order_by()
