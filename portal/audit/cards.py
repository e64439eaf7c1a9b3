"""What the audit trail enters elsewhere."""

from django.utils.translation import gettext_lazy as _

from portal.home.registry import MenuItem, menu
from portal.words import deeds

menu.add(
    "audit",
    MenuItem(
        label=_("Audit trail"), url_name="audit:entry-list", roles=frozenset({"AU", "CP"}), order=88, icon="history"
    ),
)
deeds.add("outbox.event.retried", _("Delivery tried again"))
