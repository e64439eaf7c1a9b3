"""Pages of results by sealed cursor: at most 100 rows, none skipped and none twice while rows come and go.

A cursor names the last row that was told by all columns of the order, the primary key last, so equal values and empty
ones are no trouble and page 10,000 costs what page 1 costs. It is sealed, because keys are counted over all companies:
from the gaps between its own a bidder could tell how many others have bid. Decision 0043.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework import pagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from portal.api.filters import BadQuery, order_asked
from portal.api.limits import MOST_PER_PAGE
from portal.keys import keys_for

SIZE = "page_size"
CURSOR = "cursor"
PURPOSE = "portal.api.cursor"
OF_PAGES = (CURSOR, SIZE)
USUAL = 25
STEP = 48  # bytes: cursors come in few lengths
KINDS: dict[str, Any] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal, "u": UUID}


def asked_size(request: Any, default: int = USUAL) -> int:
    """Strict: 1 to 100, else 400."""
    text = request.query_params.get(SIZE)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST_PER_PAGE):
        raise BadQuery({SIZE: [_("Ask for 1 to %(most)d rows a page.") % {"most": MOST_PER_PAGE}]})
    return int(text)


# The cursor ----------------------------------------------------------------------------------------------------------
def _packed(value: Any) -> Any:
    """A value of a column as JSON keeps it."""
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Decimal):
        return ["n", str(value)]
    if isinstance(value, UUID):
        return ["u", str(value)]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _unpacked(value: Any) -> Any:
    return KINDS[value[0]](value[1]) if isinstance(value, list) else value


def give_cursor(of: str, content: Any) -> str:
    """A sealed position in the list named ``of``; its length tells no more than tens of letters.

    Source: RFC 5297 (AES-SIV: the same position is the same text, and any change is noticed).
    """
    plain = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % STEP)
    return urlsafe_b64encode(AESSIV(keys_for(PURPOSE)[0]).encrypt(plain, [of.encode()])).decode().rstrip("=")


def read_cursor(of: str, request: Any) -> Any:
    """What stands in the request's cursor; None without one, a 400 for one that this list did not give."""
    given = request.query_params.get(CURSOR)
    if given is None:
        return None
    try:
        sealed = urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except ValueError as error:
        raise strange_cursor() from error
    for key in keys_for(PURPOSE):
        try:
            return json.loads(AESSIV(key).decrypt(sealed, [of.encode()]))
        except (InvalidTag, ValueError):
            continue
    raise strange_cursor()


def strange_cursor() -> BadQuery:
    """The 400 of a cursor that does not belong here."""
    return BadQuery({CURSOR: [_("This cursor is not one of this list and order. Start without it.")]})


# Order and position --------------------------------------------------------------------------------------------------
def full_order(request: Any, view: Any) -> tuple[str, ...]:
    """The order asked for, or the view's, ended by the primary key."""
    own = getattr(view, "ordering", "-pk")
    order = order_asked(request, view) or ((own,) if isinstance(own, str) else tuple(own))
    if order[-1].removeprefix("-") in ("pk", "id"):
        return order
    return (*order, "-pk" if order[-1].startswith("-") else "pk")


def _turned(order: Sequence[str]) -> tuple[str, ...]:
    return tuple(path[1:] if path.startswith("-") else f"-{path}" for path in order)


def value_of(row: Any, path: str) -> Any:
    """The value at ``contract__number`` of a row."""
    for step in path.removeprefix("-").split("__"):
        row = row.get(step) if isinstance(row, dict) else getattr(row, step, None)
        if row is None:
            return None
    return row.pk if isinstance(row, Model) else row


def _may_be_empty(model: type[Model], path: str) -> bool:
    """Whether a column of the path may be null; an annotation may."""
    empty = False
    for step in path.split("__"):
        try:
            field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        except FieldDoesNotExist:
            return True
        empty |= bool(getattr(field, "null", False))
        model = field.related_model or model  # type: ignore[union-attr,assignment]
    return empty


