"""WHEN: a client works until it is revoked; there is no way back, a new one is made instead."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ClientState(TextChoices):
    ACTIVE = "active", pgettext_lazy("API client", "Active")
    REVOKED = "revoked", pgettext_lazy("API client", "Revoked")


CLIENT_FLOW = Flow({"revoke": ([ClientState.ACTIVE], ClientState.REVOKED)})
