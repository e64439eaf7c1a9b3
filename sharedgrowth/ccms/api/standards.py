"""CCMS for programs: modules and overviews for everybody; the company's own self-assessments."""

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiLister, ApiViewSet
from portal.api.expand import Expansion, Thing
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    WholeFilter,
    moments,
)
from sharedgrowth.ccms.models import Module, ModuleResult, Overview, PublishedResult, SelfAssessment
from sharedgrowth.ccms.queries import assessments as assessment_queries
from sharedgrowth.ccms.queries import overviews as queries
from sharedgrowth.ccms.rules.overviews import lines_of
from sharedgrowth.ccms.states import PUBLIC, AssessmentState, Domain, Lang, OverviewState


class CcmsModuleOut(Thing, serializers.ModelSerializer):
    """A module with its mission."""

    page, page_by = "ccms:module-detail", "code"
    door, door_by = "api-ccms-module-detail", "code"

    part = serializers.ChoiceField(source="domain", choices=Domain.choices, read_only=True)

    class Meta:
        model = Module
        fields = ("code", "part", "order", "title_ko", "title_en", "mission_ko", "mission_en", "mission_source")
        read_only_fields = fields


class CcmsOverviewOut(Thing, serializers.ModelSerializer):
    """A version of an overview; of a withdrawn one only that it was, and why."""

    page, page_by = "ccms:module-detail", "code=module.code"
    door = "api-ccms-overview-detail"
    expansions = {"module": Expansion(CcmsModuleOut, lambda _user: queries.modules().order_by(), by="module_id")}

    module = serializers.CharField(source="module.code", read_only=True)
    lang = serializers.ChoiceField(choices=Lang.choices, read_only=True)
    state = serializers.ChoiceField(choices=OverviewState.choices, read_only=True)
    text = serializers.SerializerMethodField()
    withdrawn_because = serializers.CharField(source="reason", read_only=True)

    class Meta:
        model = Overview
        fields = (
            "uid", "module", "lang", "version", "state", "published_at", "ended_at", "change_note", "sha256", "text",
            "withdrawn_because",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_text(self, overview: Overview) -> dict[str, object]:
        """Its parts; lists are lists. Empty once withdrawn."""
        if overview.state == OverviewState.WITHDRAWN:
            return {}
        return {
            "purpose": overview.purpose,
            "principles": lines_of(overview.principles),
            "do": lines_of(overview.dos),
            "do_not": lines_of(overview.donts),
            "activities": lines_of(overview.activities),
            "references": lines_of(overview.references),
            "programmes": overview.programmes,
            "figures": overview.kpis,
        }


class CcmsPublishedResultOut(serializers.ModelSerializer):
    """A mean over the units of a year; null where fewer than five stand behind it."""

    year = serializers.IntegerField(source="set.year", read_only=True)
    set = serializers.CharField(read_only=True)
    module = serializers.CharField(source="module.code", read_only=True, allow_null=True, default=None)

    class Meta:
        model = PublishedResult
        fields = ("year", "set", "module", "units", "index", "at")
        read_only_fields = fields


class CcmsModuleResultOut(serializers.ModelSerializer):
    """The result of a module."""

    module = serializers.CharField(source="module.code", read_only=True)

    class Meta:
        model = ModuleResult
        fields = ("module", "mean", "index")
        read_only_fields = fields


class CcmsAssessmentOut(Thing, serializers.ModelSerializer):
    """A self-assessment of the client's company, with its results once confirmed."""

    page, page_by = "ccms:assessment-detail", "number"
    door = "api-ccms-assessment-detail"

    set = serializers.CharField(read_only=True)
    year = serializers.IntegerField(source="set.year", read_only=True)
    state = serializers.ChoiceField(choices=AssessmentState.choices, read_only=True)
    results = CcmsModuleResultOut(many=True, read_only=True)

    class Meta:
        model = SelfAssessment
        fields = (
            "uid",
            "number",
            "set",
            "year",
            "state",
            "overall",
            "submitted_at",
            "confirmed_at",
            "sha256",
            "results",
        )
        read_only_fields = fields


class CcmsModuleFilter(ApiFilterSet):
    """What to ask the list for."""

    code = CodesFilter()
    part = ChoicesFilter(Domain, "domain")

    class Meta:
        model = Module
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="ccms_modules_list", summary="The thirteen modules", tags=["ccms"]),
    retrieve=extend_schema(operation_id="ccms_modules_retrieve", summary="One module", tags=["ccms"]),
)
class CcmsModuleViewSet(ApiViewSet):
    """Modules in order."""

    public_reads = True
    serializer_class = CcmsModuleOut
    queryset = Module.objects.none()
    lookup_field = "code"
    lookup_value_regex = "[BSP][1-9]"
    ordering = ("order",)
    ordering_fields = ("order", "code")
    filterset_class = CcmsModuleFilter

    def get_queryset(self):
        """All."""
        return queries.modules().order_by()


class OverviewFilters(ApiFilterSet):
    """What to ask the list for."""

    module = CodesFilter("module__code", label="Codes of modules.")
    lang = ChoicesFilter(Lang)
    state = ChoicesFilter([each.value for each in PUBLIC])
    published_from, published_before = moments("published_at")

    class Meta:
        model = Overview
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="ccms_overviews_list", summary="Overviews by version", tags=["ccms"]),
    retrieve=extend_schema(operation_id="ccms_overviews_retrieve", summary="One version", tags=["ccms"]),
)
class CcmsOverviewViewSet(ApiViewSet):
    """Published versions, the newest first."""

    public_reads = True
    serializer_class = CcmsOverviewOut
    queryset = Overview.objects.none()
    lookup_field = "uid"
    ordering = ("-published_at", "-pk")
    ordering_fields = ("published_at", "version")
    filterset_class = OverviewFilters

    def get_queryset(self):
        """What everybody may read, whoever asks."""
        return queries.public_overviews().order_by()


class CcmsResultFilter(ApiFilterSet):
    """What to ask the list for."""

    year = WholeFilter("set__year", least=2000, most=2999)
    module = CodesFilter("module__code", label="Codes of modules.")

    class Meta:
        model = PublishedResult
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="ccms_results_list", summary="Results of the years", tags=["ccms"]),
)
class CcmsResultViewSet(ApiLister):
    """Published means, by year and module."""

    public_reads = True
    serializer_class = CcmsPublishedResultOut
    queryset = PublishedResult.objects.none()
    ordering = ("-pk",)
    ordering_fields = {"year": "set__year", "at": "at"}
    filterset_class = CcmsResultFilter

    def get_queryset(self):
        """All."""
        return PublishedResult.objects.select_related("set", "module").order_by()


class CcmsAssessmentFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(AssessmentState)
    year = WholeFilter("set__year", least=2000, most=2999)
    submitted_from, submitted_before = moments("submitted_at")

    class Meta:
        model = SelfAssessment
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="ccms_assessments_list", summary="Own self-assessments", tags=["ccms"]),
    retrieve=extend_schema(operation_id="ccms_assessments_retrieve", summary="One self-assessment", tags=["ccms"]),
)
class CcmsAssessmentViewSet(ApiViewSet):
    """Self-assessments of the client's company."""

    scopes = {"read": "ccms.read"}
    serializer_class = CcmsAssessmentOut
    queryset = SelfAssessment.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = ("number", "submitted_at", "confirmed_at")
    filterset_class = CcmsAssessmentFilter

    def get_queryset(self):
        """The company's."""
        found = assessment_queries.assessments_visible_to(self.request.user)
        return found.prefetch_related("results__module").order_by()
