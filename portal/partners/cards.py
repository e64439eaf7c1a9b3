"""What partners enter elsewhere."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.home.registry import MenuItem, menu
from portal.partners.registry import Tab, tabs
from portal.words import deeds

menu.add(
    "api-clients",
    MenuItem(
        label=_("API clients"),
        url_name="partners:client-list",
        roles=frozenset({"SA"}),
        order=85,
        icon="api",
        covers=lambda: [tab.url_name for _key, tab in tabs.items()],
    ),
)
tabs.add(
    "clients",
    Tab(
        label=_("API clients"),
        said=_("Programs of the company that read and write here by themselves."),
        url_name="partners:client-list",
        icon="api",
        roles=frozenset({"SA", "AD", "AU"}),
        order=10,
    ),
)
tabs.add(
    "requests",
    Tab(
        label=_("Request log"),
        said=_("Which requests your programs made in the last 30 days and how they were answered, without contents."),
        url_name="partners:request-list",
        icon="list",
        roles=frozenset({"SA", "AD", "AU"}),
        order=20,
    ),
)
deeds.add("partners.apiclient.revoke", pgettext_lazy("API client", "Revoked"))
deeds.add("partners.apiclient.renew", pgettext_lazy("API client", "Renewed"))
deeds.add("partners.apiclient.networks", pgettext_lazy("API client", "Networks changed"))
deeds.add("partners.apiclient.expire", pgettext_lazy("API client", "Expired"))
deeds.add("partners.apiclient.rotate", pgettext_lazy("API client", "New secret"))
deeds.add("partners.apiclient.end_secret", pgettext_lazy("API client", "Secret ended"))
