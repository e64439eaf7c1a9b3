"""WHEN: a delivery waits for its next attempt until it is heard, given up or dropped; a replay lets it wait again."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class DeliveryState(TextChoices):
    WAITING = "waiting", pgettext_lazy("webhook", "Waiting")
    DELIVERED = "delivered", pgettext_lazy("webhook", "Delivered")
    FAILED = "failed", pgettext_lazy("webhook", "Given up")
    DROPPED = "dropped", pgettext_lazy("webhook", "Dropped")  # its endpoint was disabled or removed


class Outcome(TextChoices):
    """How an attempt ended."""

    UNKNOWN = "unknown", pgettext_lazy("webhook", "No outcome is known")  # the sender was stopped in the middle
    HEARD = "heard", pgettext_lazy("webhook", "Accepted")
    STATUS = "status", pgettext_lazy("webhook", "Refused by its status")
    REDIRECT = "redirect", pgettext_lazy("webhook", "Redirects are not followed")
    GONE = "gone", pgettext_lazy("webhook", "Gone")
    NAME = "name", pgettext_lazy("webhook", "The host's name was not found")
    FORBIDDEN = "forbidden", pgettext_lazy("webhook", "The host's address is not public")
    CONNECT = "connect", pgettext_lazy("webhook", "No connection")
    TLS = "tls", pgettext_lazy("webhook", "The certificate is not valid for this host")
    TIMEOUT = "timeout", pgettext_lazy("webhook", "No answer in time")
    ANSWER = "answer", pgettext_lazy("webhook", "The answer was not HTTP")


DELIVERY_FLOW = Flow(
    {
        "deliver": ([DeliveryState.WAITING], DeliveryState.DELIVERED),
        "give_up": ([DeliveryState.WAITING], DeliveryState.FAILED),
        "drop": ([DeliveryState.WAITING], DeliveryState.DROPPED),
        "replay": ([DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.DROPPED], DeliveryState.WAITING),
    }
)
