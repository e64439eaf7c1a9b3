"""Doors for other systems: open sourcing requests for everybody, proposals for a supplier's own program."""

from datetime import UTC
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Proposal, RequestAttribute, SourcingRequest
from catalog.queries.products import published_products
from catalog.queries.sourcing import find_requests, requests_visible_to, requirements_of
from catalog.services.proposals import propose
from catalog.states import (
    Criticality,
    Currency,
    Match,
    ProposalState,
    RequestKind,
    RequestState,
    RequestVisibility,
    Tolerance,
    Uom,
)
from portal.api import fields
from portal.api.doors import ApiViewSet
from portal.api.expand import Thing
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    SearchFilter,
    YesNoFilter,
    days,
    moments,
)
from portal.api.idempotency import idempotent
from portal.api.limits import UID
from portal.clock import db_now
from portal.errors import RuleBroken


# Out -----------------------------------------------------------------------------------------------------------------
class SourcingRequestOut(Thing, serializers.ModelSerializer):
    """What a using department looks for. What it pays today is never told."""

    page = "catalog:sourcing-detail"
    door = "api-sourcing-detail"

    kind = serializers.ChoiceField(choices=RequestKind.choices)
    state = serializers.ChoiceField(choices=RequestState.choices)
    visibility = serializers.ChoiceField(choices=RequestVisibility.choices)
    class_code = serializers.CharField(source="class_node.code")
    annual_qty = serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True)
    uom = serializers.ChoiceField(choices=Uom.choices)
    opened_at = serializers.DateTimeField(default_timezone=UTC, allow_null=True)
    closes_at = serializers.DateTimeField(default_timezone=UTC, help_text="Proposals are in time before this moment.")

    class Meta:
        model = SourcingRequest
        fields = (
            "uid", "number", "kind", "state", "visibility", "title_ko", "title_en", "class_code", "part_number",
            "annual_qty", "uom", "need_by", "opened_at", "closes_at",
        )  # fmt: skip
        read_only_fields = fields


class RequiredOut(serializers.Serializer):
    """One attribute as it is asked for; numbers in the canonical unit of the quantity."""

    code = serializers.CharField(source="definition.code")
    name_ko = serializers.CharField(source="definition.name_ko")
    name_en = serializers.CharField(source="definition.name_en")
    match = serializers.ChoiceField(choices=Match.choices)
    text = serializers.CharField(source="wanted", help_text="In words, with direction and tolerance.")
    canonical = serializers.DecimalField(source="si_num", max_digits=24, decimal_places=9, allow_null=True)
    canonical_low = serializers.DecimalField(source="si_low", max_digits=24, decimal_places=9, allow_null=True)
    canonical_high = serializers.DecimalField(source="si_high", max_digits=24, decimal_places=9, allow_null=True)
    tolerance_kind = serializers.ChoiceField(choices=Tolerance.choices)
    tolerance = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    criticality = serializers.ChoiceField(choices=Criticality.choices)
    weight = serializers.IntegerField()


class SourcingRequestDetailOut(SourcingRequestOut):
    """With its reason and the required attributes."""

    attributes = serializers.SerializerMethodField()

    class Meta(SourcingRequestOut.Meta):
        fields = (*SourcingRequestOut.Meta.fields, "reason", "attributes")  # type: ignore[assignment]
        read_only_fields = fields

    @extend_schema_field(RequiredOut(many=True))
    def get_attributes(self, thing: SourcingRequest) -> list[dict[str, Any]]:
        """In the order of the class."""
        rows: list[RequestAttribute] = requirements_of(thing)
        return list(RequiredOut(rows, many=True).data)


class MatchedOut(serializers.Serializer):
    """How one attribute was judged."""

    code = serializers.CharField()
    weight = serializers.DecimalField(max_digits=5, decimal_places=0)
    s = serializers.DecimalField(max_digits=5, decimal_places=4, help_text="Share of its points, 0 to 1.")
    verdict = serializers.ChoiceField(choices=["met", "near", "missed", "missing"])
    criticality = serializers.ChoiceField(choices=Criticality.choices)


class ProposalOut(serializers.Serializer):
    """The company's own proposal with its match."""

    uid = serializers.UUIDField()
    product = serializers.UUIDField(source="product.uid")
    state = serializers.ChoiceField(choices=ProposalState.choices)
    price = serializers.DecimalField(max_digits=18, decimal_places=2)
    currency = serializers.ChoiceField(choices=Currency.choices)
    score = serializers.DecimalField(max_digits=7, decimal_places=4)
    matched = MatchedOut(many=True)
    received_at = serializers.DateTimeField(default_timezone=UTC)


