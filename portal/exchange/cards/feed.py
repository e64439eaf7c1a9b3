"""The change feed among the pages of a company's own systems."""

from django.utils.translation import gettext_lazy as _

from portal.exchange.policies.feed import LOOKERS
from portal.partners.registry import Tab, tabs

tabs.add(
    "changes",
    Tab(
        label=_("Change feed"),
        said=_("What has changed since your system last asked: tenders, catalogue, receivables."),
        url_name="exchange:changes",
        icon="refresh",
        roles=frozenset(LOOKERS),
        order=25,
    ),
)
