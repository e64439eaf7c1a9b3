"""Advances that are owed back, for a company's own programs. Read only."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.companies import company
from portal.api.doors import ApiViewSet
from portal.api.expand import Thing, neighbour
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, days
from portal.api.limits import UID
from purchasing.payments.models import AdvanceRefund
from purchasing.payments.queries.refunds import refunds_visible_to
from purchasing.payments.states.refunds import RefundState


class AdvanceRefundOut(Thing, serializers.ModelSerializer):
    """What of an advance an ended contract did not use up: the payee of the contract owes it to its payer."""

    page = "payments:refund-detail"
    door = "api-advance-refund-detail"
    expansions = {
        "owed_by": company("contract.payee_id"),
        "owed_to": company("contract.payer_id"),
        "contract": neighbour("contract", by="contract_id"),
    }

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


class AdvanceRefundFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(RefundState)
    contract = CodesFilter("contract__number", label="Numbers of contracts.")
    due_from, due_before = days("due_on")
    paid_from, paid_before = days("paid_on")

    class Meta:
        model = AdvanceRefund
        fields: list[str] = []


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
    filterset_class = AdvanceRefundFilter
    queryset = AdvanceRefund.objects.none()
    lookup_field = "uid"
    lookup_value_regex = UID
    ordering = ("-pk",)
    ordering_fields = ("number", "due_on", "paid_on")

    def get_queryset(self):
        """Where it pays or is paid."""
        return refunds_visible_to(self.request.user).order_by()
