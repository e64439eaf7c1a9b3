"""Filters and order by allow-list; whatever is not valid is a 400 with its parameter, never a 500.

One style of names for all lists, decision 0043: choices and codes take commas, ranges are ``…_from`` and ``…_before``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as drf_filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.filters import BaseFilterBackend

from portal.api.limits import MOST_IN_FILTER, MOST_SEARCH
from portal.clock import SEOUL

ORDERING = "ordering"
MOST_ORDERS = 3
CODE = "[A-Za-z0-9_.:-]{1,100}"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+ -]\d{2}:?\d{2})", re.ASCII)
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)  # no row lies beyond: what is asked beyond means the same


class BadQuery(serializers.ValidationError):
    """A 400 about the query; ``in_query`` says so whatever the method is."""

    in_query = True


class ApiFilterSet(drf_filters.FilterSet):
    """Base of an API's filters: name each filter; no ``fields = "__all__"``, no lookups from the query."""


def _describe(found: django_filters.Filter, schema: dict[str, Any]) -> None:
    """What the description says of a filter: its exact values, and its label in words."""
    told = {"description": str(found._label)} if getattr(found, "_label", None) else {}
    extend_schema_field({**schema, **told})(found)


# Lists of values -----------------------------------------------------------------------------------------------------
class _ListField(forms.CharField):
    """``a,b,c`` as a list; each a code, and one of ``allowed`` where these are given."""

    def __init__(self, *arguments, allowed: Iterable[str] | None = None, pattern: str = CODE, **options):
        self.allowed = None if allowed is None else list(allowed)
        self.pattern = pattern
        super().__init__(*arguments, **options)

    def to_python(self, value):
        """The values, each once."""
        text = super().to_python(value)
        wanted = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip())) if text else []
        if len(wanted) > MOST_IN_FILTER:
            raise ValidationError(_("Ask for at most %(most)d values at once."), params={"most": MOST_IN_FILTER})
        for part in wanted:
            if self.allowed is not None and part not in self.allowed:
                raise ValidationError(
                    _("“%(part)s” is not possible here. Possible are: %(known)s."),
                    params={"part": part[:40], "known": ", ".join(self.allowed)},
                )
            if self.allowed is None and not re.fullmatch(self.pattern, part):
                raise ValidationError(_("“%(part)s” is not a value of this filter."), params={"part": part[:40]})
        return wanted


class _CommaFilter(django_filters.BaseCSVFilter):
    """The description's array with commas (``explode: false``); the values come from ``_ListField``."""

    item: dict[str, Any] = {"type": "string", "pattern": f"^{CODE}$"}

    def __init__(self, field_name: str | None = None, *, item: dict[str, Any] | None = None, **options):
        options.setdefault("lookup_expr", "in")
        super().__init__(field_name, **options)
        self.field_class = _ListField
        self.extra.pop("help_text", None)
        _describe(self, item or self.item)


class CodesFilter(_CommaFilter):
    """``?contract=CT-2026-0001,CT-2026-0002``: codes or numbers, at most 200."""


class ChoicesFilter(_CommaFilter):
    """``?state=open,closed``: values of one set of choices; another is a 400, not an empty list."""

    def __init__(self, choices: Any, field_name: str | None = None, **options):
        values = list(getattr(choices, "values", choices))
        super().__init__(field_name, allowed=values, item={"type": "string", "enum": values}, **options)


def choices_of(model: type[Model], name: str, field_name: str | None = None, **options) -> ChoicesFilter:
    """``state = choices_of(Delivery, "state")``: the choices of a column."""
    values = [value for value, _label in model._meta.get_field(name).flatchoices if value != ""]  # type: ignore[union-attr]
    return ChoicesFilter(values, field_name, **options)


class UidsFilter(_CommaFilter):
    """``?company=<uid>,<uid>``."""

    def __init__(self, field_name: str | None = None, **options):
        pattern = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
        super().__init__(field_name, pattern=pattern, item={"type": "string", "format": "uuid"}, **options)


