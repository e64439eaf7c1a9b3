"""The guides, in the order in which a program grows."""

from django.utils.translation import gettext_lazy as _

from portal.developers.registry import Guide, guides

guides.add(
    "products",
    Guide(
        title=_("List products in bulk"),
        said=_("Your whole catalogue stands here under your own part numbers and follows your ERP from then on."),
        template="developers/guides/products.html",
        icon="packages",
        scopes=("catalog.write",),
        example="products",
        order=10,
    ),
)
