"""ETags: what a client has read and what it acts upon. (RFC 9110, 8.8.3 and 13.1)

An ETag is a keyed hash of the very answer, mixed with the client: it tells nothing that the answer does not, and two
clients cannot compare what they see. ``If-None-Match`` answers 304 on GETs (``portal.api.middleware``).
``If-Match`` on a POST, PUT or PATCH is judged in the deed's transaction, against the nearest address from the called
one upwards that answers GET: the thing of ``/receivables/{uid}/pass-on/`` is ``/receivables/{uid}/``, read without
parameters and in the language of the request.
"""

import re
from collections.abc import Iterator

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.crypto import salted_hmac
from rest_framework.generics import get_object_or_404

from portal.api.limits import Changed

IF_MATCH = "If-Match"
IF_NONE_MATCH = "If-None-Match"
TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
MOST_UP = 4  # steps from a deed to its thing


def etag_of(request: HttpRequest, content: bytes) -> str:
    """The quoted ETag of ``content`` as this client reads it."""
    client = getattr(getattr(request, "auth", None), "client_id", None)
    digest = salted_hmac("portal.api.etag", f"{client}\n".encode() + content, algorithm="sha256").hexdigest()
    return f'"{digest[:32]}"'


def is_tagged(request: HttpRequest, response: HttpResponse) -> bool:
    """Answers of things and lists; no files, nothing that says it must not be kept."""
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and not response.streaming
        and "no-store" not in response.get("Cache-Control", "")
    )


def tags_in(header: str) -> list[str]:
    """The opaque part of each tag of an ``If-Match`` or ``If-None-Match``; weak ones as strong: proxies weaken them.

    >>> tags_in('"abc", W/"d"')
    ['abc', 'd']
    """
    return TAG.findall(header)


def require_match(request) -> None:
    """Refuse a deed on a thing that is no longer what the client saw; without ``If-Match`` nothing is asked."""
    header = request.headers.get(IF_MATCH)
    if header is None:
        return
    for path, match in _upwards(request.path_info):
        if connection.in_atomic_block:
            _hold(request, path, match)
        answer = _read(request._request, path, match)
        if answer is None:
            continue
        stands = etag_of(request._request, answer.content).strip('"') if answer.status_code == 200 else None
        if stands is not None and (header.strip() == "*" or stands in tags_in(header)):
            return
        break
    raise Changed()


def _upwards(path: str) -> Iterator[tuple[str, ResolverMatch]]:
    steps = path.rstrip("/").split("/")
    for length in range(len(steps), max(3, len(steps) - MOST_UP), -1):
        address = "/".join(steps[:length]) + "/"
        try:
            yield address, resolve(address)
        except Resolver404:
            continue


def _hold(request, path: str, match: ResolverMatch) -> None:
    """Until the deed is done nobody else's condition on this thing is judged, and its row stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"if-match {path}"])
    view = getattr(match.func, "cls", None)
    if view is None or not hasattr(view, "retrieve") or not hasattr(view, "get_queryset"):
        return
    door = view(**match.func.initkwargs)
    door.request, door.action, door.args, door.kwargs, door.format_kwarg = request, "retrieve", (), match.kwargs, None
    lookup = door.lookup_url_kwarg or door.lookup_field
    if lookup not in match.kwargs:
        return
    try:
        thing = get_object_or_404(door.get_queryset().order_by(), **{door.lookup_field: match.kwargs[lookup]})
    except Http404:
        return  # GET will say the same
    if getattr(thing, "append_only", False):
        return  # its row never changes, and the role that serves may not lock it
    list(type(thing)._base_manager.filter(pk=thing.pk).select_for_update(of=("self",), no_key=True))


def _read(request: HttpRequest, path: str, match: ResolverMatch) -> HttpResponse | None:
    """What GET answers there to this client; None where GET is not answered at all."""
    view = getattr(match.func, "cls", None)
    if view is None:
        return None
    actions = getattr(match.func, "actions", None)
    if (actions is not None and "get" not in actions) or (actions is None and not hasattr(view, "get")):
        return None
    asking = HttpRequest()
    asking.method, asking.path, asking.path_info, asking.META = "GET", path, path, request.META | {"QUERY_STRING": ""}
    asking.resolver_match, asking.LANGUAGE_CODE = match, getattr(request, "LANGUAGE_CODE", "")  # type: ignore[attr-defined]
    asking._force_auth_user, asking._force_auth_token = request.user, request.auth  # type: ignore[attr-defined]
    options = {**match.func.initkwargs, "throttle_classes": []}
    answering = view.as_view(actions, **options) if actions is not None else view.as_view(**options)
    return answering(asking, *match.args, **match.kwargs).render()
