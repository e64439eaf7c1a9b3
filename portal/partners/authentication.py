"""The door of the API: a bearer token becomes the client's service user, holding what the token's scopes lend it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from portal.partners import queries, rules, services
from portal.partners.models import ApiClient
from portal.throttles import client_ip


@dataclass(frozen=True, slots=True)
class Grant:
    """``request.auth``: what this request's token allows."""

    client_id: int
    name: str
    scopes: frozenset[str]
    client: ApiClient
    expires_at: datetime


class ClientAuthentication(BaseAuthentication):
    """``Authorization: Bearer …`` only: no cookies, no token in the address."""

    def authenticate(self, request):
        """(service user, Grant), or None without a token. Looks at the database each time: revoked means now."""
        parts = get_authorization_header(request).split()
        if not parts:
            return None
        if len(parts) != 2 or parts[0].lower() != b"bearer" or len(parts[1]) > 200:
            raise AuthenticationFailed(_("The access token is not valid (any more). Get a new one."))
        token = queries.token_of(parts[1].decode("latin-1"))
        if token is None:
            raise AuthenticationFailed(_("The access token is not valid (any more). Get a new one."))
        client = token.application.api_client
        request._request.api_client = client  # for the log, whatever the answer will be
        if token.expires <= token.real_now or not queries.is_usable(client, now=token.now):
            raise AuthenticationFailed(_("The access token is not valid (any more). Get a new one."))
        if not rules.is_in_networks(client_ip(request), client.networks):
            raise AuthenticationFailed(_("This client may not be used from this network address."))
        scopes = frozenset(token.scope.split()) & frozenset(client.scopes)
        user = client.user
        user.role_codes = rules.lent_roles(scopes, supplier=not client.company.is_buyer)
        services.note_use(client, client_ip(request), now=token.now)
        return user, Grant(client.pk, client.name, scopes, client, token.expires)

    def authenticate_header(self, request) -> str:
        """Asked for on a 401."""
        return 'Bearer realm="api"'
