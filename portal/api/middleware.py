"""What every answer under ``/api/v1/`` carries: its version, its limits, its ETag, and whether its operation ends.

Inside the edge (``portal.hardening``), outside of everything else. ``RateLimit`` and ``RateLimit-Policy`` are those of
the IETF's draft (draft-ietf-httpapi-ratelimit-headers-10): ``"api";r=597;t=41`` of ``"api";q=600;w=60``.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext_lazy as _

from portal.api.deprecation import VERSION, ageing_headers, ageing_of
from portal.api.etags import IF_NONE_MATCH, etag_of, is_tagged, tags_in
from portal.api.problems import problem
from portal.api.throttles import rate_headers

ROOT = "/api/v1/"
ENDED = _("This operation has ended. The page on versions names what takes its place.")
KEPT = ("Cache-Control", "Content-Language", "Expires", "Idempotent-Replay", "Vary")  # of an answer that becomes a 304


class ApiMiddleware:
    """Completes answers of the API; pages pass."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One look at the path for everybody else."""
        response = self.get_response(request)
        if not request.path_info.startswith(ROOT):
            return response
        if is_tagged(request, response):
            response = tagged(request, response)
        response["API-Version"] = VERSION
        for name, value in rate_headers(getattr(request, "knocks", [])).items():
            response[name] = value
        if found := ageing_of(request):
            for name, value in ageing_headers(found).items():
                response[name] = value
        return response

    def process_view(self, request: HttpRequest, _view: Callable, _arguments, _names) -> HttpResponse | None:
        """What was announced to end, and has ended, does nothing more."""
        if not request.path_info.startswith(ROOT) or not (found := ageing_of(request)) or not found.has_ended():
            return None
        return problem(request, 410, detail=ENDED)


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its ETag, or 304 if the client has it already."""
    etag = etag_of(request, response.content)
    held = request.headers.get(IF_NONE_MATCH, "")
    if held.strip() == "*" or etag.strip('"') in tags_in(held):
        whole, response = response, HttpResponseNotModified()
        for name in KEPT:
            if whole.has_header(name):
                response[name] = whole[name]
    response["ETag"] = etag
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-cache" if getattr(request, "auth", None) else "no-cache"
    return response
