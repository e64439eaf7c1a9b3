"""Announcements, questions and exchange meetings for programs; open to everybody, without a key."""

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.expand import Thing, base_of
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    moments,
)
from portal.api.limits import UID
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
    url = serializers.SerializerMethodField()

    @extend_schema_field(serializers.URLField())
    def get_url(self, attached) -> str:
        """Where it is read."""
        return base_of(self.context.get("request")) + attached.file.url


class AnnouncementOut(Thing, serializers.ModelSerializer):
    """A published announcement."""

    page, page_by = "news:announcement-detail", "number"
    door, door_by = "api-announcement-detail", "number"

    kind = serializers.ChoiceField(choices=AnnouncementKind.choices)
    attachments = AttachedFileOut(many=True)

    class Meta:
        model = Announcement
        fields = (
            "number", "kind", "title_ko", "title_en", "text_ko", "text_en", "published_at", "pinned_until",
            "attachments",
        )  # fmt: skip
        read_only_fields = fields


class FaqOut(Thing, serializers.ModelSerializer):
    """A question with its answer."""

    door = "api-question-detail"

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


class MeetingOut(Thing, serializers.ModelSerializer):
    """An exchange meeting; who comes is told to no program."""

    page, page_by = "news:meeting-detail", "number"
    door, door_by = "api-meeting-detail", "number"

    state = serializers.ChoiceField(choices=MeetingState.choices)
    sessions = MeetingSessionOut(many=True)

    class Meta:
        model = Meeting
        fields = (
            "number", "state", "title_ko", "title_en", "text_ko", "text_en", "place_ko", "place_en", "starts_at",
            "ends_at", "opens_at", "closes_at", "capacity", "sessions",
        )  # fmt: skip
        read_only_fields = fields


class AnnouncementFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    kind = ChoicesFilter(AnnouncementKind)
    published_from, published_before = moments("published_at")

    class Meta:
        model = Announcement
        fields: list[str] = []


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
    ordering_fields = ("number", "published_at")
    filterset_class = AnnouncementFilter

    def get_queryset(self):
        """What everybody reads."""
        found = Announcement.objects.filter(state=AnnouncementState.PUBLISHED)
        return found.prefetch_related("attachments__file").order_by()


class FaqFilter(ApiFilterSet):
    """What to ask the list for."""

    category = CodesFilter("category__slug", label="Categories.")
    changed_from, changed_before = moments("changed_at")

    class Meta:
        model = FaqEntry
        fields: list[str] = []


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
    lookup_value_regex = UID
    ordering = ("pk",)
    ordering_fields = ("changed_at",)
    filterset_class = FaqFilter

    def get_queryset(self):
        """What everybody reads."""
        return FaqEntry.objects.filter(state=FaqState.PUBLISHED).select_related("category").order_by()


class MeetingFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(sorted(PUBLIC_MEETINGS))
    starts_from, starts_before = moments("starts_at")

    class Meta:
        model = Meeting
        fields: list[str] = []


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
    ordering_fields = ("number", "starts_at", "closes_at")
    filterset_class = MeetingFilter

    def get_queryset(self):
        """What everybody reads."""
        return Meeting.objects.filter(state__in=PUBLIC_MEETINGS).prefetch_related("sessions").order_by()
