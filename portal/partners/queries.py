"""FIND: clients a person may see, and the client behind a token."""

import hashlib
from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.db.models import Q, QuerySet
from oauth2_provider.models import AccessToken

from portal.clock import ClockTimestamp
from portal.partners import rules
from portal.partners.models import ApiClient, ClientSecret
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
    """The token ``raw``, in force or not, with client, company, user, membership and the time ``now``: one query."""
    return (
        AccessToken.objects.select_related(
            "application__api_client__company", "application__api_client__user__active_membership__company"
        )
        .filter(
            token_checksum=hashlib.sha256(raw.encode()).hexdigest(),
            application__api_client__isnull=False,
        )
        .annotate(now=ClockTimestamp())
        .first()
    )


def is_usable(client: ApiClient, *, now: datetime) -> bool:
    """Whether the client, its company, its user and its membership all still stand: asked at every request."""
    membership = client.user.membership
    return (
        client.is_active
        and (client.expires_at is None or now < client.expires_at)
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
        .annotate(now=ClockTimestamp())
        .first()
    )
    return client if client is not None and is_usable(client, now=client.now) else None


def known_client(client_id: str) -> ApiClient | None:
    """The client, usable or not, that says it has this id."""
    if not client_id or "\x00" in client_id:
        return None
    return ApiClient.objects.filter(application__client_id=client_id[:255]).only("pk", "company_id").first()


# Secrets --------------------------------------------------------------------------------------------------------------
def secrets_in_force(client: ApiClient) -> QuerySet[ClientSecret]:
    """Those that still open the door, the newest first."""
    in_force = Q(ends_at=None) | Q(ends_at__gt=ClockTimestamp())
    return client.secrets.filter(in_force).select_related("created_by").order_by("-created_at", "-pk")


def secret_that_is(client_pk: int, given: str) -> ClientSecret | None:
    """The secret in force that reads ``given``: its beginning finds it, so that one hash is reckoned, not several."""
    in_force = Q(ends_at=None) | Q(ends_at__gt=ClockTimestamp())
    found = ClientSecret.objects.filter(in_force, client=client_pk, prefix=rules.prefix_of(given))
    for secret in found.annotate(now=ClockTimestamp())[: rules.MOST_SECRETS]:
        if check_password(given, secret.hashed):
            return secret
    return None


def roles_lent_now(user, scopes) -> frozenset[str] | None:
    """What ``scopes`` lend the program today, for work that it asked for earlier; None when it may act no more."""
    client = ApiClient.objects.select_related("company", "user__active_membership__company").filter(user=user).first()
    if client is None or not is_usable(client):
        return None
    return rules.lent_roles(frozenset(scopes) & frozenset(client.scopes), supplier=not client.company.is_buyer)
