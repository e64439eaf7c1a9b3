"""Results, published figures and reports for programs; open to everybody, without a key."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from portal.api.doors import ApiView, ApiViewSet
from portal.clock import today
from portal.results import count_of, published, reading, results, rows_hidden
from sharedgrowth.impact.models import Report, ReportNumber
from sharedgrowth.impact.queries import results as queries
from sharedgrowth.impact.states import PUBLIC_REPORTS, Direction, ReportState

YEAR = OpenApiParameter("year", OpenApiTypes.STR, description="A year, or `all`. This year unless said otherwise.")
MOST_ROWS = 1000


class ImpactResultOut(serializers.Serializer):
    """One number: what it is, how it is formed, and what it says of the period."""

    key = serializers.CharField()
    programme = serializers.CharField()
    direction = serializers.ChoiceField(choices=Direction.choices)
    title = serializers.CharField()
    unit = serializers.CharField()
    formula = serializers.CharField()
    period = serializers.CharField()
    value = serializers.DecimalField(max_digits=26, decimal_places=6, allow_null=True)
    rows = serializers.IntegerField()
    hidden = serializers.BooleanField()
    estimate = serializers.BooleanField()


class ImpactResultRowsOut(ImpactResultOut):
    """With its rows, at most a thousand; names of companies and people are left out."""

    columns = serializers.ListField(child=serializers.CharField())
    lines = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))


class PublishedFigureOut(serializers.Serializer):
    """A figure that others published before the portal; never added to its own."""

    key = serializers.CharField()
    programme = serializers.CharField()
    title = serializers.CharField()
    value = serializers.DecimalField(max_digits=26, decimal_places=6)
    unit = serializers.CharField()
    period = serializers.CharField()
    source = serializers.CharField()
    source_date = serializers.CharField(allow_blank=True)


class ReportNumberOut(serializers.ModelSerializer):
    """A number of a report as it was."""

    direction = serializers.ChoiceField(choices=Direction.choices)

    class Meta:
        model = ReportNumber
        fields = (
            "key", "programme", "direction", "title_ko", "title_en", "unit_ko", "unit_en", "value", "before", "count",
            "hidden", "estimate", "sha256",
        )  # fmt: skip
        read_only_fields = fields


class ImpactReportOut(serializers.ModelSerializer):
    """A published yearly report."""

    state = serializers.ChoiceField(choices=ReportState.choices)
    numbers = ReportNumberOut(many=True)

    class Meta:
        model = Report
        fields = ("uid", "year", "version", "state", "taken_at", "published_at", "sha256", "numbers")
        read_only_fields = fields


def _told(result: Any, name: str, period: Any, known: Any) -> dict[str, Any]:
    read = reading(result, period)
    return {
        "key": result.key, "programme": result.programme, "direction": queries.direction_of(result, known),
        "title": result.title, "unit": result.unit, "formula": result.formula, "period": name, "value": read.value,
        "rows": read.count, "hidden": read.hidden, "estimate": result.estimate,
    }  # fmt: skip


class ResultList(ApiView):
    """All results of a period."""

    public_reads = True

    @extend_schema(
        operation_id="results_list",
        summary="Results of all programmes",
        tags=["results"],
        parameters=[YEAR],
        responses=ImpactResultOut(many=True),
    )
    def get(self, request):
        """In order of the pages."""
        name, period = queries.period_named(request.query_params.get("year", ""), today())
        known = queries.directions()
        return Response(ImpactResultOut([_told(result, name, period, known) for result in results], many=True).data)


class ResultShow(ApiView):
    """One result with its rows."""

    public_reads = True

    @extend_schema(
        operation_id="results_show",
        summary="One result with its rows",
        tags=["results"],
        parameters=[YEAR],
        responses=ImpactResultRowsOut,
    )
    def get(self, request, key):
        """As everybody may see them."""
        result = results.get(key)
        if result is None:
            raise NotFound
        name, period = queries.period_named(request.query_params.get("year", ""), today())
        rows = result.rows(period)
        hidden = rows_hidden(result, period, rows)
        shown = list(rows[: min(MOST_ROWS, count_of(rows))])
        lines = queries.lines_of(result, shown, inside=False, hidden=hidden)
        told = _told(result, name, period, queries.directions()) | {
            "columns": [column.key for column in queries.columns_for(result, inside=False)],
            "lines": [[queries.plain(cell) for cell in line.cells] for line in lines],
        }
        return Response(ImpactResultRowsOut(told).data)


class PublishedFigureList(ApiView):
    """Figures of others, each with its source."""

    public_reads = True

    @extend_schema(
        operation_id="published_figures_list",
        summary="Figures published before the portal",
        tags=["results"],
        responses=PublishedFigureOut(many=True),
    )
    def get(self, request):
        """All of them."""
        return Response(PublishedFigureOut(list(published), many=True).data)


@extend_schema_view(
    list=extend_schema(operation_id="impact_reports_list", summary="Yearly reports", tags=["results"]),
    retrieve=extend_schema(operation_id="impact_reports_show", summary="One yearly report", tags=["results"]),
)
class ImpactReportViewSet(ApiViewSet):
    """Published versions, also replaced ones."""

    public_reads = True
    serializer_class = ImpactReportOut
    queryset = Report.objects.none()
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    ordering = ("-pk",)

    def get_queryset(self):
        """What everybody may read."""
        return Report.objects.filter(state__in=PUBLIC_REPORTS).prefetch_related("numbers").order_by()
