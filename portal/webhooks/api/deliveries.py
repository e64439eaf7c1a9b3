"""What was sent to a program's endpoints, and how it went."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiViewSet
from portal.api.expand import Thing
from portal.api.filters import ApiFilterSet, ChoicesFilter, CodesFilter, UidsFilter, moments
from portal.api.idempotency import idempotent
from portal.api.limits import UID
from portal.webhooks import queries, services
from portal.webhooks.models import Attempt, Delivery
from portal.webhooks.states import DeliveryState


class WebhookDeliveryOut(Thing, serializers.ModelSerializer):
    """A message for one endpoint."""

    page = "webhooks:delivery-detail"
    door = "api-webhook-delivery-detail"

    message_id = serializers.CharField(help_text="The header `webhook-id`: the same at every attempt.")
    endpoint = serializers.UUIDField(source="endpoint.uid")
    next_at = serializers.DateTimeField(
        source="tried_again_at", allow_null=True, help_text="The next attempt; null once nothing more is tried."
    )

    class Meta:
        model = Delivery
        fields = (
            "uid", "message_id", "endpoint", "kind", "state", "attempts_made", "next_at", "created_at", "heard_at",
        )  # fmt: skip
        read_only_fields = fields


class WebhookAttemptOut(serializers.ModelSerializer):
    """One attempt."""

    class Meta:
        model = Attempt
        fields = ("number", "started_at", "outcome", "status", "took_ms", "answer_bytes", "address")
        read_only_fields = fields


class WebhookDeliveryDetail(WebhookDeliveryOut):
    """A message with its document and every attempt."""

    message = serializers.SerializerMethodField(help_text="The document, as it was sent.")
    attempts = serializers.SerializerMethodField()

    class Meta(WebhookDeliveryOut.Meta):
        fields = (*WebhookDeliveryOut.Meta.fields, "message", "attempts")
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_message(self, delivery: Delivery) -> dict[str, Any]:
        """Type, timestamp and data."""
        return json.loads(delivery.body)

    @extend_schema_field(WebhookAttemptOut(many=True))
    def get_attempts(self, delivery: Delivery) -> list[dict[str, Any]]:
        """The newest first."""
        return list(WebhookAttemptOut(queries.attempts_of(delivery), many=True).data)


class DeliveryFilter(ApiFilterSet):
    """Which deliveries."""

    endpoint = UidsFilter("endpoint__uid")
    state = ChoicesFilter(DeliveryState)
    kind = CodesFilter("kind")
    created_from, created_before = moments("created_at")


@extend_schema_view(
    list=extend_schema(
        operation_id="webhook_deliveries_list",
        summary="What was sent to the program's endpoints",
        description="Of the last 30 days, the newest first.",
        tags=["webhooks"],
    ),
    retrieve=extend_schema(
        operation_id="webhook_deliveries_show",
        summary="One message and its attempts",
        tags=["webhooks"],
        responses=WebhookDeliveryDetail,
    ),
)
class DeliveryViewSet(ApiViewSet):
    """Messages to this client's endpoints."""

    scopes = {"read": "webhook.write", "write": "webhook.write"}
    serializer_class = WebhookDeliveryOut
    queryset = Delivery.objects.none()
    filterset_class = DeliveryFilter
    lookup_field = "uid"
    lookup_value_regex = UID
    ordering = ("-created_at",)
    ordering_fields = ("created_at",)

    @property
    def throttle_door(self) -> str:
        """What makes a call to somewhere outside is counted."""
        return "webhook-again" if self.action == "replay" else ""

    def get_queryset(self):
        """Its own."""
        return queries.deliveries_visible_to(self.request.user).order_by()

    def get_serializer_class(self):
        """More of one than of many."""
        return WebhookDeliveryDetail if self.action == "retrieve" else WebhookDeliveryOut

    @extend_schema(
        operation_id="webhook_deliveries_replay",
        summary="Send a message again",
        description="Now, under the same identifier: a receiver that knows it may leave it aside.",
        tags=["webhooks"],
        request=None,
        responses={202: WebhookDeliveryOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def replay(self, request: Request, uid: str) -> Response:
        """Once more."""
        fields.refuse_fields(request)
        delivery = services.replay_delivery(self.get_object(), by=request.user)
        return Response(WebhookDeliveryOut(delivery, context=self.get_serializer_context()).data, status=202)
