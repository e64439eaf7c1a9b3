"""Tenders in the change feed."""

from django.utils.translation import gettext_lazy as _

from portal.exchange.registry.feed import Stream, streams

streams.add(
    "tenders",
    Stream(
        label=_("Changes of tenders"),
        said=_("Tenders that were published, amended, closed, awarded, failed or cancelled, as they are public."),
        scope="tender.read",
        door="api-tender-detail",
        order=10,
    ),
)
