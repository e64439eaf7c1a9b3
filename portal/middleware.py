"""Refusals of services become clear answers; one place, so that no view can forget. A language named in an address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from portal.errors import NotAllowed, Refused, WrongState
from portal.http import page


class RefusalMiddleware:
    """A service's no, if the view did not show it beside a field: 403, 409 or 422 with the reason on a page of ours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only refusals; anything else is a fault and goes on to the 500 handler."""
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, NotAllowed) else 409 if isinstance(exception, WrongState) else 422
        context = {"reason": str(exception), "status": status}
        return page(request, "refused.html", context, part="components/_refused.html", status=status)


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
