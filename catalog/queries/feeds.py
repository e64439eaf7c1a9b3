"""What feeds and site maps list: the newest products of a search, open requests, all public products in parts."""

from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Max, QuerySet
from django.http import QueryDict

from catalog.models import Product, ProductSearch, SourcingRequest
from catalog.queries.address import company_of, filters_of, words_of
from catalog.queries.search import NEWEST, search_products
from catalog.queries.sourcing import requests_visible_to
from catalog.rules.alerts import meets
from catalog.states import RequestState

IN_FEED = 30
READ = 300  # requests that are open at a time are few; older ones than these are not in a feed
PART = 2_000  # keys of products in one part of the site map: an address in each language


def newest_products(query: QueryDict, user) -> list[Product]:
    """The latest published products of a search, by the address of the search page."""
    filters = filters_of(query, company_of(query))
    found = search_products(
        words_of(query), filters, user, sort=NEWEST, per_page=IN_FEED, with_facets=False, correct=False
    )
    return [hit.product for hit in found.hits]


def open_requests() -> QuerySet[SourcingRequest]:
    """Sourcing requests that are open to everybody, newest first."""
    return requests_visible_to(AnonymousUser()).filter(state=RequestState.OPEN).order_by("-opened_at", "-pk")


def newest_requests(query: QueryDict) -> list[SourcingRequest]:
    """The latest open requests that meet the words and the classes of an address."""
    classes, words = filters_of(query).classes, words_of(query)
    found = []
    for request in open_requests()[:READ]:
        if any(request_meets(request, words, code) for code in classes or [""]):
            found.append(request)
    return found[:IN_FEED]


def request_meets(request: SourcingRequest, keyword: str, class_code: str) -> bool:
    """Whether an alert with this word and class is told of the request."""
    node = request.class_node
    text = " ".join([request.title_ko, request.title_en, node.name_ko, node.name_en, request.part_number])
    return meets(text, node.code, keyword=keyword, class_code=class_code)


def product_parts() -> list[tuple[int, date]]:
    """The parts of the site map that hold a product: number, and the last day something was published in it."""
    rows = ProductSearch.objects.annotate(part=F("product_id") / PART).order_by("part").values("part")
    return list(rows.annotate(last=Max("published_on"), n=Count("pk")).values_list("part", "last"))


def products_in_part(part: int) -> list[tuple[UUID, date]]:
    """Addresses (uid) and days of the public products whose keys lie in the part."""
    rows = ProductSearch.objects.filter(product_id__gte=part * PART, product_id__lt=(part + 1) * PART)
    return list(rows.order_by("product_id").values_list("product__uid", "published_on"))
