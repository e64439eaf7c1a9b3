"""How django-oauth-toolkit is bound to clients: only usable ones, only their own scopes."""

import re

from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes

from portal.partners import queries, rules

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
        return application
