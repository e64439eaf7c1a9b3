"""Every answer of a sandbox says that it is one, and asks not to be found by search engines."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class SandboxHeader:
    """In settings of a sandbox only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pages and the API alike."""
        response = self.get_response(request)
        response["Portal-Sandbox"] = "true"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
