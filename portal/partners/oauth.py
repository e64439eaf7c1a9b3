"""How django-oauth-toolkit is bound to clients: only usable ones, only their own scopes."""

import re

from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauthlib.oauth2 import InvalidClientError

from portal.partners import queries, rules, services

PLAIN_ID = re.compile(r"[\x21-\x7e]{1,255}")


class ClientScopes(BaseScopes):
    """A client may ask for its own scopes; without asking it gets all of them."""

    def get_all_scopes(self):
        """Code → words."""
        return queries.scope_words()

    def get_available_scopes(self, application=None, request=None, *args, **kwargs):
        """Those of the client behind the application."""
        client = queries.usable_client_of(application) if application else None
        return [code for code in client.scopes if code in rules.SCOPES] if client else []

    def get_default_scopes(self, application=None, request=None, *args, **kwargs):
        """All of its own."""
        return self.get_available_scopes(application, request)


class SecretsOf(str):
    """What stands in the application for its secret: nothing to compare, but whose secrets are to be asked."""

    client_pk: int
    used = None  # the secret that opened


class ClientValidator(OAuth2Validator):
    """Knows only applications that belong to a usable client calling from an allowed network."""

    def _load_application(self, client_id, request):
        if not PLAIN_ID.fullmatch(client_id or ""):
            return None
        application = super()._load_application(client_id, request)
        client = queries.usable_client_of(application) if application else None
        address = (request.headers or {}).get("REMOTE_ADDR", "")
        if client is None or not rules.is_in_networks(address, client.networks):
            request.client = None
            return None
        application.client_secret = SecretsOf()  # of this request's copy, which is never saved
        application.client_secret.client_pk = client.pk
        return application

    def _check_secret(self, provided_secret, stored_secret):
        """Any secret of the client that is in force."""
        stored_secret.used = queries.secret_that_is(stored_secret.client_pk, provided_secret)
        if stored_secret.used is None:
            return False
        services.note_secret_use(stored_secret.used, now=stored_secret.used.now)
        return True

    def _save_bearer_token(self, token, request, *args, **kwargs):
        """No token for a secret that was ended while it was being checked."""
        used = getattr(request.client.client_secret, "used", None)
        if used is None or not services.is_still_in_force(used):
            raise InvalidClientError(request=request)
        return super()._save_bearer_token(token, request, *args, **kwargs)
