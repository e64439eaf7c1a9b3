"""Site visits for a supplier's program: its own, once they are decided."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiLister
from portal.api.filters import ApiFilterSet, ChoicesFilter, WholeFilter, days
from purchasing.bidding import queries
from purchasing.bidding.models import SiteVisit
from purchasing.bidding.states.site_visits import SiteFinding, VisitState


class SiteVisitOut(serializers.ModelSerializer):
    """A visit to the company, drawn from all certified companies of a year."""

    year = serializers.IntegerField(source="sample.year")
    state = serializers.ChoiceField(choices=VisitState.choices)
    finding = serializers.ChoiceField(choices=SiteFinding.choices)
    categories = serializers.ListField(child=serializers.CharField(), help_text="Kinds of certificates that were held.")
    seed = serializers.CharField(source="sample.seed", help_text="Of the drawing: it can be repeated.")

    class Meta:
        model = SiteVisit
        fields = ("uid", "year", "state", "categories", "visited_on", "finding", "decided_at", "seed")
        read_only_fields = fields


class SiteVisitFilter(ApiFilterSet):
    """What to ask the list for."""

    year = WholeFilter("sample__year", least=2000, most=2999)
    finding = ChoicesFilter(SiteFinding)
    visited_from, visited_before = days("visited_on")

    class Meta:
        model = SiteVisit
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="site_visits_list",
        summary="Site visits to the company",
        description="Visits that are decided; a visit is not announced.",
        tags=["tenders"],
    ),
)
class SiteVisitViewSet(ApiLister):
    """The decided visits to the client's company."""

    scopes = {"read": "bid.read"}
    serializer_class = SiteVisitOut
    filterset_class = SiteVisitFilter
    queryset = SiteVisit.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("visited_on", "decided_at")

    def get_queryset(self):
        """Of the client's company alone."""
        return queries.site_visits_visible_to(self.request.user).order_by()
