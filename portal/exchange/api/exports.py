"""Doors for programs: what may be taken out, ask for it, ask how far it is, take the files."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiList, ApiView, ApiViewSet
from portal.api.expand import Thing, base_of
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, moments
from portal.api.idempotency import idempotent
from portal.api.limits import UID
from portal.clock import db_now
from portal.errors import WrongState
from portal.exchange.models.exports import Export, ExportPart
from portal.exchange.policies import exports as policies
from portal.exchange.queries import exports as queries
from portal.exchange.registry.exports import KINDS
from portal.exchange.rules.exports import LINK_HOURS, MOST_LINK_HOURS, file_name
from portal.exchange.sending import send
from portal.exchange.services import exports as services
from portal.exchange.states.exports import CONTENT_TYPES, ExportFormat, ExportState, Headings
from portal.policy import require
from portal.throttles import knock

SCOPE = "export.write"


class ColumnOut(serializers.Serializer):
    """A column of the files."""

    name = serializers.CharField()
    label = serializers.CharField(help_text="In the language of the call.")
    kind = serializers.ChoiceField(choices=sorted(KINDS))

    class Meta:
        ref_name = "ExportColumn"


class StateOut(serializers.Serializer):
    """A state by which the rows can be narrowed down."""

    code = serializers.CharField()
    label = serializers.CharField()

    class Meta:
        ref_name = "ExportRowState"


class DatasetOut(serializers.Serializer):
    """Rows that the client may take out."""

    code = serializers.CharField()
    label = serializers.CharField(help_text="In the language of the call.")
    description = serializers.CharField()
    scope = serializers.CharField(help_text="Needed besides export.write.")
    has_period = serializers.BooleanField(help_text="Whether date_from and date_before narrow the rows down.")
    states = StateOut(many=True)
    columns = ColumnOut(many=True)

    class Meta:
        ref_name = "ExportDataset"


class ExportPartOut(serializers.ModelSerializer):
    """A file of an export."""

    name = serializers.SerializerMethodField()
    api_url = serializers.SerializerMethodField(help_text="Where the program takes it, with its token.")
    link = serializers.SerializerMethodField(help_text="Private link while there is one: works without a token.")

    class Meta:
        model = ExportPart
        fields = ("number", "name", "rows", "size", "sha256", "api_url", "link")
        read_only_fields = fields

    def get_name(self, part: ExportPart) -> str:
        """As it is kept."""
        export = self.context["export"]
        return file_name(
            export.number, export.dataset, part=part.number, parts=export.parts_done, ending=export.file_format
        )

    @extend_schema_field(OpenApiTypes.URI)
    def get_api_url(self, part: ExportPart) -> str:
        """Of this file."""
        return self.context["base"] + reverse("api-export-file", args=[self.context["export"].uid, part.number])

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_link(self, part: ExportPart) -> str | None:
        """Only while it works."""
        code = self.context["links"].get(part.number)
        if code is None:
            return None
        path = reverse(
            "exchange:export-shared", args=[self.context["export"].uid, part.number, code, self.get_name(part)]
        )
        return settings.BASE_URL + path


class ExportOut(Thing, serializers.ModelSerializer):
    """An export: how far it is, and its files once it is ready."""

    format = serializers.ChoiceField(source="file_format", choices=ExportFormat.choices)
    progress_percent = serializers.IntegerField(source="percent")
    before_on = serializers.DateField(source="date_before", allow_null=True, help_text="This day is left out.")
    links_end_at = serializers.DateTimeField(source="link_until", allow_null=True)
    files = serializers.SerializerMethodField()
    page, door = "exchange:export-detail", "api-export-detail"

    class Meta:
        model = Export
        fields = (
            "uid", "number", "state", "dataset", "format", "headings", "date_from", "before_on", "states", "reason",
            "rows_total", "rows_done", "progress_percent", "failure", "asked_at", "finished_at", "expires_at",
            "links_end_at", "files",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ExportPartOut(many=True))
    def get_files(self, export: Export) -> list[dict[str, Any]]:
        """Of an export that is ready."""
        if not export.is_ready:
            return []
        live = export.link_until is not None and export.link_until > self.context["now"]
        codes = {part.number: code for part, code in services.links_of(export)} if live else {}
        parts = sorted(export.parts.all(), key=lambda part: part.number)
        return list(
            ExportPartOut(
                parts,
                many=True,
                context={"export": export, "links": codes, "base": base_of(self.context.get("request"))},
            ).data
        )


class ExportIn(fields.StrictSerializer):
    """What is wanted."""

    dataset = fields.TextField(max_length=60, help_text="A code of GET /api/v1/export-datasets/.")
    format = serializers.ChoiceField(choices=ExportFormat.choices)
    headings = serializers.ChoiceField(choices=Headings.choices, default=Headings.NAMES)
    date_from = fields.DayField(required=False, allow_null=True, default=None)
    date_before = fields.DayField(required=False, allow_null=True, default=None)
    states = serializers.ListField(child=fields.TextField(max_length=30), required=False, max_length=20, default=list)
    reason = fields.TextField(
        required=False, allow_blank=True, default="", max_length=500, help_text="Needed for more than 1,000 rows."
    )


class LinkIn(fields.StrictSerializer):
    """For how long the private links work."""

    hours = fields.IntegerField(min_value=1, max_value=MOST_LINK_HOURS, default=LINK_HOURS)

    class Meta:
        ref_name = "ExportLinkIn"


class ExportFilters(ApiFilterSet):
    """Which exports."""

    state = ChoicesFilter(ExportState)
    format = ChoicesFilter(ExportFormat, "file_format")
    dataset = CodesFilter("dataset")
    asked_from, asked_before = moments("asked_at")


@extend_schema_view(
    list=extend_schema(operation_id="exports_list", summary="Exports that this client asked for"),
    retrieve=extend_schema(operation_id="exports_retrieve", summary="An export with its files"),
)
class ExportViewSet(ApiViewSet):
    """The exports that this client asked for."""

    scopes = {"read": SCOPE, "write": SCOPE}
    serializer_class = ExportOut
    filterset_class = ExportFilters
    ordering = "-asked_at"
    ordering_fields = ("asked_at", "number")
    lookup_field = "uid"
    lookup_value_regex = UID

    def get_queryset(self) -> QuerySet[Export]:
        """Its own."""
        if getattr(self, "swagger_fake_view", False):
            return Export.objects.none()
        return (
            queries.exports_visible_to(self.request.user).filter(asked_by=self.request.user).prefetch_related("parts")
        )

    def get_serializer_context(self) -> dict[str, Any]:
        """With the moment by which links are judged."""
        told = super().get_serializer_context()
        return told if getattr(self, "swagger_fake_view", False) else told | {"now": db_now()}

    def _told(self, export: Export, status: int = 200) -> Response:
        found = self.get_queryset().get(pk=export.pk)
        return Response(ExportOut(found, context=self.get_serializer_context()).data, status=status)

    @extend_schema(
        operation_id="exports_create",
        summary="Ask for an export",
        request=ExportIn,
        responses={201: ExportOut},
        examples=[
            OpenApiExample(
                "Own products as JSON Lines", {"dataset": "catalog.products", "format": "jsonl"}, request_only=True
            )
        ],
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """The files are written in the background: ask again at `api_url` until `state` is `ready`."""
        wait = knock("export", f"user {request.user.pk}")
        if wait:
            raise Throttled(wait=wait)
        body = ExportIn(data=request.data)
        body.is_valid(raise_exception=True)
        told = dict(body.validated_data)
        code, file_format = told.pop("dataset"), told.pop("format")
        export = services.ask_export(
            code, file_format=file_format, **told, by=request.user, scopes=frozenset(request.auth.scopes)
        )
        return self._told(export, status=201)

    @extend_schema(operation_id="exports_cancel", summary="Cancel an export", request=None, responses={200: ExportOut})
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request: Request, uid: str) -> Response:
        """It stops after the rows that are being written."""
        fields.refuse_fields(request)
        return self._told(services.cancel_export(self.get_object(), by=request.user))

    @extend_schema(
        operation_id="exports_resume", summary="Go on with an export", request=None, responses={200: ExportOut}
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def resume(self, request: Request, uid: str) -> Response:
        """Behind the last finished file."""
        fields.refuse_fields(request)
        return self._told(services.resume_export(self.get_object(), by=request.user))

    @extend_schema(
        operation_id="exports_end", summary="Delete the files of an export", request=None, responses={200: ExportOut}
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def end(self, request: Request, uid: str) -> Response:
        """Before they go by themselves."""
        fields.refuse_fields(request)
        return self._told(services.end_export(self.get_object(), by=request.user))

    @extend_schema(
        operation_id="exports_link",
        summary="Make private links",
        request=LinkIn,
        responses={200: ExportOut},
        examples=[OpenApiExample("For two days", {"hours": 48}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def link(self, request: Request, uid: str) -> Response:
        """`files[].link` works without a token for so many hours; links made before end."""
        body = LinkIn(data=request.data)
        body.is_valid(raise_exception=True)
        return self._told(services.make_links(self.get_object(), **body.validated_data, by=request.user))

    @extend_schema(
        operation_id="exports_unlink", summary="End the private links", request=None, responses={200: ExportOut}
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def unlink(self, request: Request, uid: str) -> Response:
        """At once."""
        fields.refuse_fields(request)
        return self._told(services.end_links(self.get_object(), by=request.user))


class _Whatever(BaseContentNegotiation):
    """The file is what it is, whatever is said to be accepted."""

    def select_parser(self, request, parsers):
        """The first."""
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        """For refusals."""
        return renderers[0], renderers[0].media_type


class ExportFileView(ApiView):
    """A file of an export."""

    scopes = {"read": SCOPE}
    content_negotiation_class = _Whatever
    tagged = False

    @extend_schema(
        operation_id="exports_file",
        summary="Take a file of an export",
        responses={(200, kind): OpenApiResponse(OpenApiTypes.BINARY) for kind in sorted(CONTENT_TYPES.values())},
    )
    def get(self, request: Request, uid: str, number: int) -> HttpResponseBase:
        """The bytes; `Content-Digest` holds their SHA-256."""
        exports = queries.exports_visible_to(request.user).filter(asked_by=request.user)
        export = get_object_or_404(exports, uid=uid)
        require(policies.may_take(request.user, export))
        if export.state != ExportState.READY:
            raise WrongState(_("There are no files yet, or no more. Ask for the state of the export."))
        part = get_object_or_404(export.parts.select_related("export"), number=number)
        services.note_taken(part, by=request.user)
        return send(part)


class DatasetView(ApiList):
    """What the client may take out."""

    scopes = {"read": SCOPE}
    queryset = Export.objects.none()  # for the description
    serializer_class = DatasetOut
    ordering_fields = ("code",)
    ordering = "code"

    def get_queryset(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """With the columns of each, and how it can be narrowed down."""
        user, auth = self.request.user, self.request.auth
        return [
            {
                "code": code,
                "label": str(each.label),
                "description": str(each.said),
                "scope": each.scope,
                "has_period": bool(each.period),
                "states": [{"code": value, "label": str(label)} for value, label in each.states],
                "columns": [{"name": c.name, "label": str(c.label), "kind": c.kind} for c in each.columns],
            }
            for code, each in queries.datasets_for(user, frozenset(auth.scopes if auth else ()))
        ]

    @extend_schema(operation_id="export_datasets", summary="What may be taken out", tags=["exports"])
    def get(self, request: Request, *arguments: Any, **names: Any) -> Response:
        """All kinds of rows that the scopes of the token open."""
        return super().get(request, *arguments, **names)
