"""Eco-friendly purchases for the programs of a supplier: what was counted of its own deliveries."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from purchasing.esg.models import EcoPurchase
from purchasing.esg.queries import eco as queries


class EcoPurchaseOut(serializers.ModelSerializer):
    """One entry of the ledger; a negative one takes back an earlier one, or a credit note off."""

    delivery = serializers.CharField(source="delivery_line.delivery.number")
    contract = serializers.CharField(source="delivery_line.delivery.contract.number")

    class Meta:
        model = EcoPurchase
        fields = (
            "uid", "delivery", "contract", "month", "kind", "label", "currency", "amount", "rate", "usd", "at",
        )  # fmt: skip
        read_only_fields = fields


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

    def get_queryset(self):
        """Its own."""
        return queries.purchases_visible_to(self.request.user).order_by()
