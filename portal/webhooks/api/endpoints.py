"""A program looks after its own endpoints."""

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiViewSet
from portal.api.expand import Thing
from portal.api.filters import ApiFilterSet, ChoicesFilter
from portal.api.idempotency import conditional, idempotent
from portal.api.limits import UID
from portal.partners.models import ApiClient
from portal.webhooks import queries, rules, services
from portal.webhooks.api.deliveries import WebhookDeliveryOut
from portal.webhooks.models import Endpoint
from portal.webhooks.states import EndpointState

MOST_KINDS = 200


class WebhookEndpointOut(Thing, serializers.ModelSerializer):
    """An endpoint. Its secret is answered once, when it is made."""

    page = "webhooks:endpoint-detail"
    door = "api-webhook-endpoint-detail"

    receiver_url = serializers.CharField(source="url", help_text="The address that is called.")
    why_disabled = serializers.CharField(source="why", help_text="`gone`, `failing`, `client`, or empty.")
    failing_from_at = serializers.DateTimeField(source="failing_since", allow_null=True, help_text="Null: it answers.")

    class Meta:
        model = Endpoint
        fields = (
            "uid", "receiver_url", "kinds", "note", "state", "why_disabled", "failures", "failing_from_at",
            "last_heard_at", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class WebhookEndpointMade(WebhookEndpointOut):
    """The same, with the signing secret."""

    secret = serializers.CharField(read_only=True, help_text="`whsec_…`: keep it, it is not shown again.")

    class Meta(WebhookEndpointOut.Meta):
        fields = (*WebhookEndpointOut.Meta.fields, "secret")
        read_only_fields = fields


class WebhookEndpointIn(fields.StrictSerializer):
    """Where to send what."""

    receiver_url = fields.TextField(
        max_length=500, help_text="https and the name of a host on the public internet; no redirect is followed."
    )
    kinds = serializers.ListField(
        child=fields.TextField(max_length=60), min_length=1, max_length=MOST_KINDS, help_text="Codes of kinds of event."
    )
    note = fields.TextField(max_length=120, required=False, allow_blank=True, help_text="For yourself.")


class WebhookEndpointChange(fields.StrictSerializer):
    """What is to be otherwise; what is left out stays."""

    receiver_url = fields.TextField(max_length=500, required=False)
    kinds = serializers.ListField(
        child=fields.TextField(max_length=60), min_length=1, max_length=MOST_KINDS, required=False
    )
    note = fields.TextField(max_length=120, required=False, allow_blank=True)


class WebhookRotationIn(fields.StrictSerializer):
    """How long the old secret goes on signing beside the new one."""

    overlap_hours = serializers.ChoiceField(choices=rules.OVERLAP_HOURS, default=24)


class WebhookSecretOut(serializers.Serializer):
    """A new signing secret."""

    secret = serializers.CharField(help_text="`whsec_…`: keep it, it is not shown again.")


class WebhookReplayIn(fields.StrictSerializer):
    """From when on."""

    created_from = fields.ZonedDateTimeField(
        required=False, help_text="Only messages made at or after this moment; without it all of the last 30 days."
    )


class WebhookReplayOut(serializers.Serializer):
    """How many messages go out again."""

    messages = serializers.IntegerField()


class EndpointFilter(ApiFilterSet):
    """Which endpoints."""

    state = ChoicesFilter([value for value in EndpointState.values if value != EndpointState.REMOVED])


@extend_schema_view(
    list=extend_schema(operation_id="webhook_endpoints_list", summary="The program's own endpoints", tags=["webhooks"]),
    retrieve=extend_schema(operation_id="webhook_endpoints_show", summary="One endpoint", tags=["webhooks"]),
)
class EndpointViewSet(ApiViewSet):
    """Webhook endpoints of this client."""

    scopes = {"read": "webhook.write", "write": "webhook.write"}
    serializer_class = WebhookEndpointOut
    queryset = Endpoint.objects.none()
    filterset_class = EndpointFilter
    lookup_field = "uid"
    lookup_value_regex = UID
    ordering = ("-created_at",)
    ordering_fields = ("created_at",)

    @property
    def throttle_door(self) -> str:
        """What makes a call to somewhere outside is counted."""
        return "webhook-again" if self.action in ("test", "replay") else ""

    def get_queryset(self):
        """Its own."""
        return queries.endpoints_visible_to(self.request.user).order_by()

    def _told(self, endpoint: Endpoint) -> dict:
        return WebhookEndpointOut(endpoint, context=self.get_serializer_context()).data

    @extend_schema(
        operation_id="webhook_endpoints_add",
        summary="Add an endpoint",
        description="The answer holds the signing secret, once. Every kind needs its scope.",
        tags=["webhooks"],
        request=WebhookEndpointIn,
        responses={201: WebhookEndpointMade},
        examples=[
            OpenApiExample(
                "New tenders and products",
                {"receiver_url": "https://erp.garam.example/webhooks", "kinds": ["product.published"]},
                request_only=True,
            )
        ],
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """An endpoint of the program that asks."""
        data = WebhookEndpointIn(data=request.data)
        data.is_valid(raise_exception=True)
        client = ApiClient.objects.select_related("company", "user").get(user=request.user)
        endpoint, secret = services.create_endpoint(client, **data.validated_data, by=request.user)
        endpoint.secret = secret  # type: ignore[attr-defined]
        return Response(WebhookEndpointMade(endpoint, context=self.get_serializer_context()).data, status=201)

    @extend_schema(
        operation_id="webhook_endpoints_change",
        summary="Change an endpoint",
        description="What is already on its way goes to the new address.",
        tags=["webhooks"],
        request=WebhookEndpointChange,
        responses=WebhookEndpointOut,
        examples=[OpenApiExample("Another note", {"note": "Plant 2"}, request_only=True)],
    )
    @conditional
    def partial_update(self, request: Request, uid: str) -> Response:
        """Address, kinds or note."""
        data = WebhookEndpointChange(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(self._told(services.change_endpoint(self.get_object(), **data.validated_data, by=request.user)))

    @extend_schema(
        operation_id="webhook_endpoints_pause",
        summary="Pause an endpoint",
        description="Nothing is sent; what happens meanwhile waits, up to 30 days.",
        tags=["webhooks"],
        request=None,
        responses=WebhookEndpointOut,
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def pause(self, request: Request, uid: str) -> Response:
        """Send nothing for now."""
        fields.refuse_fields(request)
        return Response(self._told(services.pause_endpoint(self.get_object(), by=request.user)))

    @extend_schema(
        operation_id="webhook_endpoints_resume",
        summary="Resume an endpoint",
        description="After a pause, or after it was disabled.",
        tags=["webhooks"],
        request=None,
        responses=WebhookEndpointOut,
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def resume(self, request: Request, uid: str) -> Response:
        """Send again."""
        fields.refuse_fields(request)
        return Response(self._told(services.resume_endpoint(self.get_object(), by=request.user)))

    @extend_schema(
        operation_id="webhook_endpoints_remove",
        summary="Remove an endpoint",
        description="For good: its secrets are deleted, what waits is dropped.",
        tags=["webhooks"],
        request=None,
        responses={204: None},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def remove(self, request: Request, uid: str) -> Response:
        """No more."""
        fields.refuse_fields(request)
        services.remove_endpoint(self.get_object(), by=request.user)
        return Response(status=204)

    @extend_schema(
        operation_id="webhook_endpoints_rotate",
        summary="Exchange the signing secret",
        description="During the overlap each message carries a signature of both secrets.",
        tags=["webhooks"],
        request=WebhookRotationIn,
        responses={201: WebhookSecretOut},
        examples=[OpenApiExample("Both for a day", {"overlap_hours": 24}, request_only=True)],
    )
    @action(detail=True, methods=["post"], url_path="rotate-secret")
    @idempotent
    def rotate_secret(self, request: Request, uid: str) -> Response:
        """A new secret, answered once."""
        data = WebhookRotationIn(data=request.data)
        data.is_valid(raise_exception=True)
        secret = services.rotate_secret(self.get_object(), **data.validated_data, by=request.user)
        return Response({"secret": secret}, status=201)

    @extend_schema(
        operation_id="webhook_endpoints_test",
        summary="Send a test message",
        description="A message of the kind `webhook.test`, signed and tried like all others.",
        tags=["webhooks"],
        request=None,
        responses={202: WebhookDeliveryOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def test(self, request: Request, uid: str) -> Response:
        """Is there anybody?"""
        fields.refuse_fields(request)
        delivery = services.send_test(self.get_object(), by=request.user)
        return Response(WebhookDeliveryOut(delivery, context=self.get_serializer_context()).data, status=202)

    @extend_schema(
        operation_id="webhook_endpoints_replay",
        summary="Send again what was given up",
        description="At most 1,000 messages, the oldest first, each under its identifier.",
        tags=["webhooks"],
        request=WebhookReplayIn,
        responses={202: WebhookReplayOut},
        examples=[OpenApiExample("Since Monday", {"created_from": "2026-11-23T00:00:00+09:00"}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def replay(self, request: Request, uid: str) -> Response:
        """What failed or was dropped."""
        data = WebhookReplayIn(data=request.data)
        data.is_valid(raise_exception=True)
        since = data.validated_data.get("created_from")
        return Response(
            {"messages": services.replay_failed(self.get_object(), since=since, by=request.user)}, status=202
        )
