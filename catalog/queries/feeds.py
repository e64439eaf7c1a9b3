"""What feeds and site maps list: the newest products of a search, open requests, all public products in parts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max
from django.http import QueryDict

from catalog.models import Product, ProductSearch
from catalog.queries.address import company_of, filters_of, words_of
from catalog.queries.search import NEWEST, search_products

IN_FEED = 30
PART = 2_000  # keys of products in one part of the site map: an address in each language


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A sourcing request as a feed shows it."""

    uid: str
    title: str
    summary: str
    path: str
    at: datetime
    category: str = ""


def newest_products(query: QueryDict, user) -> list[Product]:
    """The latest published products of a search, by the address of the search page."""
    filters = filters_of(query, company_of(query))
    found = search_products(
        words_of(query), filters, user, sort=NEWEST, per_page=IN_FEED, with_facets=False, correct=False
    )
    return [hit.product for hit in found.hits]


def newest_requests(query: QueryDict) -> list[OpenRequest]:
    """The latest requests that are open to everybody."""
    return []


def product_parts() -> list[tuple[int, date]]:
    """The parts of the site map that hold a product: number, and the last day something was published in it."""
    rows = ProductSearch.objects.annotate(part=F("product_id") / PART).order_by("part").values("part")
    return list(rows.annotate(last=Max("published_on"), n=Count("pk")).values_list("part", "last"))


def products_in_part(part: int) -> list[tuple[str, date]]:
    """Addresses (uid) and days of the public products whose keys lie in the part."""
    rows = ProductSearch.objects.filter(product_id__gte=part * PART, product_id__lt=(part + 1) * PART)
    return list(rows.order_by("product_id").values_list("product__uid", "published_on"))
