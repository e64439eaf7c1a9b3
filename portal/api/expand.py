"""``?expand=contract,lines``: neighbours of a thing in the same answer, and links to its page and its address.

What is expanded stands under ``expanded``, so no field ever changes its type. Each neighbour is read once for all rows
of an answer, through a query that knows its reader: what one may not see is null. Decision 0043.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import QuerySet
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.fields import SkipField

from portal.api.fields import WonField
from portal.api.filters import BadQuery
from portal.partners.queries import opened_by
from portal.registry import Registry

EXPAND = "expand"
ADDRESS = "api_url"  # the field that tells where a thing is read
PLAIN = re.compile(r"[A-Za-z0-9_.~-]*", re.ASCII)  # stands in an address as it is
SENTINELS = ("00000000-0000-4000-8000-000000000000", "ZZZ-0000-9876543210", "99999998")


@dataclass(frozen=True, slots=True)
class Expansion:
    """A neighbour: ``found(user)`` are those that the reader may see, by ``key`` equal to the row's ``by``.

    ``many`` is for neighbours that point back at the row, such as the lines of a contract. ``serializer`` may be a
    function where the modules would import each other. ``scope`` opens the neighbour's own address: without it nothing
    is told here either; none where whoever reads the row may read the neighbour.
    """

    serializer: Any
    found: Callable[[Any], QuerySet]
    by: str = "pk"
    key: str = "pk"
    many: bool = False
    scope: str | Callable[[], str] = ""

    def is_open_to(self, request: Any) -> bool:
        """Whether the token opens the neighbour: one role is lent by many scopes, so the query alone does not tell."""
        scope = self.scope if isinstance(self.scope, str) else self.scope()
        return not scope or request.auth is None or scope in opened_by(request.auth.scopes)

    @property
    def out(self) -> type[serializers.BaseSerializer]:
        """The class that writes it."""
        known = isinstance(self.serializer, type) and issubclass(self.serializer, serializers.BaseSerializer)
        return self.serializer if known else self.serializer()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """How an app tells a thing of its own to the lists of other apps; ``scope`` as in ``Expansion``."""

    serializer: type[serializers.BaseSerializer]
    found: Callable[[Any], QuerySet]
    scope: str = ""


neighbours: Registry[Neighbour] = Registry("neighbours in the API")


def neighbour(name: str, by: str, *, key: str = "pk", many: bool = False) -> Expansion:
    """The thing that another app entered under ``name``: what it is to its reader is that app's matter."""

    def entry() -> Neighbour:
        found = neighbours.get(name)
        if found is None:
            raise LookupError(f"nobody entered {name!r} as a neighbour")
        return found

    return Expansion(
        lambda: entry().serializer,
        lambda user: entry().found(user),
        by=by,
        key=key,
        many=many,
        scope=lambda: entry().scope,
    )


def at(row: Any, path: str) -> Any:
    """The value at ``product.company_id`` of a row."""
    for step in path.split("."):
        row = row.get(step) if isinstance(row, dict) else getattr(row, step, None)
        if row is None:
            return None
    return row


def expansions_of(view: Any) -> dict[str, Expansion]:
    """What the answers of a view can expand."""
    if not callable(getattr(view, "get_serializer_class", None)):
        return {}
    return getattr(view.get_serializer_class(), "expansions", {}) or {}


def asked_expansions(request: Any, allowed: Iterable[str]) -> list[str]:
    """Names of ``?expand=``; another is a 400."""
    names = [part.strip() for part in request.query_params.get(EXPAND, "").split(",") if part.strip()]
    if set(names) - set(allowed):
        known = ", ".join(sorted(allowed)) or "–"
        raise BadQuery({EXPAND: [_("Possible to expand are: %(known)s.") % {"known": known}]})
    return list(dict.fromkeys(names))


def expanded_for(rows: Iterable[Any], names: list[str], expansions: dict[str, Expansion], context: dict) -> dict:
    """For each name the neighbours of all rows, by the value of ``by``: one query each, whatever the rows are."""
    rows, loaded = list(rows), {}
    inner = {key: value for key, value in context.items() if key != "expanded"}
    for name in names:
        expansion = expansions[name]
        if not expansion.is_open_to(context["request"]):
            loaded[name] = {}
            continue
        wanted = {value for row in rows if (value := at(row, expansion.by)) is not None}
        found = list(expansion.found(context["request"].user).filter(**{f"{expansion.key}__in": wanted}))
        told = expansion.out(found, many=True, context=inner).data
        keys = [at(thing, expansion.key.replace("__", ".")) for thing in found]
        if expansion.many:
            groups: dict[Any, list[Any]] = defaultdict(list)
            for key, data in zip(keys, told, strict=True):
                groups[key].append(data)
            loaded[name] = groups
        else:
            loaded[name] = dict(zip(keys, told, strict=True))
    return loaded


class ExpandedField(serializers.Field):
    """``expanded`` of an answer: only where something was asked for."""

    def __init__(self, expansions: dict[str, Expansion], **options):
        self.expansions = expansions
        super().__init__(required=False, **options)

    def get_attribute(self, instance):
        """The row itself; nothing where nothing is expanded, or where this row is a neighbour itself."""
        loaded = self.context.get("expanded")
        if loaded is None or loaded["of"] is not type(self.parent):
            raise SkipField
        return instance

    def to_representation(self, value) -> dict[str, Any]:
        """By name: one or null, or a list."""
        return beside_row(value, self.context["expanded"]["by_name"], self.expansions)


def beside_row(row: Any, found: dict[str, dict], expansions: dict[str, Expansion]) -> dict[str, Any]:
    """The neighbours of one row among those that were found for all."""
    return {
        name: by_key.get(at(row, expansions[name].by), [] if expansions[name].many else None)
        for name, by_key in found.items()
    }


