"""The API's description and its pages, served from here: no outside host, no inline script."""

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView

from portal.http import public, reads


class _Description(SpectacularAPIView):
    renderer_classes = [OpenApiJsonRenderer]
    permission_classes: list = []
    authentication_classes: list = []
    throttle_classes: list = []


def _as_configured() -> None:
    if not settings.API_DOCS:
        raise Http404


@public
@reads
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1."""
    _as_configured()
    return _Description.as_view()(request)


@public
@reads
@csp_update({"img-src": ["data:"]})
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI. Its style sheet carries small pictures as ``data:``; only this page may load such (decision 0010)."""
    _as_configured()
    return render(request, "partners/docs.html")
