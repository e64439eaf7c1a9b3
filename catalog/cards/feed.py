"""The catalogue in the change feed."""

from django.utils.translation import gettext_lazy as _

from portal.exchange.registry.feed import Stream, streams

streams.add(
    "catalogue",
    Stream(
        label=_("Changes of the catalogue"),
        said=_("Products that were published, changed, hidden or withdrawn. Prices only to those who may read them."),
        scope="catalog.read",
        door="api-product-detail",
        order=20,
    ),
)
