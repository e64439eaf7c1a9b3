"""Which kinds of event there are: open to everybody, so that an integrator can plan."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from portal.api.doors import ApiList
from portal.webhooks.models import Endpoint
from portal.webhooks.registry import EventKind, kinds


class WebhookKindOut(serializers.Serializer):
    """A kind of event."""

    code = serializers.CharField(help_text="What stands in `type` of the message.")
    scope = serializers.CharField(help_text="What the client needs, besides `webhook.write`.")
    label = serializers.CharField()
    said = serializers.CharField(help_text="When it is sent, in a sentence.")


class KindList(ApiList):
    """The kinds of event that can be chosen for an endpoint."""

    public_reads = True
    serializer_class = WebhookKindOut
    queryset = Endpoint.objects.none()  # for the description: the rows are no model's
    ordering_fields = ("code", "scope")

    @extend_schema(operation_id="webhook_kinds_list", summary="Kinds of event", tags=["webhooks"])
    def get(self, request, *arguments, **names):
        """All kinds, by what they are about."""
        return super().get(request, *arguments, **names)

    def get_queryset(self) -> list[EventKind]:
        """In the order of their codes."""
        return sorted(kinds, key=lambda kind: kind.code)
