"""Receivables for a supplier's own programs: read, pass on, quote and draw. No program accepts, refuses or cancels."""

from decimal import Decimal

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.companies import company
from portal.api.doors import ApiViewSet
from portal.api.expand import Expansion, Neighbour, Thing, neighbour, neighbours
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, WholeFilter, days
from portal.api.idempotency import HEADER, idempotent
from portal.api.limits import UID
from purchasing.payments import queries, services
from purchasing.payments.api.obligations import ObligationOut, obligations_told
from purchasing.payments.models import Draw, DrawQuote, Obligation, Receivable
from purchasing.payments.queries.amounts import Sight, face_sight
from purchasing.payments.states import MaturityMode, ReceivableState


class ReceivableOut(Thing, serializers.ModelSerializer):
    """A receivable; what its holder did with it stands there for the holder alone."""

    page = "payments:receivable-detail"
    door = "api-receivable-detail"
    expansions = {
        "issuer": company("issuer_id"),
        "holder": company("holder_id"),
        "obligation": Expansion(ObligationOut, obligations_told, by="obligation_id"),
        "contract": neighbour("contract", by="obligation.contract_id"),
    }

    issuer = serializers.UUIDField(source="issuer.uid")
    issuer_name = serializers.CharField(source="issuer.name")
    holder = serializers.UUIDField(source="holder.uid")
    holder_name = serializers.CharField(source="holder.name")
    obligation = serializers.CharField(source="obligation.number")
    face_won = serializers.SerializerMethodField(help_text="Null for the buyer below the first tier without consent.")
    fee_won = serializers.SerializerMethodField(help_text="What the giver owes for days beyond day 60.")
    passed_on_won = serializers.SerializerMethodField(help_text="Null for who gave it.")
    drawn_won = serializers.SerializerMethodField(help_text="Null for who gave it.")
    available_won = serializers.SerializerMethodField(help_text="Can be passed on or drawn; null for who gave it.")

    class Meta:
        model = Receivable
        fields = (
            "uid", "number", "state", "tier", "issuer", "issuer_name", "holder", "holder_name", "obligation",
            "face_won", "passed_on_won", "drawn_won", "available_won", "fee_won", "issued_on", "matures_on",
            "maturity_mode", "settled_on",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": ["integer", "null"]})
    def get_face_won(self, receivable: Receivable) -> int | None:
        """As far as it is open."""
        return self._open(receivable, receivable.face)

    @extend_schema_field({"type": ["integer", "null"]})
    def get_fee_won(self, receivable: Receivable) -> int | None:
        """As far as it is open."""
        return self._open(receivable, receivable.fee)

    def _open(self, receivable: Receivable, amount: Decimal) -> int | None:
        shown = face_sight(self.context["request"].user, receivable) == Sight.OPEN
        return int(amount) if shown else None

    @extend_schema_field({"type": ["integer", "null"]})
    def get_passed_on_won(self, receivable: Receivable) -> int | None:
        """For the holder."""
        return self._own(receivable, receivable.assigned)

    @extend_schema_field({"type": ["integer", "null"]})
    def get_drawn_won(self, receivable: Receivable) -> int | None:
        """For the holder."""
        return self._own(receivable, receivable.drawn)

    @extend_schema_field({"type": ["integer", "null"]})
    def get_available_won(self, receivable: Receivable) -> int | None:
        """For the holder."""
        return self._own(receivable, receivable.available)

    def _own(self, receivable: Receivable, amount: Decimal) -> int | None:
        return int(amount) if queries.sees_use(self.context["request"].user, receivable) else None


neighbours.add(
    "receivable",
    Neighbour(ReceivableOut, lambda user: queries.receivables_visible_to(user).order_by(), scope="receivable.read"),
)


class PassOnIn(fields.StrictSerializer):
    """Which own debt is paid, with how much, until when."""

    obligation = fields.TextField(max_length=20, help_text="The number of the debt, such as OBL-2026-000012.")
    amount_won = fields.WonField(min_value=Decimal(1))
    mode = serializers.ChoiceField(choices=MaturityMode.choices, default=MaturityMode.SAME_OR_EARLIER)


class DrawQuoteIn(fields.StrictSerializer):
    """How much would be drawn."""

    amount_won = fields.WonField(min_value=Decimal(1))


class DrawQuoteOut(serializers.ModelSerializer):
    """What a draw would pay out, until when it holds."""

    amount_won = fields.WonField(source="amount")
    charge_won = fields.WonField(source="charge")
    net_won = fields.WonField(source="net")
    expires_at = serializers.DateTimeField(source="valid_until", help_text="The bank's cut-off.")

    class Meta:
        model = DrawQuote
        fields = ("uid", "amount_won", "drawn_on", "days", "rate", "charge_won", "net_won", "expires_at")
        read_only_fields = fields


class DrawIn(fields.StrictSerializer):
    """The quote that is confirmed."""

    quote = serializers.UUIDField()


class DrawOut(serializers.ModelSerializer):
    """An early draw."""

    amount_won = fields.WonField(source="amount")
    charge_won = fields.WonField(source="charge")
    net_won = fields.WonField(source="net")

    class Meta:
        model = Draw
        fields = ("uid", "seq", "amount_won", "drawn_on", "days", "rate", "charge_won", "net_won", "drawn_at")
        read_only_fields = fields


class ReceivableFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(ReceivableState)
    tier = WholeFilter(least=1, most=99)
    issuer = CodesFilter("issuer__number", label="Numbers of companies.")
    holder = CodesFilter("holder__number", label="Numbers of companies.")
    obligation = CodesFilter("obligation__number", label="Numbers of debts.")
    contract = CodesFilter("obligation__contract__number", label="Numbers of contracts.")
    issued_from, issued_before = days("issued_on")
    matures_from, matures_before = days("matures_on")
    settled_from, settled_before = days("settled_on")

    class Meta:
        model = Receivable
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="receivables_list",
        summary="The company's receivables",
        description="Held by the client's company, and those that it passed on to others.",
        tags=["payments"],
    ),
    retrieve=extend_schema(operation_id="receivables_show", summary="One receivable", tags=["payments"]),
)
class ReceivableViewSet(ApiViewSet):
    """Receivables of the client's company."""

    scopes = {"read": "receivable.read", "write": "receivable.write"}
    serializer_class = ReceivableOut
    filterset_class = ReceivableFilter
    queryset = Receivable.objects.none()
    lookup_field = "uid"
    lookup_value_regex = UID
    ordering = ("-pk",)
    ordering_fields = ("number", "issued_on", "matures_on", "settled_on")

    def get_queryset(self):
        """The own ones."""
        return queries.receivables_visible_to(self.request.user).order_by()

    @extend_schema(
        operation_id="receivables_pass_on",
        summary="Pay an own supplier with a part of it",
        description=(
            "Debt and receivable are locked before anything is counted. 422 says how much is left; 409 says that it "
            "has fallen due or that somebody was faster. The same key gives the same answer."
        ),
        tags=["payments"],
        request=PassOnIn,
        responses={201: ReceivableOut},
        examples=[
            OpenApiExample(
                "A part for an own supplier",
                {"obligation": "OBL-2026-000012", "amount_won": 1_000_000, "mode": "same_or_earlier"},
                request_only=True,
            )
        ],
    )
    @action(detail=True, methods=["post"], url_path="pass-on")
    @idempotent
    def pass_on(self, request: Request, uid: str) -> Response:
        """Give a part."""
        receivable = self.get_object()
        data = PassOnIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        debts = Obligation.objects.filter(payer=request.user.company_id)
        obligation = get_object_or_404(debts, number=given["obligation"].upper())
        part = services.pass_on(
            receivable,
            obligation=obligation,
            amount_won=given["amount_won"],
            mode=given["mode"],
            key=request.headers[HEADER],
            by=request.user,
        )
        return Response(ReceivableOut(part, context={"request": request}).data, status=201)

    @extend_schema(
        operation_id="receivables_quote",
        summary="Quote an early draw",
        description="Binds nobody; it holds until `expires_at`, the bank's cut-off.",
        tags=["payments"],
        request=DrawQuoteIn,
        responses={201: DrawQuoteOut},
        examples=[OpenApiExample("How much is wanted", {"amount_won": 1_000_000}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def quotes(self, request: Request, uid: str) -> Response:
        """Ask what a draw would pay out."""
        data = DrawQuoteIn(data=request.data)
        data.is_valid(raise_exception=True)
        quote = services.quote_draw(self.get_object(), **data.validated_data, by=request.user)
        return Response(DrawQuoteOut(quote).data, status=201)

    @extend_schema(
        operation_id="receivables_draw",
        summary="Draw what was quoted",
        description="Cannot be taken back. Without recourse: if the buyer does not pay, the bank bears it.",
        tags=["payments"],
        request=DrawIn,
        responses={201: DrawOut},
        examples=[
            OpenApiExample("The quote that holds", {"quote": "0b5f0a3e-6f0e-4a3c-9a51-2f6b9d1d7c10"}, request_only=True)
        ],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def draws(self, request: Request, uid: str) -> Response:
        """Confirm a quote."""
        receivable = self.get_object()
        data = DrawIn(data=request.data)
        data.is_valid(raise_exception=True)
        quote = get_object_or_404(queries.quotes_of(request.user, receivable), uid=data.validated_data["quote"])
        made = services.draw(receivable, quote=quote, key=request.headers[HEADER], by=request.user)
        return Response(DrawOut(made).data, status=201)
