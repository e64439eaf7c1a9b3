"""What is promised to a company and paid, and the matching fund of a partner company, for its programs. Read only."""

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.expand import Expansion, Neighbour, Thing, neighbours
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    WholeFilter,
    days,
    moments,
)
from portal.api.limits import UID
from sharedgrowth.funds.models import Commitment, Contribution, Drawdown, GemFund, GemYear
from sharedgrowth.funds.queries import gem as gem_queries
from sharedgrowth.funds.queries.lines import commitments_visible_to, drawdowns_visible_to
from sharedgrowth.funds.states import CommitmentState, DrawdownState
from sharedgrowth.funds.states.gem import ContributionState, GemState, Side


class CommitmentOut(Thing, serializers.ModelSerializer):
    """Money of a fund that is promised to the company."""

    page = "funds:commitment-detail"
    door = "api-fund-commitment-detail"

    state = serializers.ChoiceField(choices=CommitmentState.choices)
    programme = serializers.CharField(source="line.programme")
    year = serializers.IntegerField(source="line.year.year")
    currency = serializers.CharField(source="line.year.fund.currency")

    class Meta:
        model = Commitment
        fields = (
            "uid", "number", "state", "programme", "year", "purpose", "currency", "amount", "released", "drawn",
            "percents",
        )  # fmt: skip
        read_only_fields = fields


class DrawdownOut(Thing, serializers.ModelSerializer):
    """A payment out of a commitment."""

    page = "funds:drawdown-detail"
    door = "api-fund-drawdown-detail"
    expansions = {
        "commitment": Expansion(CommitmentOut, lambda user: commitments_visible_to(user).order_by(), by="commitment_id")
    }

    state = serializers.ChoiceField(choices=DrawdownState.choices)
    commitment = serializers.CharField(source="commitment.number")

    class Meta:
        model = Drawdown
        fields = (
            "uid", "number", "state", "commitment", "tranche", "amount", "invoice_numbers", "remark", "requested_at",
            "paid_on", "reference",
        )  # fmt: skip
        read_only_fields = fields


neighbours.add(
    "fund_drawdown",
    Neighbour(DrawdownOut, lambda user: drawdowns_visible_to(user).order_by(), scope="statement.read"),
)


class ContributionOut(serializers.ModelSerializer):
    """What one of both companies pays into a year, in US dollars."""

    side = serializers.ChoiceField(choices=Side.choices)
    state = serializers.ChoiceField(choices=ContributionState.choices)

    class Meta:
        model = Contribution
        fields = ("uid", "side", "state", "amount", "received", "due_on")
        read_only_fields = fields


class GemYearOut(serializers.ModelSerializer):
    """A year with what it may spend: twice the smaller of what both have paid."""

    contributions = ContributionOut(many=True)
    spendable = serializers.SerializerMethodField()
    granted = serializers.SerializerMethodField()

    class Meta:
        model = GemYear
        fields = ("no", "country", "contributions", "spendable", "granted")
        read_only_fields = fields

    @extend_schema_field(serializers.DecimalField(max_digits=14, decimal_places=2))
    def get_spendable(self, year: GemYear) -> str:
        """US dollars."""
        return f"{gem_queries.money_of([year])[year.pk].spendable:.2f}"

    @extend_schema_field(serializers.DecimalField(max_digits=14, decimal_places=2))
    def get_granted(self, year: GemYear) -> str:
        """US dollars."""
        return f"{gem_queries.money_of([year])[year.pk].granted:.2f}"


class GemFundOut(Thing, serializers.ModelSerializer):
    """A GEM matching fund of the company with the buyer."""

    page, page_by = "funds:gem-detail", "number"
    door = "api-gem-fund-detail"

    state = serializers.ChoiceField(choices=GemState.choices)
    years = GemYearOut(many=True)

    class Meta:
        model = GemFund
        fields = ("uid", "number", "gem_name", "state", "country", "party_usd", "begins_on", "years")
        read_only_fields = fields


class CommitmentFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(CommitmentState)
    programme = CodesFilter("line__programme", label="Codes of programmes.")
    year = WholeFilter("line__year__year", least=2000, most=2999)

    class Meta:
        model = Commitment
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="fund_commitments_list", summary="Support promised to the company", tags=["funds"]),
    retrieve=extend_schema(operation_id="fund_commitments_show", summary="One commitment", tags=["funds"]),
)
class CommitmentViewSet(ApiViewSet):
    """Of the client's company."""

    scopes = {"read": "statement.read"}
    serializer_class = CommitmentOut
    queryset = Commitment.objects.none()
    lookup_field = "uid"
    lookup_value_regex = UID
    ordering = ("-pk",)
    ordering_fields = {"number": "number", "year": "line__year__year"}
    filterset_class = CommitmentFilter

    def get_queryset(self):
        """What is promised to it."""
        return commitments_visible_to(self.request.user).order_by()


class DrawdownFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(DrawdownState)
    commitment = CodesFilter("commitment__number", label="Numbers of commitments.")
    requested_from, requested_before = moments("requested_at")
    paid_from, paid_before = days("paid_on")

    class Meta:
        model = Drawdown
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="fund_drawdowns_list", summary="Payments of support", tags=["funds"]),
    retrieve=extend_schema(operation_id="fund_drawdowns_show", summary="One payment of support", tags=["funds"]),
)
class DrawdownViewSet(ApiViewSet):
    """Of the client's company."""

    scopes = {"read": "statement.read"}
    serializer_class = DrawdownOut
    queryset = Drawdown.objects.none()
    lookup_field = "uid"
    lookup_value_regex = UID
    ordering = ("-pk",)
    ordering_fields = ("number", "requested_at", "paid_on")
    filterset_class = DrawdownFilter

    def get_queryset(self):
        """What was asked for it."""
        return drawdowns_visible_to(self.request.user).order_by()


class GemFundFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(GemState)
    country = CodesFilter(label="Countries, ISO 3166.")
    begins_from, begins_before = days("begins_on")

    class Meta:
        model = GemFund
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="gem_funds_list", summary="GEM matching funds of the company", tags=["funds"]),
    retrieve=extend_schema(operation_id="gem_funds_show", summary="One GEM matching fund", tags=["funds"]),
)
class GemFundViewSet(ApiViewSet):
    """Of the client's company as the partner."""

    scopes = {"read": "statement.read"}
    serializer_class = GemFundOut
    queryset = GemFund.objects.none()
    lookup_field = "uid"
    lookup_value_regex = UID
    ordering = ("-pk",)
    ordering_fields = ("number", "begins_on")
    filterset_class = GemFundFilter

    def get_queryset(self):
        """Where it is the partner."""
        found = gem_queries.gem_funds_visible_to(self.request.user).prefetch_related("years__contributions")
        return found.order_by()
