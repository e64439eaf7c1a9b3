"""Benefit Sharing for the programs of a supplier: its years of sharing, its parts, its measurements."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.expand import Thing, neighbour
from portal.api.fields import WonField
from portal.api.filters import (
    ApiFilterSet,
    CodesFilter,
    WholeFilter,
    choices_of,
    days,
    moments,
)
from sharedgrowth.benefit.models import Measurement, SharePart
from sharedgrowth.benefit.queries import sharing as queries


class BenefitShareOut(Thing, serializers.ModelSerializer):
    """The company's part of a verified year."""

    door = "api-benefit-share-detail"
    expansions = {"task": neighbour("benefit_task", by="year.task_id")}

    task = serializers.CharField(source="year.task.number")
    year = serializers.IntegerField(source="year.no")
    first_on = serializers.DateField(source="year.first")
    last_on = serializers.DateField(source="year.last")
    net_benefit_won = WonField(source="year.net_won", min_value=None)
    rate = serializers.DecimalField(source="year.rate", max_digits=7, decimal_places=6)
    verified_on = serializers.DateField(source="year.verified_on")
    due_on = serializers.DateField(source="year.due_on")

    class Meta:
        model = SharePart
        fields = (
            "uid", "task", "year", "first_on", "last_on", "net_benefit_won", "rate", "share", "compensation_won",
            "cash_won", "verified_on", "due_on", "paid_on",
        )  # fmt: skip
        read_only_fields = fields


class BenefitMeasurementOut(Thing, serializers.ModelSerializer):
    """What was used in a year of a task of the company."""

    door = "api-benefit-measurement-detail"
    expansions = {"task": neighbour("benefit_task", by="task_id")}

    task = serializers.CharField(source="task.number")
    year = serializers.IntegerField(source="year.no")
    driver = serializers.CharField(source="baseline.driver")
    driver_unit = serializers.CharField(source="baseline.driver_unit")
    volume_unit = serializers.CharField(source="baseline.volume_unit")
    period_until = serializers.DateField(source="period_to")

    class Meta:
        model = Measurement
        fields = (
            "uid", "task", "year", "state", "period_from", "period_until", "driver", "driver_unit", "driver_qty",
            "volume", "volume_unit", "price_won", "extra_won", "index_level", "operation", "entered_at",
        )  # fmt: skip
        read_only_fields = fields


class BenefitShareFilter(ApiFilterSet):
    """What to ask the list for."""

    task = CodesFilter("year__task__number", label="Numbers of tasks.")
    year = WholeFilter("year__no", least=1, most=99)
    due_from, due_before = days("year__due_on")
    paid_from, paid_before = days("paid_on")

    class Meta:
        model = SharePart
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="benefit_shares_list", summary="The company's parts of shared benefits", tags=["benefit"]
    ),
    retrieve=extend_schema(operation_id="benefit_shares_retrieve", summary="One part", tags=["benefit"]),
)
class BenefitShareViewSet(ApiViewSet):
    """Parts of the client's company alone."""

    scopes = {"read": "support.read"}
    serializer_class = BenefitShareOut
    queryset = SharePart.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = {"due_on": "year__due_on", "paid_on": "paid_on", "verified_on": "year__verified_on"}
    filterset_class = BenefitShareFilter

    def get_queryset(self):
        """Its own."""
        return queries.parts_visible_to(self.request.user).order_by()


class BenefitMeasurementFilter(ApiFilterSet):
    """What to ask the list for."""

    task = CodesFilter("task__number", label="Numbers of tasks.")
    year = WholeFilter("year__no", least=1, most=99)
    state = choices_of(Measurement, "state")
    entered_from, entered_before = moments("entered_at")

    class Meta:
        model = Measurement
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="benefit_measurements_list", summary="Measurements of the company's tasks", tags=["benefit"]
    ),
    retrieve=extend_schema(operation_id="benefit_measurements_retrieve", summary="One measurement", tags=["benefit"]),
)
class BenefitMeasurementViewSet(ApiViewSet):
    """Measurements of tasks in which the client's company takes part."""

    scopes = {"read": "support.read"}
    serializer_class = BenefitMeasurementOut
    queryset = Measurement.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = ("entered_at", "period_from")
    filterset_class = BenefitMeasurementFilter

    def get_queryset(self):
        """Of its tasks."""
        return queries.measurements_visible_to(self.request.user).order_by()
