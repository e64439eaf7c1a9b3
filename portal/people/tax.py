"""Whom to ask whether a business is active: the provider that the setting ``TAX_STATUS_PROVIDER`` names. CAT-03.

A provider for the tax office's open API is a class with one method; the portal ships with one that has nobody to ask
and says so: UNKNOWN.
"""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from portal.people.states import TaxStatus


class TaxStatusProvider(Protocol):
    """Asks an authority about Korean businesses."""

    is_configured: bool

    def status_of(self, brn: str) -> TaxStatus:
        """What the authority says of the business number now; UNKNOWN when it does not answer."""
        ...


class NotConfigured:
    """Nobody to ask: every status is unknown, and screens say that it is not checked."""

    is_configured = False

    def status_of(self, brn: str) -> TaxStatus:
        """Unknown, honestly."""
        return TaxStatus.UNKNOWN


def provider() -> TaxStatusProvider:
    """The provider of this installation."""
    return import_string(settings.TAX_STATUS_PROVIDER)()
