"""Pages of results: by signed cursor as a rule, by number where people jump; at most 100 rows, never a 500."""

from urllib.parse import parse_qs, urlsplit

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _
from rest_framework import pagination, serializers
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from portal.api.limits import MOST_PER_PAGE

SIZE = "page_size"
CURSOR = "cursor"
MOST_OFFSET = 10_000


def _asked_size(request, default: int) -> int:
    text = request.query_params.get(SIZE)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST_PER_PAGE):
        raise serializers.ValidationError({SIZE: [_("Ask for 1 to %(most)d rows a page.") % {"most": MOST_PER_PAGE}]})
    return int(text)


def _ends(schema: dict) -> dict:
    """DRF's description of a page; the ends may be null, which OpenAPI 3.1 says by the type."""
    for name in ("next", "previous"):
        told = schema["properties"][name]
        told.pop("nullable", None)
        told["type"] = ["string", "null"]
    return schema


class CursorPages(pagination.CursorPagination):
    """``{"next": …, "previous": …, "results": […]}``; the view names its ``ordering``, ended by a unique column.

    The cursor is signed: a made-up position would reach the database as a value of the wrong type.
    """

    page_size = 25
    page_size_query_param = SIZE
    max_page_size = MOST_PER_PAGE
    cursor_query_param = CURSOR
    ordering = "-pk"

    def get_page_size(self, request):
        """Strict: 1 to 100, else 400."""
        return _asked_size(request, self.page_size)

    def get_paginated_response_schema(self, schema):
        """As it is answered."""
        return _ends(super().get_paginated_response_schema(schema))

    def _signer(self) -> Signer:
        return Signer(salt="portal.api.cursor", sep=".")

    def encode_cursor(self, cursor):
        """DRF's own link, its cursor signed."""
        link = super().encode_cursor(cursor)
        raw = parse_qs(urlsplit(link).query)[self.cursor_query_param][0]
        return replace_query_param(link, self.cursor_query_param, self._signer().sign(raw))

    def decode_cursor(self, request):
        """Only a cursor that we gave out."""
        encoded = request.query_params.get(self.cursor_query_param)
        if encoded is None:
            return None
        try:
            raw = self._signer().unsign(encoded)
        except BadSignature as error:
            raise serializers.ValidationError(
                {CURSOR: [_("This cursor is not one of ours. Start without it.")]}
            ) from error
        query = request._request.GET
        patched = query.copy()
        patched[self.cursor_query_param] = raw
        request._request.GET = patched
        try:
            return super().decode_cursor(request)
        finally:
            request._request.GET = query


class NumberedPages(pagination.PageNumberPagination):
    """``?page=3`` up to row 10,000; beyond that use filters or the cursor."""

    page_size = 25
    page_size_query_param = SIZE
    max_page_size = MOST_PER_PAGE

    def get_page_size(self, request):
        """Strict: 1 to 100, else 400."""
        return _asked_size(request, self.page_size)

    def paginate_queryset(self, queryset, request, view=None):
        """A page number that is none, or lies beyond the limit, is a fault of the request."""
        text = request.query_params.get(self.page_query_param, "1")
        size = self.get_page_size(request)
        if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) >= 1):
            raise serializers.ValidationError({self.page_query_param: [_("Ask for a page by its number, from 1.")]})
        if (int(text) - 1) * size >= MOST_OFFSET:
            raise serializers.ValidationError(
                {self.page_query_param: [_("Pages end at row %(most)d. Narrow the search.") % {"most": MOST_OFFSET}]}
            )
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response_schema(self, schema):
        """As it is answered."""
        return _ends(super().get_paginated_response_schema(schema))

    def get_paginated_response(self, data):
        """As the cursor pages, with the count."""
        ends = {"next": self.get_next_link(), "previous": self.get_previous_link()}
        return Response({"count": self.page.paginator.count, **ends, "results": data})
