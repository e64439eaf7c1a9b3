"""Reviews and selections for programs: of the buyer, all that was submitted; of a company, what came of its own."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from portal.api.companies import company
from portal.api.doors import ApiViewSet
from portal.api.expand import Thing, neighbour
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    moments,
)
from portal.api.limits import UID
from sharedgrowth.support.models import Application, InfoRequest, Selection, StageClock
from sharedgrowth.support.queries.api_review import (
    decisions_for_programs,
    review_rows_for_programs,
    selections_for_programs,
)
from sharedgrowth.support.states import ApplicationState, Stage

DECIDED = (ApplicationState.SELECTED, ApplicationState.WAITLISTED, ApplicationState.NOT_SELECTED)


# Out -----------------------------------------------------------------------------------------------------------------
class StageClockOut(serializers.ModelSerializer):
    """Promised and actual business days of a stage."""

    stage = serializers.ChoiceField(choices=Stage.choices)

    class Meta:
        model = StageClock
        fields = ("stage", "promised_days", "started_on", "due_on", "ended_on", "took_days", "paused")
        read_only_fields = fields


class SupportReviewOut(Thing, serializers.ModelSerializer):
    """A submitted application as the buyer sees it. ``points`` once every reviewer has locked."""

    page, page_by = "support:review-detail", "number"
    door = "api-support-review-detail"
    expansions = {"call": neighbour("support_call", by="call_id"), "company": company("company_id")}

    state = serializers.ChoiceField(choices=ApplicationState.choices)
    call = serializers.CharField(source="call.number", help_text="Number of the call.")
    programme = serializers.CharField(source="call.programme")
    company = serializers.CharField(source="company.number", help_text="Number of the company.")
    clocks = StageClockOut(many=True)

    class Meta:
        model = Application
        fields = (
            "uid", "number", "call", "programme", "company", "state", "trading", "asked_won", "support_won", "points",
            "rank", "submitted_at", "decided_at", "clocks",
        )  # fmt: skip
        read_only_fields = fields


class SelectionRowOut(serializers.Serializer):
    """One application of a selection."""

    number = serializers.CharField()
    points = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    trading = serializers.BooleanField(allow_null=True)
    won = serializers.DecimalField(max_digits=18, decimal_places=2, help_text="Set aside in the budget line.")


class SupportSelectionOut(Thing, serializers.ModelSerializer):
    """A decision of a call, as it was recorded."""

    page, page_by = "support:selection", "number=call.number"
    door = "api-support-selection-detail"
    expansions = {"call": neighbour("support_call", by="call_id")}

    call = serializers.CharField(source="call.number", help_text="Number of the call.")
    selected = SelectionRowOut(many=True)
    waitlisted = SelectionRowOut(many=True)

    class Meta:
        model = Selection
        fields = (
            "uid", "call", "seq", "selected", "waitlisted", "places", "taken_after", "nontrading_share", "waiver",
            "committed", "moved_up", "decided_at",
        )  # fmt: skip
        read_only_fields = fields


class InfoRequestOut(serializers.ModelSerializer):
    """What was asked of the company, and until when."""

    class Meta:
        model = InfoRequest
        fields = ("uid", "text", "asked_at", "due_on", "answer", "answered_at", "lapsed_at")
        read_only_fields = fields


class SupportDecisionOut(Thing, serializers.ModelSerializer):
    """Where an own application stands, and why it was decided so."""

    page, page_by = "support:application-detail", "number"
    door = "api-support-decision-detail"
    expansions = {"call": neighbour("support_call", by="call_id")}

    state = serializers.ChoiceField(choices=ApplicationState.choices)
    call = serializers.CharField(source="call.number", help_text="Number of the call.")
    clocks = StageClockOut(many=True)
    requests = InfoRequestOut(source="info_requests", many=True)
    points = serializers.SerializerMethodField(help_text="The mean, once it is decided.")
    comments = serializers.SerializerMethodField(help_text="Reasons of the reviewers, without names, once decided.")

    class Meta:
        model = Application
        fields = ("uid", "number", "call", "state", "reason", "rank", "points", "comments", "clocks", "requests")
        read_only_fields = fields

    @extend_schema_field(serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True))
    def get_points(self, application: Application) -> Any:
        """Not while it is under review."""
        return f"{application.points:.2f}" if application.state in DECIDED and application.points is not None else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_comments(self, application: Application) -> list[str]:
        """Not while it is under review."""
        if application.state not in DECIDED:
            return []
        return [each.comment for each in application.reviews.all() if each.is_locked]


# Doors ---------------------------------------------------------------------------------------------------------------


class SupportReviewFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(ApplicationState)
    call = CodesFilter("call__number", label="Numbers of calls.")
    programme = CodesFilter("call__programme", label="Programmes.")
    company = CodesFilter("company__number", label="Numbers of companies.")
    submitted_from, submitted_before = moments("submitted_at")
    decided_from, decided_before = moments("decided_at")

    class Meta:
        model = Application
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="support_reviews_list", summary="Submitted applications of all companies", tags=["support"]
    ),
    retrieve=extend_schema(operation_id="support_reviews_retrieve", summary="One of them", tags=["support"]),
)
class SupportReviewViewSet(ApiViewSet):
    """For programs of the buyer: how far each application is."""

    scopes = {"read": "support.review"}
    serializer_class = SupportReviewOut
    queryset = Application.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "submitted_at", "decided_at", "rank")
    filterset_class = SupportReviewFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Nothing for a supplier's program."""
        return review_rows_for_programs(self.request.user).order_by()


class SupportSelectionFilter(ApiFilterSet):
    """What to ask the list for."""

    call = CodesFilter("call__number", label="Numbers of calls.")
    decided_from, decided_before = moments("decided_at")

    class Meta:
        model = Selection
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="support_selections_list", summary="Selections of calls", tags=["support"]),
    retrieve=extend_schema(operation_id="support_selections_retrieve", summary="One selection", tags=["support"]),
)
class SupportSelectionViewSet(ApiViewSet):
    """For programs of the buyer: what was decided, by which numbers."""

    scopes = {"read": "support.review"}
    serializer_class = SupportSelectionOut
    queryset = Selection.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("decided_at",)
    filterset_class = SupportSelectionFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Nothing for a supplier's program."""
        return selections_for_programs(self.request.user).order_by()


class SupportDecisionFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(ApplicationState)
    call = CodesFilter("call__number", label="Numbers of calls.")
    decided_from, decided_before = moments("decided_at")

    class Meta:
        model = Application
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="support_decisions_list", summary="Where the company's applications stand", tags=["support"]
    ),
    retrieve=extend_schema(
        operation_id="support_decisions_retrieve", summary="One application and its decision", tags=["support"]
    ),
)
class SupportDecisionViewSet(ApiViewSet):
    """Stages with their days, requests for more, the decision with its reasons."""

    scopes = {"read": "support.read"}
    serializer_class = SupportDecisionOut
    queryset = Application.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "rank")
    filterset_class = SupportDecisionFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own."""
        return decisions_for_programs(self.request.user).order_by()