class WordsFilter(_CommaFilter):
    """``?maker=한빛,SKF``: words as somebody wrote them; a comma divides."""

    def __init__(self, field_name: str | None = None, **options):
        item = {"type": "string", "pattern": "^[^\\u0000-\\u001f\\u007f,]{1,100}$"}
        super().__init__(field_name, pattern=r"[^\x00-\x1f]{1,100}", item=item, **options)


# One value -----------------------------------------------------------------------------------------------------------
class _DayField(forms.CharField):
    def to_python(self, value):
        """A day as ISO 8601 writes it."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            if not DAY.fullmatch(text):
                raise ValueError(text)
            return min(max(date.fromisoformat(text), EARLIEST), LATEST)
        except ValueError as error:
            raise ValidationError(_("Send a day like 2026-03-02.")) from error


class _MomentField(forms.CharField):
    def to_python(self, value):
        """A moment with its zone; a day stands for its beginning in Korea."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            if DAY.fullmatch(text):
                return datetime.combine(min(max(date.fromisoformat(text), EARLIEST), LATEST), time(), SEOUL)
            if not MOMENT.fullmatch(text):
                raise ValueError(text)
            found = datetime.fromisoformat(text.upper().replace(" ", "+"))  # a plus that nobody encoded is a space
        except ValueError as error:
            raise ValidationError(
                _("Send a moment with its zone like 2026-03-02T14:00:00+09:00, or a day like 2026-03-02.")
            ) from error
        if not EARLIEST.year < found.year < LATEST.year:
            found = datetime(EARLIEST.year if found.year <= EARLIEST.year else LATEST.year, 1, 1, tzinfo=UTC)
        return found.astimezone(UTC)  # PostgreSQL takes no offset of sixteen hours or more


class _YesNoField(forms.CharField):
    def to_python(self, value):
        """``true`` or ``false``."""
        text = super().to_python(value)
        if text in ("", "true", "false"):
            return {"true": True, "false": False}.get(text)
        raise ValidationError(_("Send true or false."))


class _WholeField(forms.CharField):
    def __init__(self, *arguments, least: int = 0, most: int = 2**31 - 1, **options):
        self.least, self.most = least, most
        super().__init__(*arguments, **options)

    def to_python(self, value):
        """Plain digits within the limits."""
        text = super().to_python(value)
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,15}", text, re.ASCII) or not self.least <= int(text) <= self.most:
            limits = {"least": self.least, "most": self.most}
            raise ValidationError(_("Send a whole number from %(least)d to %(most)d."), params=limits)
        return int(text)


class DayFilter(django_filters.Filter):
    """``?due_from=2026-03-02``."""

    field_class = _DayField

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        _describe(self, {"type": "string", "format": "date"})


class MomentFilter(django_filters.Filter):
    """``?closes_from=2026-03-02T14:00:00+09:00``; a day alone begins at midnight in Korea."""

    field_class = _MomentField

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        kinds = [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]
        _describe(self, {"anyOf": kinds})


class YesNoFilter(django_filters.Filter):
    """``?open=true``."""

    field_class = _YesNoField

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        _describe(self, {"type": "boolean"})


class WholeFilter(django_filters.Filter):
    """``?year=2026``."""

    field_class = _WholeField

    def __init__(self, field_name: str | None = None, *, least: int = 0, most: int = 2**31 - 1, **options):
        super().__init__(field_name, least=least, most=most, **options)
        _describe(self, {"type": "integer", "minimum": least, "maximum": most})


class SearchFilter(django_filters.CharFilter):
    """``?q=``: up to 100 characters; the view's query decides what one alone means."""

    def __init__(self, *arguments, **options):
        options.setdefault("max_length", MOST_SEARCH)
        super().__init__(*arguments, **options)
        _describe(
            self, {"type": "string", "maxLength": MOST_SEARCH, "pattern": "^[^\\u0000-\\u0008\\u000e-\\u001f\\u007f]*$"}
        )


