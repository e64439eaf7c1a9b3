"""Serializer fields that take exactly their type: true is not 1, "1e3" is not a quantity, unknown fields are errors."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError as Invisible
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portal.api.limits import MOST_ROWS_PER_CALL
from portal.forms import FIRST_YEAR, LAST_YEAR
from portal.text import refuse_invisible

PLAIN_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,20})?")


class StrictSerializer(serializers.Serializer):
    """Input of a POST, PUT or PATCH: a field it does not know is an error, so nothing is silently ignored."""

    def to_internal_value(self, data):
        """All faults at once: fields it does not know or only tells, and whatever is wrong with the others."""
        unknown: dict[str, list] = {}
        if isinstance(data, dict):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {str(name): [_("This field is not taken here.")] for name in data if name not in known}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as wrong:
            if not unknown:
                raise
            raise serializers.ValidationError({**unknown, **wrong.detail}) from wrong
        if unknown:
            raise serializers.ValidationError(unknown)
        return value


class BooleanField(serializers.BooleanField):
    """``true`` or ``false``, nothing that merely looks like it."""

    TRUE_VALUES = {True}
    FALSE_VALUES = {False}

    def to_internal_value(self, data):
        """Only JSON's own two."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class IntegerField(serializers.IntegerField):
    """A JSON integer within its limits; no text, no 1.0, no true."""

    default_error_messages = {"invalid": _("Send a whole number, without quotation marks.")}

    def to_internal_value(self, data):
        """An int that is not a bool."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class DigitsField(serializers.IntegerField):
    """A whole number in a query: digits of ASCII; Python would take those of every script, signs and blanks."""

    def to_internal_value(self, data):
        """Plain digits."""
        if not (str(data).isascii() and str(data).isdigit()):
            self.fail("invalid")
        return super().to_internal_value(data)


class DecimalField(serializers.DecimalField):
    """A number, or the same as text in plain digits: no exponent, no separators, no digits of other scripts."""

    default_error_messages = {"invalid": _("Send a number in plain digits, such as 1500 or 12.5, without an exponent.")}

    def to_internal_value(self, data):
        """Plain digits only; then DRF's own checks of digits and limits."""
        if isinstance(data, bool) or not isinstance(data, int | Decimal | str):
            self.fail("invalid")
        if not PLAIN_DECIMAL.fullmatch(str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.INT64)
class WonField(DecimalField):
    """Whole won, 0 to 999,999,999,999,999; out as an integer."""

    def __init__(self, **options):
        options.setdefault("min_value", Decimal(0))
        super().__init__(max_digits=15, decimal_places=0, **options)

    def to_representation(self, value):
        """Whole won have no decimals: a JSON integer loses nothing below 2^53."""
        return int(value)


class TextField(serializers.CharField):
    """Text a person can see, composed (NFC); a number is not text."""

    default_error_messages = {
        "invalid": _("Send text in quotation marks."),
        "control": _("This text holds control characters. Remove them."),
    }

    def to_internal_value(self, data):
        """Only JSON text, without control characters except line breaks and tabs."""
        if not isinstance(data, str):
            self.fail("invalid")
        if any(unicodedata.category(character) == "Cc" and character not in "\t\n\r" for character in data):
            self.fail("control")
        try:
            refuse_invisible(data)
        except Invisible as refusal:
            raise serializers.ValidationError(refusal.messages) from refusal
        return unicodedata.normalize("NFC", super().to_internal_value(data))


class DayField(serializers.DateField):
    """A day between 1900 and 2100, as in the forms: what is reckoned from it stays a day."""

    default_error_messages = {"year": _("Choose a day between the years %(first)s and %(last)s.")}

    def to_internal_value(self, value):
        """``2026-03-02``."""
        day = super().to_internal_value(value)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            words = self.error_messages["year"] % {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise serializers.ValidationError(words, code="year")
        return day


class ZonedDateTimeField(serializers.DateTimeField):
    """A moment with its zone: ``2026-03-02T14:00:00+09:00``; without a zone it would be guessing."""

    default_error_messages = {"zone": _("Send the time zone too, such as 2026-03-02T14:00:00+09:00.")}

    def to_internal_value(self, value):
        """ISO 8601 with an offset."""
        if isinstance(value, str) and not re.search(r"(Z|[+-]\d{2}:?\d{2})$", value):
            self.fail("zone")
        return super().to_internal_value(value)


class RowsField(serializers.ListField):
    """A list of at most 100 rows in one call."""

    def __init__(self, **options):
        options.setdefault("max_length", MOST_ROWS_PER_CALL)
        super().__init__(**options)


def refuse_fields(request: Any) -> None:
    """For a call that takes nothing: a body that holds something, or cannot be read, is refused like any other."""
    StrictSerializer(data=request.data).is_valid(raise_exception=True)
