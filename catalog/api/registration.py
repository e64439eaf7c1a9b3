"""Doors for other systems: sourcing groups and when they take applications, for everybody."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from catalog.models import GroupCall, SourcingGroup
from catalog.states import CallState
from portal.api.doors import ApiViewSet
from portal.api.expand import Thing
from portal.api.filters import ApiFilterSet, CodesFilter


class CriterionOut(serializers.Serializer):
    """What is rated, and how much it weighs; all weights together are 100."""

    code = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()
    weight = serializers.DecimalField(max_digits=5, decimal_places=2)


class DocumentOut(serializers.Serializer):
    """A document that an application holds."""

    code = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()
    required = serializers.BooleanField()


class CallOut(serializers.ModelSerializer):
    """An announcement with the terms it was made under."""

    class Meta:
        model = GroupCall
        fields = ("uid", "state", "announced_at", "closes_at", "pass_mark", "relief_mode", "relief_points")
        read_only_fields = fields


class GroupOut(Thing, serializers.ModelSerializer):
    """A sourcing group with its latest announcement."""

    page, page_by = "catalog:group-detail", "code"
    door, door_by = "api-group-detail", "code"

    classes = serializers.SlugRelatedField("code", many=True, read_only=True)
    criteria = CriterionOut(many=True)
    documents = DocumentOut(many=True)
    call = serializers.SerializerMethodField(help_text="The latest announcement; null before the first.")

    class Meta:
        model = SourcingGroup
        fields = (
            "code", "name_ko", "name_en", "requirements_ko", "requirements_en", "cancellation_ko", "cancellation_en",
            "classes", "pass_mark", "notice_days", "valid_years", "criteria", "documents", "call",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(CallOut(allow_null=True))
    def get_call(self, group: SourcingGroup) -> dict[str, Any] | None:
        """Cancelled ones do not count."""
        calls = group.all_calls  # type: ignore[attr-defined]
        return dict(CallOut(calls[0]).data) if calls else None


class GroupFilter(ApiFilterSet):
    """What to ask the list for."""

    code = CodesFilter()
    class_code = CodesFilter("classes__code", label="Codes of UNSPSC that a group names.", distinct=True)

    class Meta:
        model = SourcingGroup
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="groups_list", summary="List sourcing groups"),
    retrieve=extend_schema(operation_id="groups_retrieve", summary="One sourcing group"),
)
class GroupViewSet(ApiViewSet):
    """Sourcing groups: criteria, documents, and until when applications are taken."""

    public_reads = True
    scopes = {"read": "catalog.read"}
    serializer_class = GroupOut
    filterset_class = GroupFilter
    ordering = ("code", "pk")
    ordering_fields = ("code", "name_ko", "name_en")
    lookup_field = "code"
    lookup_value_regex = "[A-Z0-9-]+"
    queryset = SourcingGroup.objects.filter(in_use=True).prefetch_related(
        "classes",
        "criteria",
        "documents",
        Prefetch("calls", GroupCall.objects.exclude(state=CallState.CANCELLED).order_by("-id"), to_attr="all_calls"),
    )
