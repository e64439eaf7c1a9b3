"""Debts for a supplier's own programs: what comes, what has to be paid, until when and why then. Read only."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.companies import company
from portal.api.doors import ApiViewSet
from portal.api.expand import Neighbour, Thing, neighbour, neighbours
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, WholeFilter, WordsFilter, days
from portal.api.limits import UID
from purchasing.contracts.states import PayMethod
from purchasing.payments.models import LateInterest, Obligation
from purchasing.payments.queries.amounts import shows_prices
from purchasing.payments.queries.obligations import obligations_visible_to
from purchasing.payments.states import ObligationState, Part

AMOUNT: dict[str, Any] = {"max_digits": 20, "decimal_places": 2}


class LateInterestOut(serializers.ModelSerializer):
    """What a late debt has come to by itself."""

    accrues_from = serializers.DateField(source="since")
    accrues_until = serializers.DateField(source="until", allow_null=True)
    left = serializers.DecimalField(**AMOUNT, help_text="Accrued and not paid.")

    class Meta:
        model = LateInterest
        fields = ("rate", "accrues_from", "accrues_until", "amount", "paid", "left", "ended_on")
        read_only_fields = fields


def obligations_told(user):
    """Debts as they are told: those of the reader's company."""
    return obligations_visible_to(user).select_related("interest").order_by()


class ObligationOut(Thing, serializers.ModelSerializer):
    """A debt in which the client's company pays or is paid. `due_on` is the earliest of its limits."""

    page = "payments:obligation-detail"
    door = "api-obligation-detail"
    expansions = {
        "payer": company("payer_id"),
        "payee": company("payee_id"),
        "contract": neighbour("contract", by="contract_id"),
        "invoice": neighbour("invoice", by="invoice_id"),
    }

    state = serializers.ChoiceField(choices=ObligationState.choices)
    part = serializers.ChoiceField(choices=Part.choices)
    method = serializers.ChoiceField(choices=PayMethod.choices)
    payer = serializers.UUIDField(source="payer.uid")
    payer_name = serializers.CharField(source="payer.name")
    payee = serializers.UUIDField(source="payee.uid")
    payee_name = serializers.CharField(source="payee.name")
    contract = serializers.CharField(source="contract.number")
    invoice = serializers.CharField(source="invoice.number")
    supplier_no = serializers.CharField(source="invoice.supplier_no", help_text="The payee's number of the invoice.")
    left = serializers.DecimalField(**AMOUNT, help_text="Still to be paid or covered.")
    due_agreed_on = serializers.DateField(source="due_agreed", allow_null=True)
    due_legal_on = serializers.DateField(source="due_legal", allow_null=True)
    due_upstream_on = serializers.DateField(source="due_upstream", allow_null=True)
    interest = LateInterestOut(allow_null=True, help_text="Null while nothing is late.")

    class Meta:
        model = Obligation
        fields = (
            "uid", "number", "state", "part", "method", "payer", "payer_name", "payee", "payee_name", "tier",
            "contract", "invoice", "supplier_no", "currency", "amount", "credited", "covered", "paid", "left",
            "base_on", "due_agreed_on", "due_legal_on", "due_upstream_on", "due_on", "pay_on", "paid_on", "interest",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: Obligation) -> dict[str, Any]:
        """Without amounts where they are not open to the client's company."""
        found = super().to_representation(instance)
        if not shows_prices(self.context["request"].user, instance.contract):
            found |= dict.fromkeys(("amount", "credited", "covered", "paid", "left", "interest"))
        return found


neighbours.add("obligation", Neighbour(ObligationOut, obligations_told, scope="receivable.read"))


class ObligationFilterSet(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(ObligationState)
    part = ChoicesFilter(Part)
    method = ChoicesFilter(PayMethod)
    tier = WholeFilter(least=1, most=99)
    payer = CodesFilter("payer__number", label="Numbers of companies.")
    payee = CodesFilter("payee__number", label="Numbers of companies.")
    contract = CodesFilter("contract__number", label="Numbers of contracts.")
    invoice = CodesFilter("invoice__number", label="Numbers of invoices.")
    supplier_no = WordsFilter("invoice__supplier_no", label="The payee's own numbers of invoices.")
    due_from, due_before = days("due_on")
    pay_from, pay_before = days("pay_on")
    paid_from, paid_before = days("paid_on")

    class Meta:
        model = Obligation
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="obligations_list",
        summary="What the company is owed and owes",
        description="Both sides. A held debt bears late interest as well: the days of the law run on.",
        tags=["payments"],
    ),
    retrieve=extend_schema(operation_id="obligations_show", summary="One obligation", tags=["payments"]),
)
class ObligationViewSet(ApiViewSet):
    """Debts of the client's company."""

    scopes = {"read": "receivable.read"}
    serializer_class = ObligationOut
    filterset_class = ObligationFilterSet
    queryset = Obligation.objects.none()
    lookup_field = "uid"
    lookup_value_regex = UID
    ordering = ("-pk",)
    ordering_fields = ("number", "due_on", "pay_on", "paid_on")

    def get_queryset(self):
        """The own ones."""
        return obligations_told(self.request.user)