# In ------------------------------------------------------------------------------------------------------------------
class ProposalIn(fields.StrictSerializer):
    """A published product of the company at a price; the same product again replaces the earlier proposal."""

    product = serializers.UUIDField()
    price = fields.DecimalField(max_digits=18, decimal_places=2, min_value=Decimal("0.01"))
    currency = serializers.ChoiceField(choices=Currency.choices, required=False)
    freight_won = fields.DecimalField(max_digits=15, decimal_places=0, min_value=Decimal(0), required=False)
    duty_pct = fields.DecimalField(
        max_digits=6, decimal_places=3, min_value=Decimal(0), max_value=Decimal(100), required=False
    )
    lead_time_days = fields.IntegerField(min_value=0, max_value=999)
    statement = fields.TextField(max_length=2000, required=False)


class SourcingFilter(ApiFilterSet):
    """What to ask the list for."""

    q = SearchFilter(method="find", label="Words of the title or class, or the number")
    open = YesNoFilter(method="only_open", label="true: only those that take proposals")
    number = CodesFilter()
    kind = ChoicesFilter(RequestKind)
    state = ChoicesFilter([each for each in RequestState.values if each != RequestState.DRAFT])
    class_code = CodesFilter(method="of_class", label="Codes of UNSPSC; classes below them are included")
    opened_from, opened_before = moments("opened_at")
    closes_from, closes_before = moments("closes_at")
    need_from, need_before = days("need_by")

    class Meta:
        model = SourcingRequest
        fields: list[str] = []

    def find(self, requests, _name, value):
        """Title, class or number."""
        return find_requests(requests, now=db_now(), q=value)

    def only_open(self, requests, _name, value):
        """Those that take proposals now, or those that do not."""
        taking = SourcingRequest.objects.filter(state=RequestState.OPEN, closes_at__gt=db_now()).values("pk")
        return requests.filter(pk__in=taking) if value else requests.exclude(pk__in=taking)

    def of_class(self, requests, _name, value):
        """Of the class or below it."""
        now = db_now()
        parts = [Q(pk__in=find_requests(requests, now=now, class_code=code[:8]).values("pk")) for code in value]
        return requests.filter(reduce(or_, parts))


# Doors ---------------------------------------------------------------------------------------------------------------
@extend_schema_view(
    list=extend_schema(
        operation_id="sourcing_requests_list",
        summary="Sourcing requests",
        description="Public ones for everybody; those of one's class or by invitation with a token.",
        tags=["sourcing requests"],
    ),
    retrieve=extend_schema(
        operation_id="sourcing_requests_retrieve",
        summary="A sourcing request",
        description="With the required attributes.",
        tags=["sourcing requests"],
        responses=SourcingRequestDetailOut,
    ),
)
class SourcingRequestViewSet(ApiViewSet):
    """Opened sourcing requests; proposals with ``rfq.write``."""

    public_reads = True
    scopes = {"read": "catalog.read", "write": "rfq.write"}
    serializer_class = SourcingRequestOut
    filterset_class = SourcingFilter
    queryset = SourcingRequest.objects.none()
    ordering = ("-opened_at", "-pk")
    ordering_fields = ("opened_at", "closes_at", "need_by", "number")
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Opened ones that the client's company may see."""
        return requests_visible_to(self.request.user).filter(opened_at__isnull=False).order_by()

    def get_serializer_class(self):
        """Attributes for one only."""
        return SourcingRequestDetailOut if self.action == "retrieve" else SourcingRequestOut

    @extend_schema(
        operation_id="sourcing_requests_propose",
        summary="Propose a product, or replace the proposal",
        description="Whether it is in time is decided by the database: 409 after the deadline. The match is returned.",
        tags=["sourcing requests"],
        request=ProposalIn,
        responses={201: ProposalOut},
        examples=[
            OpenApiExample(
                "A proposal in won",
                {
                    "product": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
                    "price": "12000",
                    "currency": "KRW",
                    "lead_time_days": 30,
                    "statement": "수명이 두 배입니다.",
                },
                request_only=True,
            )
        ],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def proposals(self, request: Request, uid: str | None = None) -> Response:
        """Propose one published product."""
        body = ProposalIn(data=request.data)
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        thing = self.get_object()
        products = published_products().select_related("company", "current__class_node")
        product = products.filter(uid=data.pop("product"), company_id=request.user.company_id).first()
        if product is None:
            raise RuleBroken(_("Your company has no published product with this uid."), field="product")
        proposal: Proposal = propose(thing, product, by=request.user, **data)
        return Response(ProposalOut(proposal).data, status=201)
