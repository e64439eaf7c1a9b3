"""What a client is told about itself: who it is, what it may do, how long, and which requests it made."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from portal.api.access import ANY
from portal.api.doors import ApiLister, ApiView
from portal.api.expand import LinkField
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, WordsFilter, YesNoFilter, moments
from portal.partners import queries
from portal.partners.models import ApiClient, ApiRequest, ClientSecret
from portal.partners.rules import opened_by

STATUSES = [str(status.value) for status in HTTPStatus if status >= 200]
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


class ClientCompanyOut(serializers.Serializer):
    """The company it acts for."""

    number = serializers.CharField()
    name_ko = serializers.CharField(source="legal_name_ko")
    name_en = serializers.CharField(source="legal_name_en")


class ClientSecretOut(serializers.ModelSerializer):
    """A secret that is valid now, by its beginning."""

    class Meta:
        model = ClientSecret
        fields = ["prefix", "created_at", "ends_at", "last_used_at"]


class ClientLimitOut(serializers.Serializer):
    """So many requests in so many seconds."""

    door = serializers.CharField(help_text="`api` is every request; others count besides.")
    requests = serializers.IntegerField()
    seconds = serializers.IntegerField()


class ApiClientOut(serializers.ModelSerializer):
    """The client of the token."""

    company = ClientCompanyOut()
    scopes = serializers.SerializerMethodField()
    opens = serializers.SerializerMethodField()
    secrets = serializers.SerializerMethodField()
    limits = serializers.SerializerMethodField()
    token_expires_at = serializers.SerializerMethodField()
    url = LinkField("partners:client-detail", "uid")

    class Meta:
        model = ApiClient
        fields = [
            "uid",
            "client_id",
            "name",
            "company",
            "scopes",
            "opens",
            "networks",
            "created_at",
            "expires_at",
            "secrets",
            "token_expires_at",
            "limits",
            "url",
        ]

    def get_scopes(self, client: ApiClient) -> list[str]:
        """Those of the token: all of the client, or the fewer that were asked for."""
        return sorted(self.context["grant"].scopes)

    def get_opens(self, client: ApiClient) -> list[str]:
        """Those, and what they include."""
        return sorted(opened_by(self.context["grant"].scopes))

    @extend_schema_field(ClientSecretOut(many=True))
    def get_secrets(self, client: ApiClient) -> Any:
        """Valid now, the newest first."""
        return ClientSecretOut(queries.secrets_in_force(client), many=True).data

    @extend_schema_field(ClientLimitOut(many=True))
    def get_limits(self, client: ApiClient) -> list[dict[str, Any]]:
        """As configured here."""
        return [
            {"door": door, "requests": settings.THROTTLES[door][0], "seconds": settings.THROTTLES[door][1]}
            for door in ("api", "token", "search", "export")
        ]

    @extend_schema_field(serializers.DateTimeField())
    def get_token_expires_at(self, client: ApiClient) -> Any:
        """When this token ends; get the next one a little earlier."""
        return serializers.DateTimeField().to_representation(self.context["grant"].expires_at)


class ClientView(ApiView):
    """Who am I?"""

    scopes = {"read": ANY}

    @extend_schema(operation_id="client_read", summary="Who am I", responses=ApiClientOut, tags=["client"])
    def get(self, request) -> Response:
        """The client behind the token: its company, scopes, end, secrets and limits. Every token may ask."""
        context = {"request": request, "grant": request.auth}
        return Response(ApiClientOut(request.auth.client, context=context).data)


class ApiRequestOut(serializers.ModelSerializer):
    """One request as it was answered; nothing of its body or of the answer's."""

    class Meta:
        model = ApiRequest
        fields = [
            "at",
            "method",
            "path",
            "status",
            "code",
            "milliseconds",
            "bytes_in",
            "bytes_out",
            "request_id",
            "address",
            "replayed",
        ]
        extra_kwargs = {
            "path": {"help_text": "The address as the description writes it, without values."},
            "code": {"help_text": "The problem's code; empty where it was none."},
            "replayed": {"help_text": "Whether the answer was that of an earlier request with the same key."},
        }


class ApiRequestFilter(ApiFilterSet):
    at_from, at_before = moments("at")
    method = ChoicesFilter(METHODS, "method")
    status = ChoicesFilter(STATUSES, "status")
    code = CodesFilter("code")
    path = WordsFilter("path")
    request_id = CodesFilter("request_id")
    replayed = YesNoFilter("replayed")

    class Meta:
        model = ApiRequest
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="request_log_list", summary="The requests of this client", tags=["client"])
)
class ApiRequestLister(ApiLister):
    """The client's own requests of the last thirty days, the newest first, a second or two after they were answered."""

    scopes = {"read": ANY}
    serializer_class = ApiRequestOut
    filterset_class = ApiRequestFilter
    ordering = "-at"
    ordering_fields = ("at",)

    def get_queryset(self):
        """Of the client of the token."""
        if self.request.auth is None:  # while the description is made
            return ApiRequest.objects.none()
        return queries.requests_of(self.request.auth.client_id)