def behind(model: type[Model], order: Sequence[str], position: Sequence[Any]) -> Q:
    """Rows that come after ``position`` in ``order``. PostgreSQL puts nulls last going up and first going down."""
    found, same = Q(), Q()
    for place, (signed, value) in enumerate(zip(order, position, strict=True)):
        path, down = signed.removeprefix("-"), signed.startswith("-")
        empty = _may_be_empty(model, path)
        if value is None:
            further = Q(**{f"{path}__isnull": False}) if down else None
        else:
            further = Q(**{f"{path}__{'lt' if down else 'gt'}": value})
            if empty and not down:
                further |= Q(**{f"{path}__isnull": True})
        if further is not None:
            found |= same & further
        if place == 0 and value is not None and not (empty and not down):
            first = Q(**{f"{path}__{'lte' if down else 'gte'}": value})  # what an index can begin with
        elif place == 0:
            first = Q()
        same &= Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
    return first & found


# Pages ---------------------------------------------------------------------------------------------------------------
class CursorPages(pagination.BasePagination):
    """``{"next": …, "previous": …, "results": […]}``, of rows of the database or of a list that a rule made."""

    next_cursor: str | None = None
    previous_cursor: str | None = None

    def paginate_queryset(self, queryset, request, view=None):
        """The rows of one page."""
        self.request = request
        size = asked_size(request, getattr(view, "page_size", USUAL))
        if isinstance(queryset, QuerySet):
            return self._rows(queryset, request, view, size)
        return self._part(list(queryset), request, view, size)

    def _rows(self, rows: QuerySet, request: Any, view: Any, size: int) -> list[Any]:
        of, order = rows.model._meta.label_lower, full_order(request, view)
        given, back = read_cursor(of, request), False
        if given is not None:
            if given.get("o") != list(order) or len(given.get("p", ())) != len(order):
                raise strange_cursor()
            back = bool(given.get("b"))
            way = _turned(order) if back else order
            rows = rows.filter(behind(rows.model, way, [_unpacked(value) for value in given["p"]]))
        found = list(rows.order_by(*(_turned(order) if back else order))[: size + 1])
        more, page = len(found) > size, found[:size]
        if back:
            page.reverse()

        def cursor(row: Any, backward: bool) -> str:
            position = [_packed(value_of(row, path)) for path in order]
            return give_cursor(of, {"o": list(order), "p": position} | ({"b": 1} if backward else {}))

        if page and (more or back):
            self.next_cursor = cursor(page[-1], False)
        if page and given is not None and (more or not back):
            self.previous_cursor = cursor(page[0], True)
        return page

    def _part(self, rows: list[Any], request: Any, view: Any, size: int) -> list[Any]:
        """Of a list in memory: the position is the place, the order is kept in the cursor."""
        of, order = f"list:{type(view).__name__}", order_asked(request, view) or ()
        for path in reversed(order):
            down = path.startswith("-")
            filled = [row for row in rows if value_of(row, path) is not None]
            empty = [row for row in rows if value_of(row, path) is None]
            filled.sort(key=lambda row, path=path: value_of(row, path), reverse=down)
            rows = [*empty, *filled] if down else [*filled, *empty]
        given = read_cursor(of, request)
        if given is not None and given.get("o") != list(order):
            raise strange_cursor()
        start = 0 if given is None else int(given["n"])

        def cursor(place: int) -> str:
            return give_cursor(of, {"o": list(order), "n": place})

        if len(rows) > start + size:
            self.next_cursor = cursor(start + size)
        if start > 0:
            self.previous_cursor = cursor(max(0, start - size))
        return rows[start : start + size]

    def _link(self, cursor: str | None) -> str | None:
        here = self.request.build_absolute_uri()
        return None if cursor is None else replace_query_param(remove_query_param(here, CURSOR), CURSOR, cursor)

    def get_next_link(self) -> str | None:
        """The page after it."""
        return self._link(self.next_cursor)

    def get_previous_link(self) -> str | None:
        """The page before it."""
        return self._link(self.previous_cursor)

    def get_paginated_response(self, data) -> Response:
        """The page with its neighbours."""
        return Response({"next": self.get_next_link(), "previous": self.get_previous_link(), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """As it is answered."""
        end = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**end, "description": "Address of the next page; null on the last."},
                "previous": {**end, "description": "Address of the page before; null on the first."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view) -> list[dict[str, Any]]:
        """``cursor`` and ``page_size``."""
        size = {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": USUAL}
        cursor = {"type": "string", "minLength": 86, "maxLength": 2000, "pattern": "^[A-Za-z0-9_-]+$"}
        told = "Take it from `next` or `previous`; it belongs to this list and order."
        return [
            {"name": CURSOR, "in": "query", "required": False, "description": told, "schema": cursor},
            {"name": SIZE, "in": "query", "required": False, "description": "Rows a page.", "schema": size},
        ]
