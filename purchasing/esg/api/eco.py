"""Eco-friendly purchases for the programs of a supplier: what was counted of its own deliveries."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.expand import Thing, neighbour
from portal.api.filters import (
    ApiFilterSet,
    CodesFilter,
    choices_of,
    days,
)
from purchasing.esg.models import EcoPurchase
from purchasing.esg.queries import eco as queries


class EcoPurchaseOut(Thing, serializers.ModelSerializer):
    """One entry of the ledger; a negative one takes back an earlier one, or a credit note off."""

    door = "api-eco-purchase-detail"
    expansions = {"delivery": neighbour("delivery", by="delivery_line.delivery_id")}

    delivery = serializers.CharField(source="delivery_line.delivery.number")
    contract = serializers.CharField(source="delivery_line.delivery.contract.number")
    month_on = serializers.DateField(source="month", help_text="The first day of the month.")

    class Meta:
        model = EcoPurchase
        fields = (
            "uid", "delivery", "contract", "month_on", "kind", "label", "currency", "amount", "rate", "usd", "at",
        )  # fmt: skip
        read_only_fields = fields


class EcoPurchaseFilter(ApiFilterSet):
    """What to ask the list for."""

    kind = choices_of(EcoPurchase, "kind")
    delivery = CodesFilter("delivery_line__delivery__number", label="Numbers of deliveries.")
    contract = CodesFilter("delivery_line__delivery__contract__number", label="Numbers of contracts.")
    month_from, month_before = days("month", label="A day in the first month, and a day in the month after the last.")

    class Meta:
        model = EcoPurchase
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="eco_purchases_list",
        summary="What was counted as eco-friendly of the company's deliveries",
        tags=["esg"],
    ),
    retrieve=extend_schema(operation_id="eco_purchases_retrieve", summary="One entry", tags=["esg"]),
)
class EcoPurchaseViewSet(ApiViewSet):
    """Entries of the client's company."""

    scopes = {"read": "esg.read"}
    serializer_class = EcoPurchaseOut
    queryset = EcoPurchase.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = {"month_on": "month", "at": "at"}
    filterset_class = EcoPurchaseFilter

    def get_queryset(self):
        """Its own."""
        return queries.purchases_visible_to(self.request.user).order_by()
