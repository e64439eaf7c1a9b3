"""Programmes and calls for everybody, the company's own applications, for programs."""

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from portal.api.doors import ApiView, ApiViewSet
from portal.api.filters import ApiFilterSet
from portal.http import page_now
from sharedgrowth.support.models import Application, Call, CostItem
from sharedgrowth.support.queries.applications import own_applications
from sharedgrowth.support.queries.calls import calls_visible_to, programme_of
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states import PUBLIC_CALLS, ApplicationState, CallState, takes_applications

UUID = "[0-9a-f-]{36}"


# Out -----------------------------------------------------------------------------------------------------------------
class SupportProgrammeOut(serializers.Serializer):
    """A programme: words in the language that was asked for."""

    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    direction = serializers.CharField(help_text="smart, esg, energy, technology")
    gives = serializers.CharField()
    pass_points = serializers.DecimalField(max_digits=5, decimal_places=2)


class SupportCallOut(serializers.ModelSerializer):
    """A published call."""

    state = serializers.ChoiceField(choices=CallState.choices)
    takes_applications = serializers.SerializerMethodField(help_text="Whether applications are taken now.")

    class Meta:
        model = Call
        fields = (
            "uid", "number", "programme", "state", "takes_applications", "title_ko", "title_en", "text_ko", "text_en",
            "opens_at", "closes_at", "results_on", "places", "nontrading_target", "funding_mode", "most_won", "rubric",
            "published_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.BooleanField())
    def get_takes_applications(self, call: Call) -> bool:
        """By the clock of the portal."""
        now = page_now(self.context["request"])
        return programme_of(call) is not None and takes_applications(call.state, call.opens_at, call.closes_at, now)


class SupportCostOut(serializers.ModelSerializer):
    """An item of costs."""

    class Meta:
        model = CostItem
        fields = ("title", "vendor", "amount_won")
        read_only_fields = fields


class SupportAnswerOut(serializers.Serializer):
    """An answer to a field of the form."""

    key = serializers.CharField(source="field.key")
    label_ko = serializers.CharField(source="field.label_ko")
    label_en = serializers.CharField(source="field.label_en")
    value = serializers.CharField()
    version = serializers.IntegerField(help_text="Send it as ``seen`` when you change the answer.")


class SupportApplicationOut(serializers.ModelSerializer):
    """An application of the client's company."""

    state = serializers.ChoiceField(choices=ApplicationState.choices)
    call = serializers.CharField(source="call.number")
    programme = serializers.CharField(source="call.programme")
    answers = SupportAnswerOut(many=True)
    costs = SupportCostOut(many=True)

    class Meta:
        model = Application
        fields = (
            "uid", "number", "call", "programme", "state", "title", "asked_won", "support_won", "submitted_at",
            "sha256", "decided_at", "reason", "answers", "costs",
        )  # fmt: skip
        read_only_fields = fields


# Doors ---------------------------------------------------------------------------------------------------------------
class SupportProgrammes(ApiView):
    """The programmes that are carried out."""

    public_reads = True

    @extend_schema(
        operation_id="support_programmes_list",
        summary="Support programmes",
        tags=["support"],
        responses=SupportProgrammeOut(many=True),
    )
    def get(self, request):
        """All of them, in their order."""
        return Response(SupportProgrammeOut(list(programmes), many=True).data)


class SupportCallFilter(ApiFilterSet):
    """What to ask the list for."""

    class Meta:
        model = Call
        fields = {"state": ["exact"], "programme": ["exact"]}


@extend_schema_view(
    list=extend_schema(operation_id="support_calls_list", summary="Calls of programmes", tags=["support"]),
    retrieve=extend_schema(operation_id="support_calls_retrieve", summary="One call", tags=["support"]),
)
class SupportCallViewSet(ApiViewSet):
    """What was published."""

    public_reads = True
    serializer_class = SupportCallOut
    filterset_class = SupportCallFilter
    queryset = Call.objects.none()
    ordering = ("-pk",)
    lookup_field = "uid"
    lookup_value_regex = UUID

    def get_queryset(self):
        """Published ones, for everybody alike."""
        return calls_visible_to(self.request.user).filter(state__in=PUBLIC_CALLS).order_by()


class SupportApplicationFilter(ApiFilterSet):
    """What to ask the list for."""

    class Meta:
        model = Application
        fields = {"state": ["exact"]}


@extend_schema_view(
    list=extend_schema(operation_id="support_applications_list", summary="Own applications", tags=["support"]),
    retrieve=extend_schema(operation_id="support_applications_retrieve", summary="One application", tags=["support"]),
)
class SupportApplicationViewSet(ApiViewSet):
    """The company's own."""

    scopes = {"read": "support.read"}
    serializer_class = SupportApplicationOut
    filterset_class = SupportApplicationFilter
    queryset = Application.objects.none()
    ordering = ("-pk",)
    lookup_field = "uid"
    lookup_value_regex = UUID

    def get_queryset(self):
        """Its own, with answers and costs."""
        return own_applications(self.request.user).prefetch_related("answers__field", "costs").order_by()
