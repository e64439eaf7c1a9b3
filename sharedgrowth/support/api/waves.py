"""The support group for a supplier's own programs: its requests with their tasks."""

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.expand import Thing, Told
from portal.api.filters import (
    ApiFilterSet,
    CodesFilter,
    choices_of,
    moments,
)
from sharedgrowth.support.models import GroupRequest, GroupTask
from sharedgrowth.support.queries import waves as queries


class GroupTaskOut(Told, serializers.ModelSerializer):
    """A task of the list that the company signed."""

    class Meta:
        model = GroupTask
        fields = (
            "uid", "number", "direction", "title", "state", "due_on", "done_on", "cost_bearer", "cost_won",
            "expected_won", "measured_won", "verified_won", "owner", "owner_number",
        )  # fmt: skip
        read_only_fields = fields


class GroupRequestOut(Thing, serializers.ModelSerializer):
    """A request of the client's company to the support group."""

    page, page_by = "support:group-detail", "number"
    door = "api-group-request-detail"

    unit = serializers.ChoiceField(
        choices=GroupRequest._meta.get_field("unit").choices, allow_blank=True, help_text="Empty until it is sorted."
    )
    wave = serializers.SerializerMethodField()
    tasks = serializers.SerializerMethodField()
    triage_due_on = serializers.DateField(source="triage_due", allow_null=True)

    class Meta:
        model = GroupRequest
        fields = (
            "uid", "number", "state", "wave", "directions", "problem", "urgency", "asked_at", "triage_due_on", "unit",
            "triage_note", "points", "agreed_at", "tasks",
        )  # fmt: skip
        read_only_fields = fields

    def get_wave(self, asked: GroupRequest) -> str:
        """Such as 2026-H2; empty without one."""
        return str(asked.wave) if asked.wave else ""

    @extend_schema_field(GroupTaskOut(many=True))
    def get_tasks(self, asked: GroupRequest):
        """Those that the company has signed; none before."""
        return GroupTaskOut(asked.tasks.all() if asked.agreed_at else (), many=True).data


class GroupRequestFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = choices_of(GroupRequest, "state")
    asked_from, asked_before = moments("asked_at")

    class Meta:
        model = GroupRequest
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="group_requests_list", summary="Own requests to the support group", tags=["support"]
    ),
    retrieve=extend_schema(operation_id="group_requests_retrieve", summary="One request", tags=["support"]),
)
class GroupRequestViewSet(ApiViewSet):
    """Requests of the client's company."""

    scopes = {"read": "support.read"}
    serializer_class = GroupRequestOut
    queryset = GroupRequest.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = ("number", "asked_at")
    filterset_class = GroupRequestFilter

    def get_queryset(self):
        """The company's."""
        return queries.requests_visible_to(self.request.user).prefetch_related("tasks").order_by()