def days(field_name: str, label: Any = None) -> tuple[DayFilter, DayFilter]:
    """``due_from, due_before = days("due_on")``: from a day on, and before a day."""
    return DayFilter(field_name, "gte", label=label), DayFilter(field_name, "lt", label=label)


def moments(field_name: str, label: Any = None) -> tuple[MomentFilter, MomentFilter]:
    """``closes_from, closes_before = moments("closes_at")``: from a moment on, and before a moment."""
    return MomentFilter(field_name, "gte", label=label), MomentFilter(field_name, "lt", label=label)


# Order ---------------------------------------------------------------------------------------------------------------
def orders_of(view: Any) -> dict[str, str]:
    """What a list may be ordered by: the name in the API, and the path to the column."""
    allowed = getattr(view, "ordering_fields", ()) or ()
    return dict(allowed) if isinstance(allowed, Mapping) else {name: name for name in allowed}


def order_asked(request: Any, view: Any) -> tuple[str, ...] | None:
    """Paths of columns in the order of ``?ordering=``, or None; names outside the allow-list are a 400."""
    text = request.query_params.get(ORDERING)
    if not text:
        return None
    allowed = orders_of(view)
    names = [part.strip() for part in text.split(",") if part.strip()]
    plain = [name.removeprefix("-") for name in names]
    if set(plain) - set(allowed) or len(names) > MOST_ORDERS:
        known = ", ".join(sorted(allowed)) or "–"
        raise BadQuery({ORDERING: [_("Order is possible by: %(known)s.") % {"known": known}]})
    order: dict[str, str] = {}
    for name, short in zip(names, plain, strict=True):
        order.setdefault(short, "-" if name.startswith("-") else "")  # named twice: the first counts
    return tuple(f"{sign}{allowed[short]}" for short, sign in order.items()) or None


class AllowedOrder(BaseFilterBackend):
    """``?ordering=-closes_at``, from the view's ``ordering_fields`` only. ``portal.api.paging`` puts the rows so."""

    def filter_queryset(self, request, queryset, view):
        """All must be allowed; rows are ordered where they are cut into pages."""
        order_asked(request, view)
        return queryset

    def get_schema_operation_parameters(self, view) -> list[dict[str, Any]]:
        """An array with commas."""
        names = list(orders_of(view))
        if not names:
            return []
        values = [*names, *(f"-{name}" for name in names)]
        return [
            {
                "name": ORDERING,
                "in": "query",
                "required": False,
                "description": "Columns to order by; with a minus the largest first.",
                "style": "form",
                "explode": False,
                "schema": {
                    "type": "array",
                    "items": {"type": "string", "enum": values},
                    "maxItems": MOST_ORDERS,
                },
            }
        ]


# Parameters ----------------------------------------------------------------------------------------------------------
def check_parameters(request: Any, known: Iterable[str], also: Callable[[str], bool] = lambda _name: False) -> None:
    """A parameter that the operation does not have, one sent twice, or an empty one, is a 400 that names it."""
    known = set(known)
    faults: dict[str, list[Any]] = {}
    for name, values in request.query_params.lists():
        if name not in known and not also(name):
            told = ", ".join(sorted(known)) or "–"
            faults[name[:100]] = [_("There is no such parameter. Possible are: %(known)s.") % {"known": told}]
        elif len(values) > 1:
            faults[name[:100]] = [_("Send this parameter once; several values stand with commas.")]
        elif not values[0] or (name != "q" and not values[0].strip(", ")):  # a list of nothing asks for everything
            faults[name[:100]] = [_("This parameter is empty. Leave it out where you do not need it.")]
    if faults:
        raise BadQuery(dict(list(faults.items())[:20]))
