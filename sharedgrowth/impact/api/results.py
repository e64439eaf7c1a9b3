"""Results, published figures and reports for programs; open to everybody, without a key."""

import re
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from portal.api.doors import ApiList, ApiView, ApiViewSet
from portal.api.expand import Thing
from portal.api.filters import (
    AllowedOrder,
    ApiFilterSet,
    BadQuery,
    ChoicesFilter,
    WholeFilter,
    moments,
)
from portal.api.limits import UID
from portal.clock import today
from portal.results import count_of, published, reading, results, rows_hidden
from sharedgrowth.impact.models import Report, ReportNumber
from sharedgrowth.impact.queries import results as queries
from sharedgrowth.impact.states import PUBLIC_REPORTS, Direction, ReportState

YEAR = OpenApiParameter(
    "year",
    {"type": "string", "pattern": "^([0-9]{4}|all)$"},
    description="A year, or `all`. This year unless said otherwise.",
)
MOST_ROWS = 1000


class ImpactResultOut(Thing):
    """One number: what it is, how it is formed, and what it says of the period."""

    page, page_by = "impact:result-detail", "key"
    door, door_by = "api-result", "key"

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
    source_dated = serializers.CharField(source="source_date", allow_blank=True, help_text="As it stands there.")


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


class ImpactReportOut(Thing, serializers.ModelSerializer):
    """A published yearly report."""

    door = "api-impact-report-detail"

    state = serializers.ChoiceField(choices=ReportState.choices)
    numbers = ReportNumberOut(many=True)

    class Meta:
        model = Report
        fields = ("uid", "year", "version", "state", "taken_at", "published_at", "sha256", "numbers")
        read_only_fields = fields


def _period(request: Any) -> tuple[str, Any]:
    """The period of ``?year=``; what is none is a 400."""
    year = request.query_params.get("year", "")
    if year and not re.fullmatch(r"[0-9]{4}|all", year, re.ASCII):
        raise BadQuery({"year": [_("Send a year like 2026, or all.")]})
    return queries.period_named(year, today())


def _told(result: Any, name: str, period: Any, known: Any) -> dict[str, Any]:
    read = reading(result, period)
    return {
        "key": result.key, "programme": result.programme, "direction": queries.direction_of(result, known),
        "title": result.title, "unit": result.unit, "formula": result.formula, "period": name, "value": read.value,
        "rows": read.count, "hidden": read.hidden, "estimate": result.estimate,
    }  # fmt: skip


@extend_schema_view(
    get=extend_schema(
        operation_id="results_list", summary="Results of all programmes", tags=["results"], parameters=[YEAR]
    )
)
class ResultList(ApiList):
    """All results of a period."""

    public_reads = True
    parameters = {"get": ("year",)}
    serializer_class = ImpactResultOut
    queryset = ReportNumber.objects.none()
    filter_backends = [AllowedOrder]
    ordering_fields = ("key", "programme", "direction")
    page_size = 100

    def get_queryset(self):
        """In order of the pages."""
        name, period = _period(self.request)
        known = queries.directions()
        return [_told(result, name, period, known) for result in results]


class ResultShow(ApiView):
    """One result with its rows."""

    public_reads = True
    parameters = {"get": ("year",)}

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
        name, period = _period(request)
        rows = result.rows(period)
        hidden = rows_hidden(result, period, rows)
        shown = list(rows[: min(MOST_ROWS, count_of(rows))])
        lines = queries.lines_of(result, shown, inside=False, hidden=hidden)
        told = _told(result, name, period, queries.directions()) | {
            "columns": [column.key for column in queries.columns_for(result, inside=False)],
            "lines": [[queries.plain(cell) for cell in line.cells] for line in lines],
        }
        return Response(ImpactResultRowsOut(told, context={"request": request}).data)


@extend_schema_view(
    get=extend_schema(
        operation_id="published_figures_list", summary="Figures published before the portal", tags=["results"]
    )
)
class PublishedFigureList(ApiList):
    """Figures of others, each with its source."""

    public_reads = True
    serializer_class = PublishedFigureOut
    queryset = ReportNumber.objects.none()
    filter_backends = [AllowedOrder]
    ordering_fields = ("key", "programme", "period")
    page_size = 100

    def get_queryset(self):
        """All of them."""
        return list(published)


class ImpactReportFilter(ApiFilterSet):
    """What to ask the list for."""

    year = WholeFilter(least=2000, most=2999)
    state = ChoicesFilter(sorted(PUBLIC_REPORTS))
    published_from, published_before = moments("published_at")

    class Meta:
        model = Report
        fields: list[str] = []


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
    lookup_value_regex = UID
    ordering = ("-pk",)
    ordering_fields = ("year", "published_at")
    filterset_class = ImpactReportFilter

    def get_queryset(self):
        """What everybody may read."""
        return Report.objects.filter(state__in=PUBLIC_REPORTS).prefetch_related("numbers").order_by()
