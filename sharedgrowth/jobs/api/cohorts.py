"""Cohorts of Youth Dream for everybody's programs. Applicants are never read by programs (SEC-04)."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.expand import Thing
from portal.api.fields import WonField
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    days,
    moments,
)
from portal.api.limits import UID
from sharedgrowth.jobs.models import Cohort
from sharedgrowth.jobs.queries.cohorts import cohorts_visible_to
from sharedgrowth.jobs.states import CohortState


class YouthCohortOut(Thing, serializers.ModelSerializer):
    """Who is trained for what, where and when; for whom, and what they get."""

    page, page_by = "jobs:cohort-detail", "number"
    door = "api-youth-cohort-detail"

    state = serializers.ChoiceField(choices=CohortState.choices)
    oldest_age = serializers.IntegerField(source="terms.oldest_age", allow_null=True, default=None)
    education = serializers.CharField(source="terms.education", allow_null=True, default=None)
    allowance_won = WonField(source="terms.allowance_won", allow_null=True, default=None)
    apply_from_at = serializers.DateTimeField(source="apply_from", allow_null=True)
    apply_before_at = serializers.DateTimeField(source="apply_to", allow_null=True)

    class Meta:
        model = Cohort
        fields = (
            "uid", "number", "state", "title_ko", "title_en", "course_ko", "course_en", "site_ko", "site_en", "region",
            "text_ko", "text_en", "capacity", "apply_from_at", "apply_before_at", "announce_on", "starts_on", "ends_on",
            "oldest_age", "education", "allowance_won", "reason",
        )  # fmt: skip
        read_only_fields = fields


class YouthCohortFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(CohortState)
    region = CodesFilter(label="Regions (ISO 3166-2).")
    starts_from, starts_before = days("starts_on")
    apply_from, apply_before = moments("apply_to", label="The end of the time to apply.")

    class Meta:
        model = Cohort
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="youth_cohorts_list", summary="Cohorts of Youth Dream", tags=["jobs"]),
    retrieve=extend_schema(operation_id="youth_cohorts_retrieve", summary="One cohort", tags=["jobs"]),
)
class YouthCohortViewSet(ApiViewSet):
    """What was published."""

    public_reads = True
    serializer_class = YouthCohortOut
    queryset = Cohort.objects.none()
    ordering = ("-pk",)
    ordering_fields = ("number", "starts_on", "announce_on")
    filterset_class = YouthCohortFilter
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self):
        """The same for everybody."""
        return cohorts_visible_to(None).order_by()
