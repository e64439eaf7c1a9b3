"""Filters and order by allow-list; whatever is not valid is a 400 with its parameter, never a 500."""

import re

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as drf_filters
from rest_framework import filters, serializers

from portal.api.limits import MOST_IN_FILTER, MOST_SEARCH


class ApiFilterSet(drf_filters.FilterSet):
    """Base of an API's filters: name each filter; no ``fields = "__all__"``, no lookups from the query."""


class _ChoicesField(forms.CharField):
    def to_python(self, value):
        """``a,b,c`` as a list."""
        text = super().to_python(value)
        wanted = [part.strip() for part in text.split(",") if part.strip()] if text else []
        if len(wanted) > MOST_IN_FILTER:
            raise ValidationError(_("Ask for at most %(most)d values at once."), params={"most": MOST_IN_FILTER})
        for part in wanted:
            if len(part) > 100 or not re.fullmatch(r"[\w.:-]+", part):
                raise ValidationError(_("“%(part)s” is not a value of this filter."), params={"part": part[:40]})
        return wanted


class InFilter(django_filters.Filter):
    """``?state__in=open,closed``: at most 200 values."""

    field_class = _ChoicesField

    def __init__(self, *arguments, **options):
        options.setdefault("lookup_expr", "in")
        super().__init__(*arguments, **options)


class MomentFilter(django_filters.IsoDateTimeFilter):
    """``?since=2026-03-02T14:00:00+09:00``: a whole moment; parts of dates (``__year``) are not offered."""


class SearchFilter(django_filters.CharFilter):
    """``?q=``: up to 100 characters; the view's query decides what one alone means."""

    def __init__(self, *arguments, **options):
        options.setdefault("max_length", MOST_SEARCH)
        super().__init__(*arguments, **options)


class AllowedOrder(filters.OrderingFilter):
    """``?ordering=-closes_at`` from the view's ``ordering_fields`` only; another is a 400, not silently ignored."""

    def remove_invalid_fields(self, queryset, fields, view, request):
        """All must be allowed."""
        allowed = {name for name, _label in self.get_valid_fields(queryset, view, {"request": request})}
        strange = [field for field in fields if field.lstrip("-") not in allowed or field.startswith("--")]
        if strange or len(fields) > 3:
            known = ", ".join(sorted(allowed)) or "–"
            raise serializers.ValidationError(
                {self.ordering_param: [_("Order is possible by: %(known)s.") % {"known": known}]}
            )
        return fields

    def get_default_valid_fields(self, queryset, view, context=None):
        """Nothing unless the view allows it: DRF would offer every serializer field."""
        return []
