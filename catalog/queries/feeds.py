"""What feeds and site maps list: the newest products of a search, open requests, all public products in parts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max
from django.http import QueryDict

from catalog.models import Product, ProductSearch
from catalog.queries.address import company_of, filters_of, words_of
from catalog.queries.products import published_products
from catalog.queries.search import NEWEST, best_first, matching
from catalog.rules.grams import terms_of
from portal.clock import today

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
    text = words_of(query)
    rows = matching(text, filters_of(query, company_of(query)))
    ids = list(best_first(rows, terms_of(text), NEWEST, today())[:IN_FEED])
    products = published_products().select_related("company", "current__class_node").in_bulk(ids)
    return [products[pk] for pk in ids if pk in products]


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
