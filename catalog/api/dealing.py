"""Doors for a supplier's own program: questions it was asked, and requests for quotes; answers to both."""

from datetime import UTC
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Inquiry, Quote, QuoteInvitation
from catalog.queries.inquiries import asker_names, inquiries_visible_to, messages_of
from catalog.queries.quotes import current_prices, invitations_visible_to, lines_for
from catalog.services.inquiries import LONGEST, answer_inquiry
from catalog.services.quotes import MOST_LINES, PriceIn, decline_quote, give_quote
from catalog.states import Currency, InquiryState, QuoteState, RequestedState, Side, Uom
from portal.api import fields
from portal.api.doors import ApiViewSet
from portal.api.expand import Thing, neighbour
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, moments
from portal.api.idempotency import idempotent
from portal.api.limits import UID


# Out -----------------------------------------------------------------------------------------------------------------
class InquiryOut(Thing, serializers.ModelSerializer):
    """A question to the client's company."""

    page = "catalog:inquiry-detail"
    door = "api-inquiry-detail"
    expansions = {"product": neighbour("product", by="product_id")}

    product = serializers.UUIDField(source="product.uid")
    product_number = serializers.CharField(source="product.number")
    state = serializers.ChoiceField(choices=InquiryState.choices)
    asked_at = serializers.DateTimeField(default_timezone=UTC)
    due_at = serializers.DateTimeField(default_timezone=UTC, help_text="The answer is due before this moment.")
    answered_at = serializers.DateTimeField(default_timezone=UTC, allow_null=True)

    class Meta:
        model = Inquiry
        fields = (
            "uid", "number", "product", "product_number", "state", "asked_at", "due_at", "answered_at", "publishable",
            "public_answer",
        )  # fmt: skip
        read_only_fields = fields


class MessageOut(serializers.Serializer):
    """One message of the thread."""

    side = serializers.ChoiceField(choices=Side.choices)
    text = serializers.CharField()
    at = serializers.DateTimeField(default_timezone=UTC)
    files = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_files(self, message) -> list[str]:
        """Names; the files are opened on the inquiry's page."""
        return [row.file.name for row in message.files.all()]


class InquiryDetailOut(InquiryOut):
    """A question with its thread; who asks is a department or role, never a name."""

    asked_by = serializers.SerializerMethodField()
    messages = serializers.SerializerMethodField()

    class Meta(InquiryOut.Meta):
        fields = (*InquiryOut.Meta.fields, "asked_by", "messages")  # type: ignore[assignment]
        read_only_fields = fields

    def get_asked_by(self, inquiry: Inquiry) -> str:
        """Department, role, or what kind of reader."""
        return asker_names([inquiry])[inquiry.pk]

    @extend_schema_field(MessageOut(many=True))
    def get_messages(self, inquiry: Inquiry) -> list[dict[str, Any]]:
        """Oldest first."""
        return list(MessageOut(messages_of(inquiry), many=True).data)


class QuoteRequestOut(Thing):
    """A request for quotes as the client's company received it; ``uid`` is that of its own copy."""

    page = "catalog:quote-answer"
    door = "api-quote-request"

    uid = serializers.UUIDField()
    number = serializers.CharField(source="request.number")
    title = serializers.CharField(source="request.title")
    state = serializers.ChoiceField(choices=RequestedState.choices, help_text="Where the company's answer stands.")
    request_state = serializers.ChoiceField(source="request.state", choices=QuoteState.choices)
    closes_at = serializers.DateTimeField(source="request.closes_at", default_timezone=UTC)
    delivery_place = serializers.CharField(source="request.delivery_place")
    delivery_on = serializers.DateField(source="request.delivery_on", allow_null=True)


class QuoteLineOut(serializers.Serializer):
    """What is wanted, and what the company quoted for it."""

    no = serializers.IntegerField()
    product = serializers.UUIDField(source="product.uid")
    product_number = serializers.CharField(source="product.number")
    name_ko = serializers.CharField()
    name_en = serializers.CharField()
    qty = serializers.DecimalField(max_digits=14, decimal_places=3)
    uom = serializers.ChoiceField(choices=Uom.choices)


