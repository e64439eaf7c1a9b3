"""Feeds of what is new: RSS 2.0 and Atom, for feed readers that ask again and again; unchanged ones cost no body."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.http import http_date, parse_http_date_safe, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.queries.address import words_of
from catalog.queries.feeds import newest_products, newest_requests
from portal.display import day_text
from portal.http import public, reads
from portal.throttles import throttled

KINDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
MAX_AGE_S = 300


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a feed."""

    uid: str  # never changes
    title: str
    summary: str
    path: str
    at: datetime
    category: str = ""
    author: str = ""


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
    """The feed, or 304 when the reader has it already."""
    if kind not in KINDS:
        raise Http404
    items = list(items)
    latest = max((item.at for item in items), default=None)
    language = (get_language() or "ko")[:2]
    facts = [kind, language, title, request.get_full_path(), *(f"{item.uid} {item.at} {item.title}" for item in items)]
    etag = quote_etag(hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32])
    response = (
        HttpResponse(status=304) if _has_it(request, etag, latest) else _feed(request, kind, title, page, items, latest)
    )
    response["ETag"] = etag
    if latest is not None:
        response["Last-Modified"] = http_date(latest.timestamp())
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    patch_cache_control(response, private=request.user.is_authenticated, max_age=MAX_AGE_S)
    return response


def _has_it(request: HttpRequest, etag: str, latest: datetime | None) -> bool:
    """Source: RFC 9110, 13.2.2: the tag counts, and only without one the date."""
    if tags := request.headers.get("If-None-Match"):
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return etag in known or tags.strip() == "*"
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and latest is not None and int(latest.timestamp()) <= since


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def _feed(
    request: HttpRequest, kind: str, title: str, page: str, items: list[Item], latest: datetime | None
) -> HttpResponse:
    query = request.GET.urlencode()
    language = (get_language() or "ko")[:2]
    in_language: Callable[[str], str] = lambda path: f"{path}?lang={language}"  # noqa: E731 (short and used twice)
    feed = KINDS[kind](
        title=f"{title} · {settings.PORTAL_NAME}",
        link=_absolute(f"{page}?{query}" if query else page),
        description=_("What is new in the e-Catalog of the portal."),
        language=language,
        feed_url=_absolute(request.get_full_path()),
        feed_guid=_absolute(request.path),
        ttl=str(MAX_AGE_S // 60),
    )
    for item in items:
        feed.add_item(
            title=item.title,
            link=_absolute(in_language(item.path)),
            description=item.summary,
            unique_id=item.uid,
            unique_id_is_permalink=False,
            pubdate=item.at,
            updateddate=item.at,
            categories=[item.category] if item.category else [],
            author_name=item.author or None,
        )
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response
