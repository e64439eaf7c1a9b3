"""WHEN: an endpoint hears until it is paused, gives up for good reason, or is removed."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class EndpointState(TextChoices):
    ACTIVE = "active", pgettext_lazy("endpoint", "Active")
    PAUSED = "paused", pgettext_lazy("endpoint", "Paused")  # what happens meanwhile waits
    DISABLED = "disabled", pgettext_lazy("endpoint", "Disabled")  # by us; what happens meanwhile is not kept
    REMOVED = "removed", pgettext_lazy("endpoint", "Removed")


class Why(TextChoices):
    """Why the portal disabled an endpoint."""

    GONE = "gone", pgettext_lazy("endpoint", "It answered 410 Gone")
    FAILING = "failing", pgettext_lazy("endpoint", "It could not be reached for days")
    CLIENT = "client", pgettext_lazy("endpoint", "Its API client was revoked")
    LAPSED = "lapsed", pgettext_lazy("endpoint", "Its API client ended and was not renewed for 30 days")


ENDPOINT_FLOW = Flow(
    {
        "pause": ([EndpointState.ACTIVE], EndpointState.PAUSED),
        "resume": ([EndpointState.PAUSED, EndpointState.DISABLED], EndpointState.ACTIVE),
        "disable": ([EndpointState.ACTIVE, EndpointState.PAUSED], EndpointState.DISABLED),
        "remove": ([EndpointState.ACTIVE, EndpointState.PAUSED, EndpointState.DISABLED], EndpointState.REMOVED),
    }
)
