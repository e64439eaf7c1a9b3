"""FIND: clients a person may see, and the client behind a token."""

import hashlib

from django.db.models import QuerySet
from oauth2_provider.models import AccessToken

from portal.clock import ClockTimestamp
from portal.partners import rules
from portal.partners.models import ApiClient
from portal.partners.rules import opened_by

__all__ = ["opened_by"]  # for the door of the API


def scope_words() -> dict[str, str]:
    """Every scope and what it opens, in the reader's language."""
    return {scope.code: str(scope.label) for scope in rules.SCOPES.values()}


def clients_visible_to(user) -> QuerySet[ApiClient]:
    """A company's administrators see its clients; the portal's administrators and auditors see all."""
    clients = ApiClient.objects.select_related("company", "application", "created_by").order_by("-created_at", "-pk")
    if user.has_role("AD", "AU"):
        return clients
    return clients.filter(company_id=user.company_id) if user.has_role("SA") else clients.none()


def token_of(raw: str) -> AccessToken | None:
    """The unexpired token ``raw``, with client, company, user, membership and the time ``now``: one query."""
    return (
        AccessToken.objects.select_related(
            "application__api_client__company", "application__api_client__user__active_membership__company"
        )
        .filter(
            token_checksum=hashlib.sha256(raw.encode()).hexdigest(),
            expires__gt=ClockTimestamp(),
            application__api_client__isnull=False,
        )
        .annotate(now=ClockTimestamp())
        .first()
    )


def is_usable(client: ApiClient) -> bool:
    """Whether the client, its company, its user and its membership all still stand: asked at every request."""
    membership = client.user.membership
    return (
        client.is_active
        and client.company.is_active
        and client.user.is_active
        and client.user.is_service
        and membership is not None
        and membership.company_id == client.company_id
    )


def usable_client_of(application) -> ApiClient | None:
    """The usable client of an OAuth application, or None."""
    client = (
        ApiClient.objects.select_related("company", "user__active_membership__company", "application")
        .filter(application=application)
        .first()
    )
    return client if client is not None and is_usable(client) else None
