"""Refusals of services become clear answers; one place, so that no view can forget."""

from django.http import HttpRequest, HttpResponse

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
