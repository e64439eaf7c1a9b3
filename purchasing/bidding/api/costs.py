"""Total cost for other systems: method and published costs for everybody, guarantees for a supplier's program."""

from decimal import Decimal
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiList, ApiLister, ApiView
from portal.api.expand import Thing, neighbour
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, days
from purchasing.bidding import queries
from purchasing.bidding.models import Guarantee, TcoResult, Tender
from purchasing.bidding.states import GuaranteeState, TcoBasis, TcoComparison, TcoFlow, TcoHorizon, TcoSource


class CostLineOut(serializers.Serializer):
    """One cost of the model; shares as fractions, amounts in won."""

    code = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()
    kind = serializers.ChoiceField(choices=TcoFlow.choices)
    source = serializers.ChoiceField(
        choices=TcoSource.choices, help_text="quantity and amount: the bidder declares it."
    )
    unit = serializers.CharField()
    unit_price = serializers.CharField(
        source="unit_price_won", allow_null=True, help_text="Our price of a unit in won, with its decimals."
    )
    price_source = serializers.CharField()
    factor = serializers.CharField()
    of_code = serializers.CharField(help_text="A derived line takes its quantity from this one.")
    buyer_amount = serializers.CharField(allow_null=True)
    escalation = serializers.CharField(help_text="Yearly rise, 0.03 is 3%.")
    required = serializers.BooleanField()
    guaranteed = serializers.BooleanField()
    evidence = serializers.CharField()
    verification = serializers.CharField()


class AskedOut(serializers.Serializer):
    """A value that a bid declares under `tco`: {code: {"value", "unit", "at"}}."""

    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    required = serializers.BooleanField()
    tells_years = serializers.BooleanField(help_text='Also give `at`: the years, for example "5, 10".')


class CostModelOut(serializers.Serializer):
    """How a tender compares total cost, as its notice promises it."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()
    rate = serializers.CharField(help_text="Discount rate, 0.045 is 4.5%.")
    basis = serializers.ChoiceField(choices=TcoBasis.choices)
    base_on = serializers.DateField(source="base_date")
    comparison = serializers.ChoiceField(choices=TcoComparison.choices)
    horizon = serializers.ChoiceField(choices=TcoHorizon.choices)
    horizon_years = serializers.IntegerField(allow_null=True)
    default_years = serializers.IntegerField()
    most_years = serializers.IntegerField()
    tolerance = serializers.CharField()
    damages_cap = serializers.CharField()
    lines = CostLineOut(many=True)
    asked = AskedOut(many=True)


def published_tender(request: Request, uid: str) -> Tender:
    """The tender of the address, once it is published."""
    return get_object_or_404(queries.tenders_visible_to(request.user).filter(published_at__isnull=False), uid=uid)


class PublicTender(ApiView):
    """A page about one published tender; no token needed."""

    public_reads = True

    def tender(self, uid: str) -> Tender:
        """The published tender of the address."""
        return published_tender(self.request, uid)


class CostModelOfTender(PublicTender):
    """The method of total cost."""

    @extend_schema(
        operation_id="tender_cost_model",
        summary="How a tender compares total cost",
        description="404 where prices alone are compared. No token needed.",
        tags=["tenders"],
        responses=CostModelOut,
    )
    def get(self, request: Request, uid: str) -> Response:
        """The model as it was published, and what a bid declares."""
        tender = self.tender(uid)
        document = queries.tco_document(tender)
        if document is None:
            raise Http404
        asked = [
            {
                "code": line.code,
                "name": str(line.name),
                "unit": str(line.unit),
                "required": line.required,
                "tells_years": line.tells_years,
            }
            for line in queries.tco_lines(tender)
        ]
        return Response(CostModelOut({**document, "asked": asked}).data)


class CostOut(serializers.Serializer):
    """The total cost of one bid."""

    company = serializers.CharField()
    company_number = serializers.CharField()
    receipt = serializers.CharField()
    price_won = fields.WonField(help_text="As it entered the calculation: after the announced preference.")
    years = serializers.IntegerField()
    npv_won = fields.WonField(min_value=None, help_text="Present value.")
    eac_won = fields.WonField(min_value=None, help_text="Cost of one year.")
    compared = serializers.CharField()
    sha256 = serializers.CharField(help_text="Of the stored calculation.")


@extend_schema_view(
    get=extend_schema(
        operation_id="tender_costs",
        summary="The total costs of a tender's bids",
        description="The lowest compared value first. 404 until the result is published. No token needed.",
        tags=["tenders"],
    )
)
class CostsOfTender(ApiList):
    """The published costs of a tender."""

    public_reads = True
    serializer_class = CostOut
    queryset = TcoResult.objects.none()
    ordering_fields = ("price_won", "npv_won", "eac_won", "years")

    def get_queryset(self):
        """The lowest compared value first."""
        tender = published_tender(self.request, self.kwargs["uid"])
        if not queries.shows_result(self.request.user, tender) or "tco" not in tender.params:
            raise Http404
        return [_cost(result) for result in queries.tco_results_of(tender)]


def _cost(result) -> dict[str, Any]:
    company = result.bid.company
    return {
        "company": company.legal_name_ko,
        "company_number": company.number,
        "receipt": result.bid.receipt,
        "price_won": result.price_won,
        "years": result.years,
        "npv_won": result.npv_won.quantize(Decimal(1)),
        "eac_won": result.eac_won.quantize(Decimal(1)),
        "compared": f"{result.compared:f}",
        "sha256": result.sha256,
    }


class GuaranteeOut(Thing, serializers.ModelSerializer):
    """A guaranteed value: declared, measured, owed."""

    expansions = {"tender": neighbour("tender", by="tender_id")}

    tender = serializers.CharField(source="tender.number")
    state = serializers.ChoiceField(choices=GuaranteeState.choices)

    class Meta:
        model = Guarantee
        fields = (
            "uid", "tender", "code", "name_ko", "name_en", "unit", "state", "declared", "tolerance", "damages_cap",
            "years", "test_by", "measured", "tested_on", "full_won", "owed_won",
        )  # fmt: skip
        read_only_fields = fields


class GuaranteeFilter(ApiFilterSet):
    """What to ask the list for."""

    tender = CodesFilter("tender__number", label="Numbers of tenders.")
    code = CodesFilter()
    state = ChoicesFilter(GuaranteeState)
    tested_from, tested_before = days("tested_on")

    class Meta:
        model = Guarantee
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="guarantees_list",
        summary="Guarantees of the company",
        description="What the company promised in tenders it won, and what was measured.",
        tags=["tenders"],
    ),
)
class GuaranteeViewSet(ApiLister):
    """The guarantees of the client's company."""

    scopes = {"read": "bid.read"}
    serializer_class = GuaranteeOut
    filterset_class = GuaranteeFilter
    queryset = Guarantee.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("code", "tested_on")

    def get_queryset(self):
        """Of the client's company alone."""
        return queries.guarantees_visible_to(self.request.user).order_by()
