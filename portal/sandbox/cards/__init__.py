"""On the pages of the ground floor: sandbox."""

from django.utils.translation import gettext_lazy as _

from portal.partners.registry import Tab, tabs
from portal.words import deeds

tabs.add(
    "sandbox",
    Tab(
        label=_("Sandbox"),
        said=_("A portal of its own for trying, with a clock that can be moved on."),
        url_name="sandbox:start",
        icon="wand",
        order=90,
    ),
)
deeds.add("sandbox.sandboxclock.advanced", _("Clock moved on"))
deeds.add("sandbox.sandboxcompany.made", _("Company made in the sandbox"))
deeds.add("people.company.made_in_sandbox", _("Company made in the sandbox"))
