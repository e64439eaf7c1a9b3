"""Doors that answer with a document of its own format instead of JSON; their refusals are problems as everywhere."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiResponse
from rest_framework.negotiation import BaseContentNegotiation

XML = "application/xml"
NOTHING_TO_WRITE = OpenApiResponse({"$ref": "#/components/schemas/Problem"}, "There is nothing that could be written.")


class OneFormat(BaseContentNegotiation):
    """The document is what it is, whatever is said to be accepted."""

    def select_parser(self, request, parsers):
        """The first."""
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        """For refusals."""
        return renderers[0], renderers[0].media_type


def xml_response(content: str | Iterable[str], name: str) -> HttpResponseBase:
    """An XML document under this file name; given piece by piece, it is sent so. It is for who asked, and not kept."""
    kind = f"{XML}; charset=utf-8"
    if isinstance(content, str):
        response: HttpResponseBase = HttpResponse(content, content_type=kind)
    else:
        response = StreamingHttpResponse((piece.encode() for piece in content), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
