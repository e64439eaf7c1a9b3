"""Benefit Sharing for the programs of a supplier: its years of sharing, its parts, its measurements."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from sharedgrowth.benefit.models import Measurement, SharePart
from sharedgrowth.benefit.queries import sharing as queries


class BenefitShareOut(serializers.ModelSerializer):
    """The company's part of a verified year."""

    task = serializers.CharField(source="year.task.number")
    year = serializers.IntegerField(source="year.no")
    first_day = serializers.DateField(source="year.first")
    last_day = serializers.DateField(source="year.last")
    net_benefit_won = serializers.DecimalField(source="year.net_won", max_digits=15, decimal_places=0)
    rate = serializers.DecimalField(source="year.rate", max_digits=7, decimal_places=6)
    verified_on = serializers.DateField(source="year.verified_on")
    due_on = serializers.DateField(source="year.due_on")

    class Meta:
        model = SharePart
        fields = (
            "uid", "task", "year", "first_day", "last_day", "net_benefit_won", "rate", "share", "compensation_won",
            "cash_won", "verified_on", "due_on", "paid_on",
        )  # fmt: skip
        read_only_fields = fields


class BenefitMeasurementOut(serializers.ModelSerializer):
    """What was used in a year of a task of the company."""

    task = serializers.CharField(source="task.number")
    year = serializers.IntegerField(source="year.no")
    driver = serializers.CharField(source="baseline.driver")
    driver_unit = serializers.CharField(source="baseline.driver_unit")
    volume_unit = serializers.CharField(source="baseline.volume_unit")

    class Meta:
        model = Measurement
        fields = (
            "uid", "task", "year", "state", "period_from", "period_to", "driver", "driver_unit", "driver_qty", "volume",
            "volume_unit", "price_won", "extra_won", "index_level", "operation", "entered_at",
        )  # fmt: skip
        read_only_fields = fields


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

    def get_queryset(self):
        """Its own."""
        return queries.parts_visible_to(self.request.user).order_by()


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

    def get_queryset(self):
        """Of its tasks."""
        return queries.measurements_visible_to(self.request.user).order_by()