class QuotePriceOut(serializers.Serializer):
    """The company's own price of a line."""

    no = serializers.IntegerField(source="line.no")
    unit_price = serializers.DecimalField(max_digits=18, decimal_places=2)
    lead_time_days = serializers.IntegerField()
    remark = serializers.CharField()


class QuoteOut(serializers.Serializer):
    """The company's own quote; a later revision replaces it."""

    uid = serializers.UUIDField()
    revision = serializers.IntegerField(source="no")
    currency = serializers.ChoiceField(choices=Currency.choices)
    freight = serializers.DecimalField(max_digits=18, decimal_places=2)
    valid_until = serializers.DateField()
    note = serializers.CharField()
    at = serializers.DateTimeField(default_timezone=UTC)


class QuoteRequestDetailOut(QuoteRequestOut):
    """With lines, and the company's own quote."""

    message = serializers.CharField(source="request.message")
    lines = serializers.SerializerMethodField()
    quote = QuoteOut(allow_null=True)
    prices = serializers.SerializerMethodField()

    @extend_schema_field(QuoteLineOut(many=True))
    def get_lines(self, invitation: QuoteInvitation) -> list[dict[str, Any]]:
        """Only the company's own products."""
        return list(QuoteLineOut(lines_for(invitation), many=True).data)

    @extend_schema_field(QuotePriceOut(many=True))
    def get_prices(self, invitation: QuoteInvitation) -> list[dict[str, Any]]:
        """Of the quote that counts."""
        return list(QuotePriceOut(list(current_prices(invitation).values()), many=True).data)


# In ------------------------------------------------------------------------------------------------------------------
class AnswerIn(fields.StrictSerializer):
    """An answer; ``publish`` needs the asker's consent (``publishable``)."""

    text = fields.TextField(max_length=LONGEST)
    publish = fields.BooleanField(required=False, default=False)


class QuoteLineIn(fields.StrictSerializer):
    """The price of one line."""

    no = fields.IntegerField(min_value=1, max_value=MOST_LINES)
    unit_price = fields.DecimalField(max_digits=18, decimal_places=2, min_value=Decimal("0.01"))
    lead_time_days = fields.IntegerField(min_value=0, max_value=999)
    remark = fields.TextField(max_length=200, required=False, allow_blank=True, default="")


class QuoteIn(fields.StrictSerializer):
    """A quote for every line of the company's products."""

    lines = fields.RowsField(child=QuoteLineIn())
    currency = serializers.ChoiceField(choices=Currency.choices, required=False, default=Currency.KRW)
    freight = fields.DecimalField(
        max_digits=18, decimal_places=2, min_value=Decimal(0), required=False, default=Decimal(0)
    )
    valid_until = fields.DayField()
    note = fields.TextField(max_length=2000, required=False, allow_blank=True, default="")

    def validate_lines(self, rows: list[dict[str, Any]]) -> dict[int, PriceIn]:
        """By line number, each once."""
        prices = {row["no"]: PriceIn(row["unit_price"], row["lead_time_days"], row["remark"]) for row in rows}
        if len(prices) != len(rows):
            raise serializers.ValidationError(_("A line is named twice."))
        return prices


class RefusalIn(fields.StrictSerializer):
    """Why the company does not quote."""

    reason = fields.TextField(max_length=300)


