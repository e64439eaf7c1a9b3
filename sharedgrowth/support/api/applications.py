"""Programmes and calls for everybody, the company's own applications, for programs."""

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiList, ApiViewSet
from portal.api.expand import Expansion, Neighbour, Thing, Told, neighbours
from portal.api.filters import (
    AllowedOrder,
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    moments,
)
from portal.api.limits import UID
from portal.http import page_now
from sharedgrowth.support.models import Application, Call, CostItem
from sharedgrowth.support.queries.applications import own_applications
from sharedgrowth.support.queries.calls import calls_visible_to, programme_of
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states import PUBLIC_CALLS, ApplicationState, CallState, takes_applications


# Out -----------------------------------------------------------------------------------------------------------------
class SupportProgrammeOut(Thing):
    """A programme: words in the language that was asked for."""

    page, page_by = "support:programme-detail", "slug"

    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    direction = serializers.CharField(help_text="smart, esg, energy, technology")
    gives = serializers.CharField()
    pass_points = serializers.DecimalField(max_digits=5, decimal_places=2)


class SupportCallOut(Thing, serializers.ModelSerializer):
    """A published call."""

    page, page_by = "support:call-detail", "number"
    door = "api-support-call-detail"

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


def public_calls(user):
    """Published ones, for everybody alike."""
    return calls_visible_to(user).filter(state__in=PUBLIC_CALLS).order_by()


neighbours.add("support_call", Neighbour(SupportCallOut, public_calls))


class SupportCostOut(Told, serializers.ModelSerializer):
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


class SupportApplicationOut(Thing, serializers.ModelSerializer):
    """An application of the client's company."""

    page, page_by = "support:application-detail", "number"
    door = "api-support-application-detail"
    expansions = {"call": Expansion(SupportCallOut, public_calls, by="call_id")}

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
@extend_schema_view(
    get=extend_schema(operation_id="support_programmes_list", summary="Support programmes", tags=["support"])
)
class SupportProgrammes(ApiList):
    """The programmes that are carried out."""

    public_reads = True
    serializer_class = SupportProgrammeOut
    queryset = Call.objects.none()
    filter_backends = [AllowedOrder]
    ordering_fields = ("slug", "direction")
    page_size = 100

    def get_queryset(self):
        """All of them, in their order."""
        return list(programmes)


class SupportCallFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(sorted(PUBLIC_CALLS))
    programme = CodesFilter(label="Programmes.")
    opens_from, opens_before = moments("opens_at")
    closes_from, closes_before = moments("closes_at")

    class Meta:
        model = Call
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="support_calls_list", summary="Calls of programmes", tags=["support"]),
    retrieve=extend_schema(operation_id="support_calls_retrieve", summary="One call", tags=["support"]),
)
class SupportCallViewSet(ApiViewSet):
    """What was published."""

    public_reads = True
    serializer_class = SupportCallOut
    queryset = Call.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "opens_at", "closes_at", "published_at")
    filterset_class = SupportCallFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Published ones, for everybody alike."""
        return public_calls(self.request.user)


class SupportApplicationFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(ApplicationState)
    call = CodesFilter("call__number", label="Numbers of calls.")
    programme = CodesFilter("call__programme", label="Programmes.")
    submitted_from, submitted_before = moments("submitted_at")
    decided_from, decided_before = moments("decided_at")

    class Meta:
        model = Application
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="support_applications_list", summary="Own applications", tags=["support"]),
    retrieve=extend_schema(operation_id="support_applications_retrieve", summary="One application", tags=["support"]),
)
class SupportApplicationViewSet(ApiViewSet):
    """The company's own."""

    scopes = {"read": "support.read"}
    serializer_class = SupportApplicationOut
    queryset = Application.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "submitted_at", "decided_at")
    filterset_class = SupportApplicationFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """Its own, with answers and costs."""
        return own_applications(self.request.user).prefetch_related("answers__field", "costs").order_by()
