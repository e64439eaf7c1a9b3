"""Cohorts of Youth Dream for everybody's programs. Applicants are never read by programs (SEC-04)."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.filters import ApiFilterSet
from sharedgrowth.jobs.models import Cohort
from sharedgrowth.jobs.queries.cohorts import cohorts_visible_to
from sharedgrowth.jobs.states import CohortState


class YouthCohortOut(serializers.ModelSerializer):
    """Who is trained for what, where and when; for whom, and what they get."""

    state = serializers.ChoiceField(choices=CohortState.choices)
    oldest_age = serializers.IntegerField(source="terms.oldest_age", allow_null=True, default=None)
    education = serializers.CharField(source="terms.education", allow_null=True, default=None)
    allowance_won = serializers.DecimalField(
        source="terms.allowance_won", max_digits=9, decimal_places=0, allow_null=True, default=None
    )

    class Meta:
        model = Cohort
        fields = (
            "uid", "number", "state", "title_ko", "title_en", "course_ko", "course_en", "site_ko", "site_en", "region",
            "text_ko", "text_en", "capacity", "apply_from", "apply_to", "announce_on", "starts_on", "ends_on",
            "oldest_age", "education", "allowance_won", "reason",
        )  # fmt: skip
        read_only_fields = fields


class YouthCohortFilter(ApiFilterSet):
    """What to ask the list for."""

    class Meta:
        model = Cohort
        fields = {"state": ["exact"], "region": ["exact"]}


@extend_schema_view(
    list=extend_schema(operation_id="youth_cohorts_list", summary="Cohorts of Youth Dream", tags=["jobs"]),
    retrieve=extend_schema(operation_id="youth_cohorts_retrieve", summary="One cohort", tags=["jobs"]),
)
class YouthCohortViewSet(ApiViewSet):
    """What was published."""

    public_reads = True
    serializer_class = YouthCohortOut
    filterset_class = YouthCohortFilter
    queryset = Cohort.objects.none()
    ordering = ("-pk",)
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f-]{36}"

    def get_queryset(self):
        """The same for everybody."""
        return cohorts_visible_to(None).order_by()