# Doors ---------------------------------------------------------------------------------------------------------------
class InquiryFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(InquiryState)
    product = CodesFilter("product__number", label="Numbers of products.")
    asked_from, asked_before = moments("asked_at")
    due_from, due_before = moments("due_at")

    class Meta:
        model = Inquiry
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="inquiries_list", summary="Questions to the company", tags=["inquiries"]),
    retrieve=extend_schema(
        operation_id="inquiries_retrieve",
        summary="A question with its thread",
        tags=["inquiries"],
        responses=InquiryDetailOut,
    ),
)
class InquiryViewSet(ApiViewSet):
    """Questions about the company's products, and their answers."""

    scopes = {"read": "rfq.read", "write": "rfq.write"}
    serializer_class = InquiryOut
    filterset_class = InquiryFilter
    queryset = Inquiry.objects.none()
    ordering = ("-asked_at", "-pk")
    ordering_fields = ("asked_at", "due_at", "number")
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Those that reached the client's company."""
        return inquiries_visible_to(self.request.user)

    def get_serializer_class(self):
        """The thread for one only."""
        return InquiryDetailOut if self.action == "retrieve" else InquiryOut

    @extend_schema(
        operation_id="inquiries_answer",
        summary="Answer a question",
        description="409 when it was answered or closed meanwhile; 422 when it may not be published.",
        tags=["inquiries"],
        request=AnswerIn,
        responses={201: InquiryOut},
        examples=[
            OpenApiExample("An answer", {"text": "5도 이상에서 보관합니다.", "publish": False}, request_only=True)
        ],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def answers(self, request: Request, uid: str | None = None) -> Response:
        """Answer, and publish where the asker agreed."""
        data = AnswerIn(data=request.data)
        data.is_valid(raise_exception=True)
        inquiry = answer_inquiry(self.get_object(), by=request.user, **data.validated_data)
        return Response(
            InquiryOut(self.get_queryset().get(pk=inquiry.pk), context={"request": request}).data, status=201
        )


class QuoteRequestFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter("request__number")
    state = ChoicesFilter(RequestedState)
    request_state = ChoicesFilter(QuoteState, "request__state")
    closes_from, closes_before = moments("request__closes_at")

    class Meta:
        model = QuoteInvitation
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="quote_requests_list", summary="Requests for quotes", tags=["quote requests"]),
    retrieve=extend_schema(
        operation_id="quote_requests_retrieve",
        summary="A request with its lines and the company's quote",
        tags=["quote requests"],
        responses=QuoteRequestDetailOut,
    ),
)
class QuoteRequestViewSet(ApiViewSet):
    """Requests that reached the company. Nothing of other suppliers is told, not even who was asked."""

    scopes = {"read": "rfq.read", "write": "rfq.write"}
    serializer_class = QuoteRequestOut
    filterset_class = QuoteRequestFilter
    queryset = QuoteInvitation.objects.none()
    ordering = ("-pk",)
    ordering_fields = {"closes_at": "request__closes_at", "number": "request__number"}
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Those that reached the client's company."""
        return invitations_visible_to(self.request.user).order_by()

    def get_serializer_class(self):
        """Lines for one only."""
        return QuoteRequestDetailOut if self.action == "retrieve" else QuoteRequestOut

    @extend_schema(
        operation_id="quote_requests_quote",
        summary="Quote, or revise the quote",
        description="All lines in one call. Whether it is in time is decided by the database: 409 after the deadline.",
        tags=["quote requests"],
        request=QuoteIn,
        responses={201: QuoteOut},
        examples=[
            OpenApiExample(
                "A quote in won",
                {
                    "currency": "KRW",
                    "valid_until": "2027-03-31",
                    "freight": "50000",
                    "lines": [{"no": 1, "unit_price": "6500", "lead_time_days": 7}],
                },
                request_only=True,
            )
        ],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def quotes(self, request: Request, uid: str | None = None) -> Response:
        """Quote all lines of the company's products."""
        data = QuoteIn(data=request.data)
        data.is_valid(raise_exception=True)
        facts = dict(data.validated_data)
        prices = facts.pop("lines")
        quote: Quote = give_quote(self.get_object(), prices=prices, by=request.user, **facts)
        return Response(QuoteOut(quote).data, status=201)

    @extend_schema(
        operation_id="quote_requests_decline",
        summary="Decline to quote",
        tags=["quote requests"],
        request=RefusalIn,
        responses={201: QuoteRequestOut},
        examples=[OpenApiExample("Out of production", {"reason": "단종된 품목입니다."}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def refusals(self, request: Request, uid: str | None = None) -> Response:
        """Say why not; a quote may still follow until the deadline."""
        data = RefusalIn(data=request.data)
        data.is_valid(raise_exception=True)
        invitation = decline_quote(self.get_object(), by=request.user, **data.validated_data)
        return Response(QuoteRequestOut(invitation, context={"request": request}).data, status=201)
