"""Advances that are owed back, for a company's own programs. Read only."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from purchasing.payments.models import AdvanceRefund
from purchasing.payments.queries.refunds import refunds_visible_to
from purchasing.payments.states.refunds import RefundState

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class AdvanceRefundOut(serializers.ModelSerializer):
    """What of an advance an ended contract did not use up: the payee of the contract owes it to its payer."""

    state = serializers.ChoiceField(choices=RefundState.choices)
    contract = serializers.CharField(source="contract.number")
    owed_by = serializers.UUIDField(source="contract.payee.uid")
    owed_by_name = serializers.CharField(source="contract.payee.name")
    owed_to = serializers.UUIDField(source="contract.payer.uid")
    owed_to_name = serializers.CharField(source="contract.payer.name")

    class Meta:
        model = AdvanceRefund
        fields = (
            "uid", "number", "state", "contract", "owed_by", "owed_by_name", "owed_to", "owed_to_name", "currency",
            "amount", "due_on", "paid_on", "reference",
        )  # fmt: skip
        read_only_fields = fields


@extend_schema_view(
    list=extend_schema(
        operation_id="advance_refunds_list",
        summary="Advances to be paid back, of both sides",
        description="Each is a claim of its own: it makes no payment and no receivable smaller.",
        tags=["payments"],
    ),
    retrieve=extend_schema(
        operation_id="advance_refunds_show", summary="One advance to be paid back", tags=["payments"]
    ),
)
class AdvanceRefundViewSet(ApiViewSet):
    """Of the client's company."""

    scopes = {"read": "receivable.read"}
    serializer_class = AdvanceRefundOut
    queryset = AdvanceRefund.objects.none()
    lookup_field = "uid"
    lookup_value_regex = UUID
    ordering = ("-pk",)
    ordering_fields = ("due_on",)

    def get_queryset(self):
        """Where it pays or is paid."""
        return refunds_visible_to(self.request.user).order_by()
