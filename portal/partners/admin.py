"""Windows on API clients, their secrets, requests and unusual use.

The toolkit's own pages could make clients without a company: replaced.

Answers kept for repetitions have no window: one would tell that a supplier's program has just bid.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.partners import services
from portal.partners.models import ApiClient, ApiRequest, ClientAlert, ClientNetwork, ClientSecret
from portal.windows import Window, deed


@admin.register(ApiClient)
class ApiClientWindow(Window):
    list_display = ["name", "company", "state", "scopes", "created_at", "expires_at", "last_used_at", "last_used_from"]
    list_filter = ["state", "expires_at"]
    list_select_related = ["company"]
    search_fields = ["name", "company__legal_name_ko", "company__number"]
    readonly_fields = ["client_id"]
    exclude = ["application"]
    actions = ["revoke"]

    @deed(_("Revoke the chosen clients"))
    def revoke(self, request, client):
        """For good; the reason names the admin."""
        services.revoke_client(client, reason="admin", by=request.user)


@admin.register(ClientSecret)
class ClientSecretWindow(Window):
    """By their beginnings; the hashes are not shown."""

    list_display = ["prefix", "client", "created_at", "ends_at", "last_used_at"]
    list_select_related = ["client"]
    search_fields = ["prefix", "client__name"]
    fields = ["client", "prefix", "created_at", "created_by", "ends_at", "last_used_at"]


@admin.register(ApiRequest)
class ApiRequestWindow(Window):
    list_display = ["at", "client", "company", "method", "path", "status", "code", "milliseconds", "address"]
    list_filter = ["method", "status"]
    list_select_related = ["client", "company"]
    search_fields = ["=request_id"]
    search_help_text = _("Request number")


@admin.register(ClientNetwork)
class ClientNetworkWindow(Window):
    list_display = ["network", "client", "first_seen_at", "last_seen_at"]
    list_select_related = ["client"]
    search_fields = ["=network"]


@admin.register(ClientAlert)
class ClientAlertWindow(Window):
    list_display = ["at", "client", "kind", "network", "count"]
    list_filter = ["kind"]
    list_select_related = ["client"]
    fields = ["at", "client", "kind", "network", "count"]


class ApplicationWindow(Window):
    """Named in settings: the toolkit registers its own models with the classes given there."""

    list_display = ["client_id", "name", "created"]
    fields = ["client_id", "name", "client_type", "authorization_grant_type", "created"]


class TokenWindow(Window):
    """Tokens are hashes; only whose and until when is shown."""

    list_display = ["application", "scope", "created", "expires"]
    list_select_related = ["application"]
    fields = ["application", "scope", "created", "expires"]


class ClosedWindow(Window):
    """Kinds of grants that are not offered here: their tables stay empty, so they are not even listed."""

    def has_module_permission(self, request):
        """Nobody."""
        return False