@lru_cache(maxsize=200)
def _beside(out: type[serializers.BaseSerializer]) -> type[serializers.BaseSerializer]:
    """How a neighbour is described: as in its own answers, but it expands nothing itself."""
    if not getattr(out, "expansions", None):
        return out
    return type(f"{out.__name__.removesuffix('Out')}BesideOut", (out,), {"expansions": {}, "__doc__": out.__doc__})


class DescribeExpanded(OpenApiSerializerFieldExtension):
    """``expanded`` in the description: each neighbour by the schema of its own answers."""

    target_class = "portal.api.expand.ExpandedField"

    def map_serializer_field(self, auto_schema, direction):
        """An object whose properties are there when they were asked for."""
        properties = {}
        for name, expansion in self.target.expansions.items():
            ref = auto_schema.resolve_serializer(_beside(expansion.out), direction).ref
            one = {"oneOf": [ref, {"type": "null"}]}
            properties[name] = {"type": "array", "items": ref} if expansion.many else one
        return {"type": "object", "description": "What `expand` asked for.", "properties": properties}


# Links ---------------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=500)
def _around(urlconf: str | None, name: str, kwarg: str) -> tuple[str, str] | None:
    """The address before and after its key: reversed once, not for every row. None: its keys are like none of ours."""
    for sentinel in SENTINELS:
        try:
            before, _key, after = reverse(name, kwargs={kwarg: sentinel}).rpartition(sentinel)
        except NoReverseMatch:
            continue
        return before, after
    return None


def link_to(request: Any, name: str, kwarg: str) -> Callable[[str], str]:
    """For many links of one answer: what a key makes of it, absolute."""
    base, around = base_of(request), _around(get_urlconf(), name, kwarg)
    if around is None:
        return lambda key: base + reverse(name, kwargs={kwarg: key})
    before, after = base + around[0], around[1]
    return lambda key: f"{before}{key if PLAIN.fullmatch(key) else quote(key)}{after}"


def base_of(request: Any) -> str:
    """Scheme and host as the reader knows them."""
    return settings.BASE_URL if request is None else request.build_absolute_uri("/")[:-1]


class Told(serializers.Serializer):
    """What answers from models share: whole won are JSON integers, whatever column they come from."""

    def build_standard_field(self, field_name, model_field):
        """``…_won`` by ``WonField``."""
        made, options = super().build_standard_field(field_name, model_field)  # type: ignore[misc]
        if field_name.endswith("_won") and issubclass(made, serializers.DecimalField):
            kept = ("read_only", "allow_null", "help_text", "label", "required")
            return WonField, {name: options[name] for name in kept if name in options}
        return made, options


class Thing(Told):
    """What the answers of things share: links to page and address, and neighbours on request.

    ``page`` and ``door`` name the URL of the page and of the API; ``page_by`` and ``door_by`` are the argument and the
    attribute that fills it: ``"uid"``, ``"number=contract.number"``, or ``"name=self"`` for how the thing is written.
    """

    expansions: dict[str, Expansion] = {}
    page = ""
    page_by = "uid"
    door = ""
    door_by = "uid"

    def get_fields(self):
        """Own fields, then the links, then what was expanded."""
        fields = super().get_fields()
        if self.page:
            fields["url"] = LinkField(self.page, self.page_by, help_text="Its page.")
        if self.door:
            fields[ADDRESS] = LinkField(self.door, self.door_by, help_text="Its address in this API.")
        if self.expansions:
            fields["expanded"] = ExpandedField(self.expansions)
        return fields


class LinkField(serializers.URLField):
    """An absolute address."""

    def __init__(self, name: str, by: str, **options):
        self.name = name
        self.kwarg, _equals, attribute = by.partition("=")
        self.path = attribute or self.kwarg
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, value) -> str | None:
        """Of this row; null where it has no key yet."""
        key = str(value) if self.path == "self" else at(value, self.path)
        if key is None:
            return None
        link = self.__dict__.get("_link")  # made once for all rows of the answer
        if link is None:
            link = self.__dict__["_link"] = link_to(self.context.get("request"), self.name, self.kwarg)
        return link(str(key))


# Views ---------------------------------------------------------------------------------------------------------------
def expand_parameters(view: Any, method: str) -> list[OpenApiParameter]:
    """``expand`` where the answers of the operation have it."""
    asked = method == "GET" and getattr(view, "expands", None) is not None and view.expands()
    names = sorted(expansions_of(view)) if asked else []
    if not names:
        return []
    schema = {"type": "array", "items": {"type": "string", "enum": names}}
    said = "Neighbours to tell in the same answer, under `expanded`; what you or the token may not see is null."
    return [OpenApiParameter(EXPAND, schema, "query", description=said, explode=False, style="form")]


def expanded_by_hand(rows: list, view: Any, expansions: dict[str, Expansion]) -> dict[str, dict]:
    """The neighbours that the request asks for, by name and key; for rows that no serializer writes."""
    names = asked_expansions(view.request, expansions)
    context = {"request": view.request, "view": view}
    return expanded_for(rows, names, expansions, context) if names else {}


def with_expanded(serializer: Any, view: Any) -> Any:
    """The serializer of rows, its neighbours loaded if the request asks for them."""
    one = serializer.child if isinstance(serializer, serializers.ListSerializer) else serializer
    names = asked_expansions(view.request, one.expansions) if getattr(one, "expansions", None) else []
    if names:
        rows = serializer.instance if serializer is not one else [serializer.instance]
        found = expanded_for(rows, names, one.expansions, serializer._context)
        serializer._context["expanded"] = {"of": type(one), "by_name": found}
    return serializer
