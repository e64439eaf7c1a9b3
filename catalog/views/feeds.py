"""Feeds of what is new: RSS 2.0 and Atom, for feed readers that ask again and again; unchanged ones cost no body."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.queries.address import words_of
from catalog.queries.feeds import newest_products, newest_requests
from portal.display import day_text
from portal.feeds import Item, feed_answer
from portal.http import public, reads
from portal.throttles import throttled


@public
@reads
@throttled("search")
def feed_products(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest products: of all, of a class, of any search; its address is the search page's."""
    products = newest_products(request.GET, request.user)
    items = [
        Item(
            f"urn:uuid:{product.uid}",
            product.current.name,
            " · ".join(filter(None, [str(product.company), product.current.class_node.name, product.current.model])),
            reverse("catalog:product-detail", args=[product.uid]),
            product.published_at,
            product.current.class_node.name,
            str(product.company),
        )
        for product in products
    ]
    words = words_of(request.GET)
    title = _("New products: “%(words)s”") % {"words": words} if words else _("New products in the e-Catalog")
    return _answer(request, kind, title, reverse("catalog:product-search"), items)


@public
@reads
@throttled("search")
def feed_requests(request: HttpRequest, kind: str) -> HttpResponse:
    """Sourcing requests that are open to everybody, newest first."""
    items = [
        Item(
            f"urn:uuid:{found.uid}",
            found.title,
            _("Proposals until %(day)s") % {"day": day_text(found.closes_at, "day")},
            reverse("catalog:sourcing-detail", args=[found.uid]),
            found.opened_at,
            found.class_node.name,
        )
        for found in newest_requests(request.GET)
    ]
    return _answer(request, kind, _("Open sourcing requests"), reverse("catalog:sourcing-list"), items)


def _answer(request: HttpRequest, kind: str, title: str, page: str, items: Iterable[Item]) -> HttpResponse:
    return feed_answer(request, kind, title, page, items, description=_("What is new in the e-Catalog of the portal."))
