"""WHEN: a client works until its day comes or it is revoked; from the latter there is no way back."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ClientState(TextChoices):
    ACTIVE = "active", pgettext_lazy("API client", "Active")
    EXPIRED = "expired", pgettext_lazy("API client", "Expired")
    REVOKED = "revoked", pgettext_lazy("API client", "Revoked")


CLIENT_FLOW = Flow(
    {
        "expire": ([ClientState.ACTIVE], ClientState.EXPIRED),
        "renew": ([ClientState.EXPIRED], ClientState.ACTIVE),
        "revoke": ([ClientState.ACTIVE, ClientState.EXPIRED], ClientState.REVOKED),
    }
)


class AlertKind(TextChoices):
    """What is odd about the use of a client."""

    NETWORK = "network", _("Used from a new network")
    REJECTED = "rejected", _("Many requests with a wrong secret or token (401)")
    FORBIDDEN = "forbidden", _("Many requests for what it may not do (403)")
    THROTTLED = "throttled", _("Many requests beyond the limit (429)")
