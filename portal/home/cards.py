"""What the ground floor itself enters in the menu."""

from django.utils.translation import gettext_lazy as _

from portal.home.registry import SIGNED_IN, VISITORS, MenuItem, menu

menu.add("dashboard", MenuItem(label=_("To do"), url_name="home:dashboard", roles=SIGNED_IN, order=0, icon="checklist"))
menu.add(
    "awards",
    MenuItem(label=_("How awards are decided"), url_name="home:awards", roles=VISITORS, order=80, icon="scale"),
)
menu.add("start", MenuItem(label=_("New here?"), url_name="home:start", roles=VISITORS, order=90, icon="help-circle"))
