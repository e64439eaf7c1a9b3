"""What partners enter elsewhere."""

from django.utils.translation import gettext_lazy as _

from portal.home.registry import MenuItem, menu

menu.add(
    "api-clients",
    MenuItem(label=_("API clients"), url_name="partners:client-list", roles=frozenset({"SA"}), order=85, icon="api"),
)
