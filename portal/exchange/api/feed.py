"""The change feed for partners' programs: what has changed since they last asked, without a gap and never twice."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from portal.api import fields
from portal.api.doors import ApiList, ApiView
from portal.api.expand import base_of
from portal.api.limits import MOST_PER_PAGE
from portal.api.problems import CONTENT_TYPE
from portal.exchange.models import Change
from portal.exchange.queries import feed as queries
from portal.exchange.registry.feed import Stream, streams
from portal.exchange.rules.feed import KEPT_DAYS, Mark
from portal.exchange.services.feed import settle_changes
from portal.exchange.states.feed import ChangeKind

STARTS = ("oldest", "now")


class CursorExpired(APIException):
    """410: what the client knows is too old to go on from."""

    status_code = 410
    default_code = "cursor_expired"
    default_detail = gettext_lazy(
        "Lines from this cursor on are no longer kept. Ask with start=now, read the whole list once, then go on."
    )


class ChangeOut(serializers.ModelSerializer):
    """That a thing changed, or can no longer be read; read it at ``api_url``."""

    kind = serializers.ChoiceField(choices=ChangeKind.choices)
    uid = serializers.UUIDField(source="thing")
    api_url = serializers.SerializerMethodField(help_text="The thing's address in this API; null when it is gone.")
    at = serializers.DateTimeField(help_text="When it was written; lines are in the order of their transactions.")

    class Meta:
        model = Change
        fields = ("kind", "uid", "number", "api_url", "at")
        read_only_fields = fields

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_api_url(self, change: Change) -> str | None:
        """Where to read it."""
        if change.kind == ChangeKind.GONE:
            return None
        return self.context["base"] + reverse(self.context["door"], kwargs={"uid": change.thing})


class ChangePageOut(serializers.Serializer):
    """Lines after the cursor, and where to go on."""

    next = serializers.CharField(allow_null=True, help_text="More lines wait there; null when these were all for now.")
    previous = serializers.CharField(allow_null=True, help_text="Always null: the feed goes forward only.")
    cursor = serializers.CharField(help_text="Keep it once the lines are processed, and send it the next time.")
    has_more = serializers.BooleanField(help_text="Whether to ask again at once; else in a while.")
    results = ChangeOut(many=True)


class StreamOut(serializers.Serializer):
    """A stream that can be followed."""

    stream = serializers.CharField()
    said = serializers.CharField()
    scope = serializers.CharField(help_text="The scope that a token needs.")
    api_url = serializers.URLField()
    kept_days = serializers.IntegerField(help_text="Older lines are gone: 410.")


class ChangesIn(serializers.Serializer):
    """Where to begin, and how many lines at once."""

    cursor = serializers.CharField(required=False, max_length=200)
    start = serializers.ChoiceField(choices=STARTS, required=False)
    page_size = fields.DigitsField(required=False, min_value=1, max_value=MOST_PER_PAGE, default=MOST_PER_PAGE)

    def validate(self, attrs: dict) -> dict:
        """A cursor says where to begin by itself."""
        if "cursor" in attrs and "start" in attrs:
            raise serializers.ValidationError({"start": [_("Send either a cursor or a start.")]})
        return attrs


class Streams(ApiList):
    """Which streams there are."""

    public_reads = True
    queryset = Change.objects.none()  # for the description
    serializer_class = StreamOut
    ordering_fields = ("stream",)
    ordering = "stream"

    def get_queryset(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """All of them: they are no secret."""
        base = base_of(None if getattr(self, "swagger_fake_view", False) else self.request)
        return [
            {
                "stream": key,
                "said": str(stream.said),
                "scope": stream.scope,
                "api_url": base + reverse(f"api-changes-{key}"),
                "kept_days": KEPT_DAYS,
            }
            for key, stream in streams.items()
        ]

    @extend_schema(
        operation_id="changes_streams",
        summary="Streams of the change feed",
        description="Each has its own address and needs the scope for reading its things.",
        tags=["changes"],
    )
    def get(self, request: Request, *arguments: Any, **names: Any) -> Response:
        """By name."""
        return super().get(request, *arguments, **names)


PROBLEM_SCHEMA = {"$ref": "#/components/schemas/Problem"}
PARAMETERS = [
    OpenApiParameter("cursor", str, description="From the last answer. Without it the feed begins at `start`."),
    OpenApiParameter(
        "start", str, enum=STARTS, description="Without a cursor: with the oldest line kept (default), or now."
    ),
    OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": 100}),
]
DESCRIPTION = """\
What the client's company may see of the changes after `cursor`, in the order of the transactions that made them: no \
line is left out and none comes twice, also when long transactions end late. A line says that a thing changed, not \
what: read it at `api_url`. `gone` means that it can no longer be read.

Begin with `start=now`, keep the cursor, read the whole list once, then follow. Lines are kept for {days} days; an \
older cursor is a 410."""


def _answer(request: Request, key: str, stream: Stream) -> Response:
    query = ChangesIn(data=request.query_params)
    query.is_valid(raise_exception=True)
    asked = query.validated_data
    company = request.user.company
    told_to = {"stream": key, "reader": str(company.uid)}
    settle_changes()
    if text := asked.get("cursor"):
        mark = queries.read_cursor(text, **told_to)
        if mark is None:
            raise serializers.ValidationError(
                {"cursor": [_("This cursor is not one of this stream for your company. Start without it.")]}
            )
    else:
        mark = queries.last_mark() if asked.get("start") == "now" else Mark()
    try:
        told = queries.changes_after(mark, stream=key, company_id=company.pk, most=asked["page_size"])
    except queries.CursorLost as lost:
        raise CursorExpired from lost
    cursor = queries.written_cursor(told.mark, **told_to)
    here = replace_query_param(request.build_absolute_uri(request.path), "page_size", asked["page_size"])
    body = {
        "next": replace_query_param(here, "cursor", cursor) if told.has_more else None,
        "previous": None,
        "cursor": cursor,
        "has_more": told.has_more,
        "results": ChangeOut(told.changes, many=True, context={"door": stream.door, "base": base_of(request)}).data,
    }
    return Response(body)


def changes_view(key: str, stream: Stream):
    """The door of one stream: of its own, because it asks for a scope of its own."""

    with override("en"):  # the description of the API has one language
        label, said = str(stream.label), str(stream.said)

    class Changes(ApiView):
        scopes = {"read": stream.scope}
        parameters = {"get": ("cursor", "start", "page_size")}

        @extend_schema(
            operation_id=f"changes_{key}",
            summary=label,
            description=f"{said}\n\n{DESCRIPTION.format(days=KEPT_DAYS)}",
            tags=["changes"],
            parameters=PARAMETERS,
            responses={
                200: ChangePageOut,
                (410, CONTENT_TYPE): OpenApiResponse(PROBLEM_SCHEMA, CursorExpired.default_detail),
            },
        )
        def get(self, request: Request) -> Response:
            """What comes after the cursor."""
            return _answer(request, key, stream)

    Changes.__name__ = f"Changes{key.capitalize()}"
    return Changes.as_view()
