"""Energy and levels for programs: factors for everybody; the company's own audits, levels, systems and their use."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView, ApiViewSet
from portal.api.expand import Thing, Told, neighbour
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    WholeFilter,
    days,
    moments,
)
from portal.api.idempotency import idempotent
from portal.api.limits import UID
from sharedgrowth.support.models import EmissionFactor, EnergyAudit, EnergyMeasure, EnergyUse, SmartLevel, SmartSystem
from sharedgrowth.support.queries import energy as queries
from sharedgrowth.support.queries import levels as level_queries
from sharedgrowth.support.services.levels import tell_use
from sharedgrowth.support.states.energy import AuditState, Carrier, FactorStatus, MeasureState
from sharedgrowth.support.states.levels import LevelState, SystemKind


class EnergyFactorOut(Thing, serializers.ModelSerializer):
    """What a unit of a carrier stands for, from a year of consumption on."""

    door = "api-energy-factor-detail"

    carrier = serializers.ChoiceField(choices=Carrier.choices, read_only=True)
    status = serializers.ChoiceField(choices=FactorStatus.choices, read_only=True)
    unit = serializers.CharField(read_only=True)

    class Meta:
        model = EmissionFactor
        fields = ("uid", "carrier", "year", "unit", "toe", "tco2", "status", "source")
        read_only_fields = fields


class EnergyUseOut(Told, serializers.ModelSerializer):
    """A carrier of an audit; what was saved once it is measured."""

    carrier = serializers.ChoiceField(choices=Carrier.choices, read_only=True)
    unit = serializers.CharField(read_only=True)
    factor_year = serializers.IntegerField(source="factor.year", allow_null=True, read_only=True, default=None)

    class Meta:
        model = EnergyUse
        fields = ("carrier", "unit", "before", "tariff_won", "after", "saving", "toe", "tco2", "won", "factor_year")
        read_only_fields = fields


class EnergyMeasureOut(Told, serializers.ModelSerializer):
    """A measure in its place; what it saves is kept when the report is handed over."""

    carrier = serializers.ChoiceField(choices=Carrier.choices, read_only=True)
    state = serializers.ChoiceField(choices=MeasureState.choices, read_only=True)
    factor_year = serializers.IntegerField(source="factor.year", allow_null=True, read_only=True, default=None)

    class Meta:
        model = EnergyMeasure
        fields = (
            "uid", "no", "state", "carrier", "title", "saving", "toe", "tco2", "won", "capex_won", "factor_year",
            "done_on",
        )  # fmt: skip
        read_only_fields = fields


class EnergyAuditOut(Thing, serializers.ModelSerializer):
    """The audit of a project."""

    page, page_by = "support:audit-detail", "number=project.number"
    door = "api-energy-audit-detail"
    expansions = {"project": neighbour("support_project", by="project_id")}

    project = serializers.CharField(source="project.number", read_only=True)
    state = serializers.ChoiceField(choices=AuditState.choices, read_only=True)
    uses = EnergyUseOut(many=True, read_only=True)
    measures = serializers.SerializerMethodField()
    base_until = serializers.DateField(source="base_to", allow_null=True)
    after_until = serializers.DateField(source="after_to", allow_null=True)

    class Meta:
        model = EnergyAudit
        fields = (
            "uid", "project", "state", "base_from", "base_until", "base_output", "output_unit", "after_from",
            "after_until", "after_output", "reported_at", "verified_at", "uses", "measures",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(EnergyMeasureOut(many=True))
    def get_measures(self, audit: EnergyAudit):
        """None before the report is handed over: it is being drawn up."""
        shown = [] if audit.state == AuditState.DRAFT else audit.measures.all()
        return EnergyMeasureOut(shown, many=True).data


class SmartLevelOut(Thing, serializers.ModelSerializer):
    """An assessment."""

    page = "support:level-detail"
    door = "api-smart-level-detail"

    state = serializers.ChoiceField(choices=LevelState.choices, read_only=True)
    valid_until = serializers.DateField(source="valid_to", allow_null=True)

    class Meta:
        model = SmartLevel
        fields = ("uid", "level", "state", "assessed_on", "valid_until", "how")
        read_only_fields = fields


class SmartSystemOut(Thing, serializers.ModelSerializer):
    """A system of the company."""

    page = "support:system-detail"
    door = "api-smart-system-detail"

    kind = serializers.ChoiceField(choices=SystemKind.choices, read_only=True)

    class Meta:
        model = SmartSystem
        fields = ("uid", "name", "kind", "live_on", "retired_on")
        read_only_fields = fields


class SmartUseIn(fields.StrictSerializer):
    """How often people logged in during a month."""

    month = fields.DayField()
    logins = serializers.IntegerField(min_value=0, max_value=10_000_000)


class SmartUseOut(serializers.Serializer):
    """What is kept."""

    month_on = serializers.DateField(source="month", help_text="The first day of the month.")
    logins = serializers.IntegerField()


class EnergyFactorFilter(ApiFilterSet):
    """What to ask the list for."""

    carrier = ChoicesFilter(Carrier)
    year = WholeFilter(least=1990, most=2999)

    class Meta:
        model = EmissionFactor
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="energy_factors_list", summary="Energy factors in force", tags=["support"]),
    retrieve=extend_schema(operation_id="energy_factors_retrieve", summary="One energy factor", tags=["support"]),
)
class EnergyFactorViewSet(ApiViewSet):
    """By carrier and year of consumption."""

    public_reads = True
    serializer_class = EnergyFactorOut
    queryset = EmissionFactor.objects.none()
    ordering = ("carrier", "year", "pk")
    ordering_fields = ("carrier", "year")
    filterset_class = EnergyFactorFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """The approved ones."""
        return queries.factors_in_force().order_by()


class EnergyAuditFilter(ApiFilterSet):
    """What to ask the list for."""

    project = CodesFilter("project__number", label="Numbers of projects.")
    state = ChoicesFilter(AuditState)
    reported_from, reported_before = moments("reported_at")

    class Meta:
        model = EnergyAudit
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="energy_audits_list", summary="Energy audits of the company", tags=["support"]),
    retrieve=extend_schema(operation_id="energy_audits_retrieve", summary="One energy audit", tags=["support"]),
)
class EnergyAuditViewSet(ApiViewSet):
    """Baseline, measures, savings."""

    scopes = {"read": "support.read"}
    serializer_class = EnergyAuditOut
    queryset = EnergyAudit.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("reported_at", "verified_at")
    filterset_class = EnergyAuditFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        found = queries.audits_visible_to(self.request.user)
        return found.prefetch_related("uses__factor", "measures__factor").order_by()


class SmartLevelFilter(ApiFilterSet):
    """What to ask the list for."""

    level = WholeFilter(least=0, most=9)
    state = ChoicesFilter(LevelState)
    assessed_from, assessed_before = days("assessed_on")

    class Meta:
        model = SmartLevel
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="smart_levels_list", summary="Smart-factory levels", tags=["support"]),
    retrieve=extend_schema(operation_id="smart_levels_retrieve", summary="One assessment", tags=["support"]),
)
class SmartLevelViewSet(ApiViewSet):
    """Assessments of the company."""

    scopes = {"read": "support.read"}
    serializer_class = SmartLevelOut
    queryset = SmartLevel.objects.none()
    ordering = ("-pk",)
    ordering_fields = {"assessed_on": "assessed_on", "valid_until": "valid_to"}
    filterset_class = SmartLevelFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return level_queries.levels_visible_to(self.request.user).order_by()


class SmartSystemFilter(ApiFilterSet):
    """What to ask the list for."""

    kind = ChoicesFilter(SystemKind)
    live_from, live_before = days("live_on")

    class Meta:
        model = SmartSystem
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="smart_systems_list", summary="Smart systems of the company", tags=["support"]),
    retrieve=extend_schema(operation_id="smart_systems_retrieve", summary="One smart system", tags=["support"]),
)
class SmartSystemViewSet(ApiViewSet):
    """Systems, to tell their use."""

    scopes = {"read": "support.read"}
    serializer_class = SmartSystemOut
    queryset = SmartSystem.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("name", "live_on")
    filterset_class = SmartSystemFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return level_queries.systems_visible_to(self.request.user).order_by()


class UseOfSystem(ApiView):
    """What the system itself knows of its use."""

    scopes = {"write": "support.write"}

    @extend_schema(
        operation_id="smart_systems_use",
        summary="Tell the log-ins of a month",
        description="Any day of the month stands for it. Told again, the newer number counts.",
        tags=["support"],
        request=SmartUseIn,
        responses={200: SmartUseOut},
        examples=[OpenApiExample("October", {"month": "2026-10-01", "logins": 412}, request_only=True)],
    )
    @idempotent
    def post(self, request: Request, uid: str) -> Response:
        """Of the system of the address."""
        system = get_object_or_404(level_queries.systems_visible_to(request.user), uid=uid)
        data = SmartUseIn(data=request.data)
        data.is_valid(raise_exception=True)
        told = tell_use(system, **data.validated_data, by=request.user)
        return Response(SmartUseOut(told).data)
