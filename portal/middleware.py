"""Refusals of services become clear answers; one place, so that no view can forget. A language named in an address."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from portal.errors import NotAllowed, Refused, WrongState, is_busy
from portal.http import page, page_before

log = logging.getLogger(__name__)
RETRY_SECONDS = 5


class RefusalMiddleware:
    """A service's no, if the view did not show it beside a field: 403, 409 or 422 with the reason on a page of ours.

    A database that was busy (a lock that others held, a statement that took too long, a deadlock) is no fault either:
    503, what was typed kept, and the same once more. Source: security 7.8.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only refusals and a busy database; anything else is a fault and goes on to the 500 handler."""
        if is_busy(exception):
            return busy(request, exception)
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, NotAllowed) else 409 if isinstance(exception, WrongState) else 422
        context = {"reason": str(exception), "status": status}
        return page(request, "refused.html", context, part="components/_refused.html", status=status)


def busy(request: HttpRequest, fault: Exception) -> HttpResponse:
    """503: press again. The page asks nothing of the database; htmx leaves the form as it stands and says it beside."""
    log.warning("the database was busy: %s", type(fault.__cause__).__name__, extra={"path": request.path})
    context = {"sent": request.method not in ("GET", "HEAD"), "kept": False, "back": request.get_full_path()}
    if context["sent"] and not getattr(request, "htmx", None):
        view = request.resolver_match.func if request.resolver_match else None
        if not getattr(view, "shows_form", False):
            context["back"] = page_before(request)
        if context["back"] and hasattr(request, "keep_typed"):  # of who is signed in: portal.people.entrance.resume
            context["kept"] = request.keep_typed(view, why="busy")
            request.session.save()  # of an answer above 500 Django does not
    response = render(None, "busy.html", context, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


class LanguageInAddress:
    """``?lang=en``: a page in that language, so that each language of a public page has an address of its own.

    Search engines and feed readers keep no cookie. Who never chose a language keeps this one for the pages after it;
    who did choose has it for this page alone. Behind LocaleMiddleware, which has read cookie and browser.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("lang", "") if request.method in ("GET", "HEAD") else ""
        if wanted not in dict(settings.LANGUAGES):
            return self.get_response(request)
        translation.activate(wanted)
        request.LANGUAGE_CODE = wanted
        response = self.get_response(request)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                wanted,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
                secure=request.is_secure(),
            )
        return response
