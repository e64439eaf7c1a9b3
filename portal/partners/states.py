"""WHEN: a client works until it is revoked; there is no way back, a new one is made instead."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.states import Flow


class ClientState(TextChoices):
    ACTIVE = "active", _("Active")
    REVOKED = "revoked", _("Revoked")


CLIENT_FLOW = Flow({"revoke": ([ClientState.ACTIVE], ClientState.REVOKED)})
