"""Deliveries and invoices for the programs of a supplier: announce what comes, ask for what was accepted."""

from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView, ApiViewSet
from portal.api.expand import Expansion, Neighbour, Thing, neighbours
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, WordsFilter, YesNoFilter, days
from portal.api.idempotency import HEADER, idempotent
from portal.api.limits import UID
from portal.errors import RuleBroken
from purchasing.contracts import queries, services
from purchasing.contracts.api.contracts import AMOUNT, ContractOut
from purchasing.contracts.models import Contract, Delivery, DeliveryLine, Invoice
from purchasing.contracts.services import DeliveredIn
from purchasing.contracts.states import DeliveryState, InvoiceKind, InvoiceState

QTY: dict[str, Any] = {"max_digits": 14, "decimal_places": 3}
MOST_LINES = 999


# Out -----------------------------------------------------------------------------------------------------------------
class DeliveryLineOut(serializers.ModelSerializer):
    """How much came of a line of the contract, how much passed, and for how much."""

    no = serializers.IntegerField(source="line.no")
    qty_accepted = serializers.DecimalField(**QTY, allow_null=True, help_text="Null before the inspection.")
    amount = serializers.DecimalField(**AMOUNT, allow_null=True, help_text="Of what was accepted, without VAT.")

    class Meta:
        model = DeliveryLine
        fields = ("no", "qty", "qty_accepted", "amount")
        read_only_fields = fields


CONTRACT = Expansion(ContractOut, queries.contracts_visible_to, by="contract_id", scope="contract.read")


