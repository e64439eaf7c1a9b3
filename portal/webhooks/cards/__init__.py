"""What webhooks enter elsewhere."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.partners.registry import Tab, tabs
from portal.words import deeds

tabs.add(
    "webhooks",
    Tab(
        label=_("Webhooks"),
        said=_("The portal calls your system when something happens: signed, and again until it is heard."),
        url_name="webhooks:endpoint-list",
        icon="webhook",
        roles=frozenset({"SA", "AD", "AU"}),
        order=30,
    ),
)
for deed, words in (
    ("changed", pgettext_lazy("webhook deed", "Changed")),
    ("pause", pgettext_lazy("webhook deed", "Paused")),
    ("resume", pgettext_lazy("webhook deed", "Resumed")),
    ("disable", pgettext_lazy("webhook deed", "Disabled by the portal")),
    ("remove", pgettext_lazy("webhook deed", "Removed")),
    ("secret_rotated", pgettext_lazy("webhook deed", "Secret exchanged")),
    ("old_secrets_ended", pgettext_lazy("webhook deed", "Old secrets ended")),
    ("tested", pgettext_lazy("webhook deed", "Test message sent")),
    ("replayed", pgettext_lazy("webhook deed", "Messages sent again")),
):
    deeds.add(f"webhooks.endpoint.{deed}", words)
