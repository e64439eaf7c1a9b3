"""Inputs that several areas need: words, days, numbers with commas."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, TextField


def words_field(label, hint: object = "", *, rows: int = 3, most: int = 1000, required: bool = True) -> TextField:
    """Words that others read."""
    area = forms.Textarea(attrs={"rows": rows, "data-span": "full"})
    return TextField(label=label, max_length=most, help_text=hint, required=required, widget=area)


def day_field(label, hint: object = "", *, required: bool = True) -> forms.DateField:
    """A day."""
    picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return DayField(label=label, help_text=hint, required=required, widget=picker)


class NumberField(forms.DecimalField):
    """A number as people type it, with commas that group thousands.

    >>> NumberField().clean("1,342.50")
    Decimal('1342.50')
    """

    def __init__(self, *, unit: object = "", **options):
        attrs = {"inputmode": "decimal", "class": "num", "autocomplete": "off"} | ({"data-unit": unit} if unit else {})
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**options)

    def prepare_value(self, value):
        """Grouped, without the zeros that only storage wrote."""
        if isinstance(value, str) or value is None:
            return value
        return f"{Decimal(value).normalize():,f}"

    def to_python(self, value):
        """Digits; commas have to group thousands."""
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", value))
        if "," in text and not re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
            raise ValidationError(
                _("The commas in “%(typed)s” do not group thousands. Write 1,500 or 1500."),
                params={"typed": value.strip()[:40]},
            )
        return super().to_python(text.replace(",", ""))