class DeliveryOut(Thing, serializers.ModelSerializer):
    """A delivery of a contract in which the client's company pays or is paid."""

    page, page_by = "contracts:delivery-detail", "number"
    door = "api-delivery-detail"
    expansions = {
        "contract": CONTRACT,
        "lines": Expansion(
            DeliveryLineOut,
            lambda _user: DeliveryLine.objects.select_related("line").order_by("line__no"),
            key="delivery_id",
            many=True,
        ),
    }

    contract = serializers.CharField(source="contract.number")
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    received_on = serializers.DateField(
        source="base_on", allow_null=True, help_text="The days of payment count from it."
    )
    reason = serializers.CharField(help_text="What was wrong with what was not accepted.")
    invoice = serializers.SerializerMethodField(help_text="Number of the invoice that asks for it.")

    class Meta:
        model = Delivery
        fields = (
            "uid", "number", "contract", "state", "note_no", "announced_for", "received_on", "inspect_by",
            "inspected_on", "reason", "invoice",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_invoice(self, delivery: Delivery) -> str | None:
        """Where there is one."""
        return delivery.invoice.number if delivery.invoice else None


class DeliveryDetailOut(DeliveryOut):
    """With its lines."""

    lines = serializers.SerializerMethodField()

    class Meta(DeliveryOut.Meta):
        fields = (*DeliveryOut.Meta.fields, "lines")  # type: ignore[assignment]
        read_only_fields = fields

    @extend_schema_field(DeliveryLineOut(many=True))
    def get_lines(self, delivery: Delivery) -> list[dict[str, Any]]:
        """In the order of the contract."""
        return list(DeliveryLineOut(queries.delivery_lines(delivery), many=True).data)


class HoldOut(serializers.Serializer):
    """Why an invoice is not paid for now."""

    cause = serializers.CharField()
    text = serializers.CharField()
    review_on = serializers.DateField(help_text="It is looked at again by this day.")


class InvoiceOut(Thing, serializers.ModelSerializer):
    """An invoice of a contract in which the client's company pays or is paid."""

    page, page_by = "contracts:invoice-detail", "number"
    door = "api-invoice-detail"
    expansions = {
        "contract": CONTRACT,
        "deliveries": Expansion(
            DeliveryOut,
            lambda user: queries.deliveries_visible_to(user).order_by("pk"),
            key="invoice_id",
            many=True,
        ),
    }

    contract = serializers.CharField(source="contract.number")
    kind = serializers.ChoiceField(choices=InvoiceKind.choices)
    state = serializers.ChoiceField(choices=InvoiceState.choices)
    base_on = serializers.DateField(help_text="From this day the days of payment count.")
    advance_used = serializers.DecimalField(**AMOUNT, help_text="Part of net that the advance has paid.")
    is_held = serializers.BooleanField()
    reason = serializers.CharField(help_text="Why it was refused.")

    class Meta:
        model = Invoice
        fields = (
            "uid", "number", "contract", "kind", "state", "supplier_no", "etax_no", "issued_on", "base_on", "currency",
            "net", "vat", "advance_used", "is_held", "reason",
        )  # fmt: skip
        read_only_fields = fields


neighbours.add("delivery", Neighbour(DeliveryOut, queries.deliveries_visible_to, scope="invoice.read"))
neighbours.add("invoice", Neighbour(InvoiceOut, queries.invoices_listed_for, scope="invoice.read"))


class InvoiceDetailOut(InvoiceOut):
    """With its deliveries and, where it is held, the reason."""

    deliveries = serializers.SerializerMethodField()
    hold = serializers.SerializerMethodField()

    class Meta(InvoiceOut.Meta):
        fields = (*InvoiceOut.Meta.fields, "deliveries", "hold")  # type: ignore[assignment]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_deliveries(self, invoice: Invoice) -> list[str]:
        """Their numbers."""
        return [each.number for each in queries.deliveries_of_invoice(invoice)]

    @extend_schema_field(HoldOut(allow_null=True))
    def get_hold(self, invoice: Invoice) -> dict[str, Any] | None:
        """What stops it now."""
        hold = queries.open_hold(invoice)
        return None if hold is None else dict(HoldOut(hold).data)


# In ------------------------------------------------------------------------------------------------------------------
class DeliveredLineIn(fields.StrictSerializer):
    """How much of which line of the contract."""

    no = fields.IntegerField(min_value=1, max_value=MOST_LINES)
    qty = fields.DecimalField(**QTY, min_value=Decimal("0.001"))


class DeliveryIn(fields.StrictSerializer):
    """What comes, and when."""

    lines = fields.RowsField(child=DeliveredLineIn())
    announced_for = fields.DayField()
    note_no = fields.TextField(max_length=40, required=False, allow_blank=True, default="")
    remark = fields.TextField(max_length=1000, required=False, allow_blank=True, default="")
    replaces = fields.TextField(
        max_length=20, required=False, allow_blank=True, default="", help_text="Number of a rejected delivery."
    )


class InvoiceIn(fields.StrictSerializer):
    """What the company asks money for: deliveries by their numbers, a milestone by its uid, or the advance."""

    kind = serializers.ChoiceField(choices=InvoiceKind.choices, required=False, default=InvoiceKind.DELIVERY)
    deliveries = serializers.ListField(
        child=fields.TextField(max_length=20), required=False, default=list, max_length=100
    )
    milestone = serializers.UUIDField(required=False, allow_null=True, default=None)
    supplier_no = fields.TextField(max_length=40)
    etax_no = fields.TextField(
        max_length=24, required=False, allow_blank=True, default="", help_text="24 digits; it can be left out."
    )
    issued_on = fields.DayField()
    net = fields.DecimalField(**AMOUNT, min_value=Decimal("0.01"), help_text="Exactly what was accepted.")
    vat = fields.DecimalField(**AMOUNT, min_value=Decimal(0))


# Doors ---------------------------------------------------------------------------------------------------------------
class DeliveryFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(DeliveryState)
    contract = CodesFilter("contract__number", label="Numbers of contracts.")
    invoice = CodesFilter("invoice__number", label="Numbers of invoices.")
    announced_from, announced_before = days("announced_for")
    received_from, received_before = days("base_on")
    inspect_from, inspect_before = days("inspect_by")

    class Meta:
        model = Delivery
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="deliveries_list", summary="Deliveries of the company", tags=["contracts"]),
    retrieve=extend_schema(
        operation_id="deliveries_retrieve",
        summary="A delivery with its lines",
        tags=["contracts"],
        responses=DeliveryDetailOut,
    ),
)
class DeliveryViewSet(ApiViewSet):
    """Deliveries of the client's company, paid or paying."""

    scopes = {"read": "invoice.read"}
    serializer_class = DeliveryOut
    filterset_class = DeliveryFilter
    queryset = Delivery.objects.none()
    ordering = ("-pk",)
    ordering_fields = {
        "number": "number",
        "announced_for": "announced_for",
        "received_on": "base_on",
        "inspect_by": "inspect_by",
    }
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Both sides."""
        return queries.deliveries_visible_to(self.request.user).order_by()

    def get_serializer_class(self):
        """Lines for one only."""
        return DeliveryDetailOut if self.action == "retrieve" else DeliveryOut


class InvoiceFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(InvoiceState)
    kind = ChoicesFilter(InvoiceKind)
    contract = CodesFilter("contract__number", label="Numbers of contracts.")
    supplier_no = WordsFilter(label="The payee's own numbers of invoices.")
    held = YesNoFilter(method="only_held", label="true: only those that are held.")
    issued_from, issued_before = days("issued_on")
    base_from, base_before = days("base_on")

    class Meta:
        model = Invoice
        fields: list[str] = []

    def only_held(self, invoices, _name, value):
        """Those that something stops, or the rest."""
        return invoices.filter(is_held=value)


@extend_schema_view(
    list=extend_schema(operation_id="invoices_list", summary="Invoices of the company", tags=["contracts"]),
    retrieve=extend_schema(
        operation_id="invoices_retrieve",
        summary="An invoice with its deliveries",
        tags=["contracts"],
        responses=InvoiceDetailOut,
    ),
)
class InvoiceViewSet(ApiViewSet):
    """Invoices of the client's company, paid or paying."""

    scopes = {"read": "invoice.read"}
    serializer_class = InvoiceOut
    filterset_class = InvoiceFilter
    queryset = Invoice.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "issued_on", "base_on")
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Both sides."""
        return queries.invoices_listed_for(self.request.user).order_by()

    def get_serializer_class(self):
        """Deliveries and hold for one only."""
        return InvoiceDetailOut if self.action == "retrieve" else InvoiceOut


def _contract(request: Request, uid: str) -> Contract:
    return get_object_or_404(queries.contracts_visible_to(request.user), uid=uid)


class DeliveriesOfContract(ApiView):
    """Announcing under a contract."""

    scopes = {"write": "invoice.write"}

    @extend_schema(
        operation_id="deliveries_announce",
        summary="Announce a delivery",
        description=(
            "Of a contract in force that pays the client's company. 422 for more than is left to deliver, with the "
            "quantity that is left. The payer confirms the receipt; from that day inspection and payment count."
        ),
        tags=["contracts"],
        request=DeliveryIn,
        responses={201: DeliveryDetailOut},
        examples=[
            OpenApiExample(
                "A delivery",
                {"announced_for": "2026-12-01", "note_no": "DN-4711", "lines": [{"no": 1, "qty": "100"}]},
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request, uid: str) -> Response:
        """Of the contract of the address."""
        contract = _contract(request, uid)
        data = DeliveryIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        lines = [DeliveredIn(row["no"], row["qty"]) for row in given.pop("lines")]
        replaces = _one(contract, given.pop("replaces"), field="replaces")
        key = request.headers[HEADER]
        delivery = services.announce_delivery(
            contract, lines=lines, replaces=replaces, key=key, by=request.user, **given
        )
        return Response(DeliveryDetailOut(delivery, context={"request": request}).data, status=201)


class InvoicesOfContract(ApiView):
    """Asking for money under a contract."""

    scopes = {"write": "invoice.write"}

    @extend_schema(
        operation_id="invoices_submit",
        summary="Submit an invoice",
        description=(
            "For accepted deliveries, a confirmed milestone or the advance. `net` is what was accepted, to the won: "
            "422 says the right number. Sent again with the same `Idempotency-Key` it is entered once. A person of "
            "the payer who did not confirm the receipt approves it."
        ),
        tags=["contracts"],
        request=InvoiceIn,
        responses={201: InvoiceDetailOut},
        examples=[
            OpenApiExample(
                "An invoice for one delivery",
                {
                    "deliveries": ["DLV-2026-000123"],
                    "supplier_no": "G-2026-118",
                    "issued_on": "2026-11-26",
                    "net": "1000",
                    "vat": "100",
                },
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request, uid: str) -> Response:
        """Of the contract of the address."""
        contract, data = _contract(request, uid), InvoiceIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        numbers = given.pop("deliveries")
        milestone = given.pop("milestone")
        if milestone is not None:
            given["milestone"] = get_object_or_404(contract.milestones, uid=milestone)
        deliveries = [found for number in numbers if (found := _one(contract, number, field="deliveries"))]
        key = request.headers[HEADER]
        invoice = services.submit_invoice(contract, deliveries=deliveries, key=key, by=request.user, **given)
        shown = queries.invoices_listed_for(request.user).get(pk=invoice.pk)
        return Response(InvoiceDetailOut(shown, context={"request": request}).data, status=201)


def _one(contract: Contract, number: str, *, field: str) -> Delivery | None:
    if not number:
        return None
    if (found := contract.deliveries.filter(number=number.upper()).first()) is None:
        raise RuleBroken(_("The contract has no delivery %(number)s.") % {"number": number}, field=field)
    return found
