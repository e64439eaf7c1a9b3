"""Announcements, questions and exchange meetings for programs; open to everybody, without a key."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.news.models import Announcement, FaqEntry, Meeting, MeetingSession
from portal.news.states import (
    PUBLIC_MEETINGS,
    AnnouncementKind,
    AnnouncementState,
    FaqState,
    MeetingState,
)


class AttachedFileOut(serializers.Serializer):
    """A file of an announcement."""

    name = serializers.CharField(source="file.name")
    size = serializers.IntegerField(source="file.size")
    sha256 = serializers.CharField(source="file.sha256")
    path = serializers.CharField(source="file.url")


class AnnouncementOut(serializers.ModelSerializer):
    """A published announcement."""

    kind = serializers.ChoiceField(choices=AnnouncementKind.choices)
    attachments = AttachedFileOut(many=True)

    class Meta:
        model = Announcement
        fields = (
            "number", "kind", "title_ko", "title_en", "text_ko", "text_en", "published_at", "pinned_until",
            "attachments",
        )  # fmt: skip
        read_only_fields = fields


class FaqOut(serializers.ModelSerializer):
    """A question with its answer."""

    category = serializers.CharField(source="category.slug")

    class Meta:
        model = FaqEntry
        fields = ("uid", "category", "question_ko", "question_en", "answer_ko", "answer_en", "changed_at")
        read_only_fields = fields


class MeetingSessionOut(serializers.ModelSerializer):
    """A part of a meeting."""

    class Meta:
        model = MeetingSession
        fields = ("starts_at", "ends_at", "title_ko", "title_en", "speaker")
        read_only_fields = fields


class MeetingOut(serializers.ModelSerializer):
    """An exchange meeting; who comes is told to no program."""

    state = serializers.ChoiceField(choices=MeetingState.choices)
    sessions = MeetingSessionOut(many=True)

    class Meta:
        model = Meeting
        fields = (
            "number", "state", "title_ko", "title_en", "text_ko", "text_en", "place_ko", "place_en", "starts_at",
            "ends_at", "opens_at", "closes_at", "capacity", "sessions",
        )  # fmt: skip
        read_only_fields = fields


@extend_schema_view(
    list=extend_schema(operation_id="announcements_list", summary="Announcements", tags=["news"]),
    retrieve=extend_schema(operation_id="announcements_show", summary="One announcement", tags=["news"]),
)
class AnnouncementViewSet(ApiViewSet):
    """Published ones."""

    public_reads = True
    serializer_class = AnnouncementOut
    queryset = Announcement.objects.none()
    lookup_field = "number"
    ordering = ("-pk",)

    def get_queryset(self):
        """What everybody reads."""
        found = Announcement.objects.filter(state=AnnouncementState.PUBLISHED)
        return found.prefetch_related("attachments__file").order_by()


@extend_schema_view(
    list=extend_schema(operation_id="questions_list", summary="Questions and answers", tags=["news"]),
    retrieve=extend_schema(operation_id="questions_show", summary="One question", tags=["news"]),
)
class FaqViewSet(ApiViewSet):
    """Published ones."""

    public_reads = True
    serializer_class = FaqOut
    queryset = FaqEntry.objects.none()
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    ordering = ("pk",)

    def get_queryset(self):
        """What everybody reads."""
        return FaqEntry.objects.filter(state=FaqState.PUBLISHED).select_related("category").order_by()


@extend_schema_view(
    list=extend_schema(operation_id="meetings_list", summary="Exchange meetings", tags=["news"]),
    retrieve=extend_schema(operation_id="meetings_show", summary="One exchange meeting", tags=["news"]),
)
class MeetingViewSet(ApiViewSet):
    """Announced, held and called off ones."""

    public_reads = True
    serializer_class = MeetingOut
    queryset = Meeting.objects.none()
    lookup_field = "number"
    ordering = ("-pk",)

    def get_queryset(self):
        """What everybody reads."""
        return Meeting.objects.filter(state__in=PUBLIC_MEETINGS).prefetch_related("sessions").order_by()
