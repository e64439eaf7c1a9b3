"""Doors: who may knock how, and what comes back: the whole page, or the part that htmx asked for."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from functools import partial, wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage import default_storage
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from portal.clock import db_now
from portal.transactions import begun_again

Door = Callable[..., HttpResponse]
Row = TypeVar("Row", bound=Model)


def public(view: Door) -> Door:
    """Open to everybody. Outermost decorator; all other views ask for a signed-in person (LoginRequiredMiddleware)."""
    view = login_not_required(view)
    view.door_public = True  # type: ignore[attr-defined]
    return view


def reads(view: Door) -> Door:
    """GET and HEAD only; changes nothing."""
    door = require_safe(begins_again(view))
    door.door = "reads"  # type: ignore[attr-defined]
    return door


def writes(view: Door | None = None, *, shows_form: bool = False, secret_form: bool = False):
    """POST only; with ``shows_form`` also GET and HEAD, which show the empty form and change nothing.

    ``secret_form``: what is typed here (a sealed price) is never kept when the session was lost.
    """

    def decorate(view: Door) -> Door:
        door = require_http_methods(["GET", "HEAD", "POST"] if shows_form else ["POST"])(begins_again(view))
        door.door = "writes"  # type: ignore[attr-defined]
        door.shows_form, door.secret_form = shows_form, secret_form  # type: ignore[attr-defined]
        return door

    return decorate(view) if view else decorate


def begins_again(view: Door) -> Door:
    """``view`` once more, as if it had not been asked yet, when its transaction crossed another. Decision 0064.

    ``reads`` and ``writes`` do it for their views. Not for views of other packages: they send mail while they work.
    """

    name = f"{view.__module__}.{getattr(view, '__qualname__', view)}"

    @wraps(view)
    def tried(request: HttpRequest, *arguments, **names) -> HttpResponse:
        renew = Unasked(request).restore
        return begun_again(lambda: view(request, *arguments, **names), name=name, renew=renew)

    return tried


class Unasked:
    """What a request brings to its view, and what the view may change before its transaction is rolled back."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.session: Any = getattr(request, "session", None)
        self.held = None
        if self.session is not None and self.session.accessed:  # else to read it would tell caches of a visitor
            self.held = deepcopy(dict(self.session.items())), self.session.modified

    def restore(self) -> bool:
        """Session, person and messages as they were, uploads from their first byte; False where one is closed."""
        request: Any = self.request
        if self.session is not None:
            self._restore_session()
            if hasattr(request, "_cached_user"):  # what a service changed in memory was never saved
                del request._cached_user
                request.user = SimpleLazyObject(partial(get_user, request))
            if hasattr(request, "_messages"):
                request._messages = default_storage(request)
        return restored_uploads(request)

    def _restore_session(self) -> None:
        """A new key is saved at once, and then nothing begins again: only the values are to be put back."""
        if self.held is None:
            self.request.session = type(self.session)(self.session.session_key)
            return
        values, modified = self.held
        self.session.clear()
        self.session.update(deepcopy(values))
        self.session.modified = modified


def restored_uploads(request: Any) -> bool:
    """Every upload of a form from its first byte; False where one is closed: its bytes are gone."""
    if not hasattr(request, "_files"):
        return True  # nobody has read the body yet, or it is no form
    uploads = [upload for _name, each in request.FILES.lists() for upload in each]
    if any(upload.closed for upload in uploads):
        return False
    for upload in uploads:
        upload.seek(0)
    return True


def named_or_404(rows: QuerySet[Row], key: str) -> Row:
    """The one of ``rows`` that ``key`` names, by its number or its uid; what may not be seen is not among them: 404."""
    try:
        return get_object_or_404(rows, uid=UUID(key))
    except ValueError:
        return get_object_or_404(rows, number=key.upper()[:20])


def page(
    request: HttpRequest, template: str, context: dict | None = None, *, part: str = "", status: int = 200
) -> HttpResponse:
    """``template``, or only ``part`` of it when htmx asks for a part. Never cached for a signed-in person."""
    htmx = getattr(request, "htmx", None)
    if kept := getattr(request, "kept_form", None):  # typed before the session was lost: portal.people.entrance.resume
        kept.fill(request, context or {})
    wants_part = bool(part and htmx and not htmx.history_restore_request)
    response = render(request, part if wants_part else template, context or {}, status=status)
    patch_vary_headers(response, ["HX-Request", "Cookie", "Accept-Language"])
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    return response


def typed_before(request: HttpRequest) -> QueryDict:
    """What was typed on this page before the session was lost and is being given back: for what is no form's field."""
    kept = getattr(request, "kept_form", None)
    return kept.fields if kept is not None else QueryDict()


def see(request: HttpRequest, url: str) -> HttpResponse:
    """Go to ``url``: a 303 for a plain form, an ``HX-Redirect`` for htmx."""
    if getattr(request, "htmx", None):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def page_before(request: HttpRequest) -> str:
    """Path and query of the page on which a form was sent, if the browser tells it and it is ours; else ""."""
    told = (request.headers.get("HX-Current-URL", ""), request.headers.get("Referer", ""))
    return next(filter(None, (path_of(request, address) for address in told)), "")


def path_of(request: HttpRequest, address: str) -> str:
    """Path and query of an address on this portal, else ""."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def keeps_door(view: Door) -> Callable[[Door], Door]:
    """For wrappers around a view: carry its door marks over."""

    def carry(wrapper: Door) -> Door:
        wrapped = wraps(view)(wrapper)
        for mark in ("door", "door_public", "login_required", "shows_form", "secret_form"):
            if hasattr(view, mark):
                setattr(wrapped, mark, getattr(view, mark))
        return wrapped

    return carry


def page_now(request: HttpRequest) -> datetime:
    """The database's clock, read once for a page: all countdowns and dates on it agree."""
    if not hasattr(request, "page_now"):
        request.page_now = db_now()  # type: ignore[attr-defined]
    return request.page_now  # type: ignore[attr-defined]
