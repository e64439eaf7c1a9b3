"""Feeds of what is new: RSS 2.0 and Atom, for feed readers that ask again and again; unchanged ones cost no body."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.http import http_date, parse_http_date_safe, quote_etag
from django.utils.translation import get_language

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


def feed_answer(
    request: HttpRequest, kind: str, title: str, page: str, items: Iterable[Item], *, description: str
) -> HttpResponse:
    """The feed, or 304 when the reader has it already."""
    if kind not in KINDS:
        raise Http404
    items = list(items)
    latest = max((item.at for item in items), default=None)
    facts = [kind, title, *(f"{item.uid} {item.at} {item.title} {item.summary}" for item in items)]
    return unchanged_or(
        request, facts, latest, lambda: _feed(request, kind, title, page, items, latest, description=description)
    )


def unchanged_or(
    request: HttpRequest, facts: Sequence[str], latest: datetime | None, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """What ``make`` answers, or 304 when the reader has it; ``facts`` tell one state of it from another."""
    told = "\n".join([(get_language() or "ko")[:2], request.get_full_path(), *facts])
    etag = quote_etag(hashlib.sha256(told.encode()).hexdigest()[:32])
    response = HttpResponse(status=304) if _has_it(request, etag, latest) else make()
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


def absolute(path: str) -> str:
    """An address that works outside of the portal."""
    return f"{settings.BASE_URL}{path}"


def _feed(
    request: HttpRequest,
    kind: str,
    title: str,
    page: str,
    items: list[Item],
    latest: datetime | None,
    *,
    description: str,
) -> HttpResponse:
    query = request.GET.urlencode()
    language = (get_language() or "ko")[:2]
    feed = KINDS[kind](
        title=f"{title} · {settings.PORTAL_NAME}",
        link=absolute(f"{page}?{query}" if query else page),
        description=description,
        language=language,
        feed_url=absolute(request.get_full_path()),
        feed_guid=absolute(request.path),
        ttl=str(MAX_AGE_S // 60),
    )
    for item in items:
        feed.add_item(
            title=item.title,
            link=absolute(f"{item.path}?lang={language}"),
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
