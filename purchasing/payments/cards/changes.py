"""Receivables in the change feed."""

from django.utils.translation import gettext_lazy as _

from portal.exchange.registry.feed import Stream, streams

streams.add(
    "receivables",
    Stream(
        label=_("Changes of receivables"),
        said=_(
            "Receivables that the company holds or has given. What a holder does with one, only the holder is told."
        ),
        scope="receivable.read",
        door="api-receivable-detail",
        order=30,
    ),
)
