"""Contracts for the programs of their two sides: what is agreed, its lines; and registering a subcontract."""

from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.companies import company
from portal.api.doors import ApiList, ApiView, ApiViewSet
from portal.api.expand import Expansion, Neighbour, Thing, neighbours
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, SearchFilter, UidsFilter, days
from portal.api.idempotency import idempotent
from portal.errors import RuleBroken
from portal.people.models import Company
from purchasing.contracts import queries, services
from purchasing.contracts.models import Contract, ContractLine
from purchasing.contracts.models.contract import CURRENCIES
from purchasing.contracts.services import LineIn
from purchasing.contracts.states import ContractKind, ContractState, PayMethod

SIDES = ("payer", "payee")
AMOUNT: dict[str, Any] = {"max_digits": 20, "decimal_places": 2}


class ContractLineOut(serializers.ModelSerializer):
    """One line of a contract."""

    class Meta:
        model = ContractLine
        fields = (
            "no", "description_ko", "description_en", "qty", "uom", "unit_price", "amount", "delivery_on",
            "since_version",
        )  # fmt: skip
        read_only_fields = fields


class ContractOut(Thing, serializers.ModelSerializer):
    """A contract as its two sides know it."""

    page, page_by = "contracts:contract-detail", "number"
    door = "api-contract-detail"
    expansions = {
        "payer": company("payer_id"),
        "payee": company("payee_id"),
        "lines": Expansion(
            ContractLineOut, lambda _user: ContractLine.objects.order_by("no"), key="contract_id", many=True
        ),
    }

    payer = serializers.CharField(source="payer.number")
    payee = serializers.CharField(source="payee.number")
    parent = serializers.SerializerMethodField(help_text="Uid of the contract above, if the client's company is in it.")
    side = serializers.SerializerMethodField(help_text="payer or payee: where the client's company stands.")

    class Meta:
        model = Contract
        fields = (
            "uid", "number", "state", "title_ko", "title_en", "kind", "tier", "side", "payer", "payee", "parent",
            "currency", "value", "vat_rate", "method", "price_basis", "agreed_days", "billing_day", "advance_rate",
            "starts_on", "ends_on", "signed_on", "version", "prices_shown",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_parent(self, contract: Contract):
        """What the company is no part of is not told."""
        above = contract.parent
        company = self.context["request"].user.company_id
        return above.uid if above is not None and company in (above.payer_id, above.payee_id) else None

    @extend_schema_field(serializers.ChoiceField(choices=SIDES))
    def get_side(self, contract: Contract) -> str:
        """Of the client's company."""
        return queries.side_of(self.context["request"].user, contract)


neighbours.add("contract", Neighbour(ContractOut, queries.contracts_visible_to, scope="contract.read"))


class LineInSerializer(fields.StrictSerializer):
    """One line; the amount follows."""

    description_ko = fields.TextField(max_length=300)
    description_en = fields.TextField(max_length=300, required=False, default="")
    qty = serializers.DecimalField(max_digits=14, decimal_places=3, min_value=Decimal("0.001"))
    uom = fields.TextField(max_length=12)
    unit_price = serializers.DecimalField(**AMOUNT, min_value=Decimal("0.01"))
    delivery_on = fields.DayField(required=False, allow_null=True, default=None)

    class Meta:
        ref_name = "ContractLineIn"


class SubcontractIn(fields.StrictSerializer):
    """What is given on below a contract that pays the client's company. A person of the company sends it."""

    payee = fields.TextField(max_length=20, help_text="Business number (ten digits) or number of the company.")
    title_ko = fields.TextField(max_length=200)
    title_en = fields.TextField(max_length=200, required=False, default="")
    kind = serializers.ChoiceField(choices=ContractKind.choices)
    currency = serializers.ChoiceField(choices=CURRENCIES, default="KRW")
    method = serializers.ChoiceField(choices=PayMethod.choices)
    agreed_days = serializers.IntegerField(min_value=0, max_value=999, help_text="From receipt; at most 60 by law.")
    starts_on = fields.DayField()
    ends_on = fields.DayField()
    above_parent_reason = fields.TextField(max_length=1000, required=False, default="")
    lines = LineInSerializer(many=True, allow_empty=False, max_length=60)


class ContractFilter(ApiFilterSet):
    """What to ask the list for."""

    q = SearchFilter(method="find", label="Words of the title, or the number.")
    number = CodesFilter()
    state = ChoicesFilter(ContractState)
    kind = ChoicesFilter(ContractKind)
    method = ChoicesFilter(PayMethod)
    side = ChoicesFilter(SIDES, method="on_side", label="Where the client's company stands.")
    payer = CodesFilter("payer__number", label="Numbers of companies.")
    payee = CodesFilter("payee__number", label="Numbers of companies.")
    parent = UidsFilter("parent__uid", label="Uids of the contracts directly above.")
    starts_from, starts_before = days("starts_on")
    ends_from, ends_before = days("ends_on")
    signed_from, signed_before = days("signed_on")

    class Meta:
        model = Contract
        fields: list[str] = []

    def find(self, contracts, _name, value):
        """Title or number."""
        return contracts.filter(Q(number__iexact=value) | Q(title_ko__icontains=value) | Q(title_en__icontains=value))

    def on_side(self, contracts, _name, value):
        """The client's company pays, or is paid."""
        own = self.request.user.company_id
        return contracts.filter(reduce(or_, [Q(**{f"{side}_id": own}) for side in value]))


@extend_schema_view(
    list=extend_schema(
        operation_id="contracts_list",
        summary="The company's contracts",
        description="Those that the client's company pays, and those by which it is paid once they were sent to it.",
        tags=["contracts"],
    ),
    retrieve=extend_schema(operation_id="contracts_retrieve", summary="One contract", tags=["contracts"]),
)
class ContractViewSet(ApiViewSet):
    """Contracts of the client's company."""

    scopes = {"read": "contract.read"}
    serializer_class = ContractOut
    filterset_class = ContractFilter
    queryset = Contract.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = ("number", "starts_on", "ends_on", "signed_on")

    def get_queryset(self):
        """Both sides."""
        return queries.contracts_visible_to(self.request.user).order_by()


@extend_schema_view(
    get=extend_schema(operation_id="contract_lines", summary="The lines of a contract", tags=["contracts"])
)
class LinesOfContract(ApiList):
    """The lines of one contract."""

    scopes = {"read": "contract.read"}
    serializer_class = ContractLineOut
    queryset = ContractLine.objects.none()
    ordering = ("no", "pk")
    ordering_fields = ("no", "delivery_on")

    def get_queryset(self):
        """In order."""
        contract = get_object_or_404(queries.contracts_visible_to(self.request.user), uid=self.kwargs["uid"])
        return queries.lines_of(contract)


class SubcontractsOfContract(ApiView):
    """Registering below a contract."""

    scopes = {"write": "contract.write"}

    @extend_schema(
        operation_id="subcontract_register",
        summary="Register a subcontract",
        description=(
            "A draft below a contract in force that pays the client's company; an administrator sends it for "
            "signature. 422 for a company that already stands in the chain, a closed business number, more than 60 "
            "days, or more than the contract above is worth without `above_parent_reason`."
        ),
        tags=["contracts"],
        request=SubcontractIn,
        responses={201: ContractOut},
        examples=[
            OpenApiExample(
                "A subcontract",
                {
                    "payee": "1058123456",
                    "title_ko": "후판 절단 가공",
                    "kind": "goods",
                    "method": "winwin",
                    "agreed_days": 30,
                    "starts_on": "2026-12-01",
                    "ends_on": "2027-06-30",
                    "lines": [{"description_ko": "절단", "qty": "10", "uom": "t", "unit_price": "900000"}],
                },
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request, uid: str) -> Response:
        """Below the contract of the address."""
        parent = get_object_or_404(queries.contracts_visible_to(request.user), uid=uid)
        data = SubcontractIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        payee = _company(parent.payee, given.pop("payee"))
        lines = [LineIn(**line) for line in given.pop("lines")]
        contract = services.register_subcontract(parent, payee=payee, lines=lines, **given, by=request.user)
        return Response(ContractOut(contract, context={"request": request}).data, status=201)


def _company(payer: Company, words: str) -> Company:
    found = list(queries.companies_named(payer, words)[:2])
    if len(found) != 1:
        raise RuleBroken(_("No registered company fits “%(words)s”.") % {"words": words}, field="payee")
    return found[0]
