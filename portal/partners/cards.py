"""What partners enter elsewhere."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.home.registry import MenuItem, menu
from portal.words import deeds

menu.add(
    "api-clients",
    MenuItem(label=_("API clients"), url_name="partners:client-list", roles=frozenset({"SA"}), order=85, icon="api"),
)
deeds.add("partners.apiclient.revoke", pgettext_lazy("API client", "Revoked"))
