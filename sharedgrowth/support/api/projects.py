"""Projects for the programs of a company: plan, indicators, visits, claims. What is signed and judged, people do."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView, ApiViewSet
from portal.api.expand import Expansion, Neighbour, Thing, Told, neighbour, neighbours
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    days,
)
from portal.api.idempotency import idempotent
from portal.api.limits import UID
from sharedgrowth.support.models import Claim, ClaimItem, Kpi, Project, ProjectPhase, Visit
from sharedgrowth.support.queries.claims import claims_visible_to
from sharedgrowth.support.queries.projects import projects_visible_to
from sharedgrowth.support.queries.visits import visits_visible_to
from sharedgrowth.support.services.kpis import set_before
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.plans import ClaimState, KpiDirection, VisitState


# Out -----------------------------------------------------------------------------------------------------------------
class ProjectPhaseOut(serializers.ModelSerializer):
    """A phase of the plan."""

    class Meta:
        model = ProjectPhase
        fields = ("key", "title_ko", "title_en", "begins_on", "ends_on", "done_on")
        read_only_fields = fields


class ProjectKpiOut(serializers.ModelSerializer):
    """An indicator, before and after."""

    direction = serializers.ChoiceField(choices=KpiDirection.choices)

    class Meta:
        model = Kpi
        fields = (
            "uid", "key", "name_ko", "name_en", "unit", "direction", "before", "before_on", "target", "after",
            "after_on",
        )  # fmt: skip
        read_only_fields = fields


class SupportProjectOut(Thing, serializers.ModelSerializer):
    """A project of the company."""

    page, page_by = "support:project-detail", "number"
    door = "api-support-project-detail"

    state = serializers.ChoiceField(choices=ProjectState.choices)
    application = serializers.CharField(source="application.number", help_text="Number of the application.")
    improvement = serializers.DecimalField(
        max_digits=9, decimal_places=6, allow_null=True, help_text="Mean improvement, as a fraction: 0.239583."
    )
    phases = ProjectPhaseOut(many=True)
    kpis = ProjectKpiOut(many=True)

    class Meta:
        model = Project
        fields = (
            "uid", "number", "programme", "application", "state", "title", "total_won", "government_won", "anchor_won",
            "sme_won", "begins_on", "ends_on", "completed_on", "improvement", "measured_won", "verified_won", "phases",
            "kpis",
        )  # fmt: skip
        read_only_fields = fields


def projects_told(user):
    """Projects as they are told."""
    return projects_visible_to(user).prefetch_related("phases", "kpis").order_by()


PROJECT = Expansion(SupportProjectOut, projects_told, by="project_id")
neighbours.add("support_project", Neighbour(SupportProjectOut, projects_told, scope="support.read"))


class ProjectVisitOut(Thing, serializers.ModelSerializer):
    """A visit of an expert."""

    page, page_by = "support:visit-detail", "number"
    door = "api-support-visit-detail"
    expansions = {"project": PROJECT}

    state = serializers.ChoiceField(choices=VisitState.choices)
    project = serializers.CharField(source="project.number")
    expert = serializers.CharField(source="expert.user.name")

    class Meta:
        model = Visit
        fields = (
            "uid", "number", "project", "expert", "state", "planned_on", "begins", "site", "purpose", "visited_on",
            "hours", "findings", "advice", "next_steps", "stop_work", "stop_text",
        )  # fmt: skip
        read_only_fields = fields


class ClaimInvoiceOut(Told, serializers.ModelSerializer):
    """An invoice of a claim."""

    class Meta:
        model = ClaimItem
        fields = (
            "uid",
            "what",
            "vendor",
            "vendor_brn",
            "invoice_number",
            "invoice_on",
            "amount_won",
            "vat_won",
            "vat_reason",
        )
        read_only_fields = fields


class SupportClaimOut(Thing, serializers.ModelSerializer):
    """A claim of a tranche."""

    page, page_by = "support:claim-detail", "number"
    door = "api-support-claim-detail"
    expansions = {"project": PROJECT, "drawdown": neighbour("fund_drawdown", by="drawdown_id")}

    state = serializers.ChoiceField(choices=ClaimState.choices)
    project = serializers.CharField(source="project.number")
    drawdown = serializers.SerializerMethodField(help_text="Number of the drawdown from the fund.")
    items = ClaimInvoiceOut(many=True)

    class Meta:
        model = Claim
        fields = ("uid", "number", "project", "tranche", "state", "amount_won", "remark", "drawdown", "items")
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_drawdown(self, claim: Claim) -> str | None:
        """Where the fund was asked."""
        return claim.drawdown.number if claim.drawdown else None


# In ------------------------------------------------------------------------------------------------------------------
class KpiBeforeIn(fields.StrictSerializer):
    """The value before the work."""

    before = serializers.DecimalField(max_digits=18, decimal_places=4)
    before_on = fields.DayField()
    target = serializers.DecimalField(max_digits=18, decimal_places=4, required=False, allow_null=True)
    how = fields.TextField(max_length=300)


# Doors ---------------------------------------------------------------------------------------------------------------


class SupportProjectFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(ProjectState)
    programme = CodesFilter(label="Programmes.")
    application = CodesFilter("application__number", label="Numbers of applications.")
    begins_from, begins_before = days("begins_on")
    completed_from, completed_before = days("completed_on")

    class Meta:
        model = Project
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="support_projects_list", summary="Projects of the company", tags=["support"]),
    retrieve=extend_schema(operation_id="support_projects_retrieve", summary="One project", tags=["support"]),
)
class SupportProjectViewSet(ApiViewSet):
    """From the agreement to the follow-up."""

    scopes = {"read": "support.read"}
    serializer_class = SupportProjectOut
    queryset = Project.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "begins_on", "ends_on", "completed_on")
    filterset_class = SupportProjectFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return projects_told(self.request.user)


class ProjectVisitFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(VisitState)
    project = CodesFilter("project__number", label="Numbers of projects.")
    planned_from, planned_before = days("planned_on")
    visited_from, visited_before = days("visited_on")

    class Meta:
        model = Visit
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="support_visits_list", summary="Visits of experts", tags=["support"]),
    retrieve=extend_schema(operation_id="support_visits_retrieve", summary="One visit", tags=["support"]),
)
class ProjectVisitViewSet(ApiViewSet):
    """Planned and reported ones."""

    scopes = {"read": "support.read"}
    serializer_class = ProjectVisitOut
    queryset = Visit.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "planned_on", "visited_on")
    filterset_class = ProjectVisitFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """At its own sites."""
        return visits_visible_to(self.request.user).order_by()


class SupportClaimFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(ClaimState)
    project = CodesFilter("project__number", label="Numbers of projects.")

    class Meta:
        model = Claim
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="support_claims_list", summary="Claims of the company", tags=["support"]),
    retrieve=extend_schema(operation_id="support_claims_retrieve", summary="One claim", tags=["support"]),
)
class SupportClaimViewSet(ApiViewSet):
    """With their invoices. People submit them, in the portal."""

    scopes = {"read": "support.read"}
    serializer_class = SupportClaimOut
    queryset = Claim.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "tranche")
    filterset_class = SupportClaimFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return claims_visible_to(self.request.user).prefetch_related("items").order_by()


class KpiBefore(ApiView):
    """Values that the company's own system measures."""

    scopes = {"write": "support.write"}

    @extend_schema(
        operation_id="support_indicators_before",
        summary="Enter the value before of an indicator",
        description=(
            "As long as the project is not completed. The value after is measured by the officer or the expert, in the "
            "same way, months after the completion."
        ),
        tags=["support"],
        request=KpiBeforeIn,
        responses={200: ProjectKpiOut},
        examples=[
            OpenApiExample(
                "Defect rate of a quarter",
                {"before": "3.2", "before_on": "2026-10-31", "target": "2.0", "how": "출하 검사 기록, 3개월"},
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request, uid: str, kpi: str) -> Response:
        """Of the project and the indicator of the address."""
        project = get_object_or_404(projects_visible_to(request.user), uid=uid)
        found = get_object_or_404(project.kpis, uid=kpi)
        data = KpiBeforeIn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        told = set_before(found, **({"target": None} | given), by=request.user)
        return Response(ProjectKpiOut(told).data)
