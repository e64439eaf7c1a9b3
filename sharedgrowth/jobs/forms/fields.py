"""Inputs that several areas need: words, days, times, whole numbers."""

from typing import Any

from django import forms

from portal.forms import DayField, MomentField, TextField


def words_field(label, hint: object = "", *, rows: int = 3, most: int = 600, required: bool = True) -> TextField:
    """Words that others read."""
    area = forms.Textarea(attrs={"rows": rows, "data-span": "full"})
    return TextField(label=label, max_length=most, help_text=hint, required=required, widget=area)


def day_field(label, hint: object = "", *, required: bool = True) -> DayField:
    """A day."""
    return DayField(label=label, help_text=hint, required=required)


def moment_field(label, hint: object = "") -> forms.DateTimeField:
    """A day and a time in Korea."""
    picker = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return MomentField(label=label, help_text=hint, widget=picker, input_formats=["%Y-%m-%dT%H:%M"])


def time_field(label) -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def whole_field(label, hint: object = "", *, least: int = 0, most: int = 9999, unit: object = "", **options: Any):
    """A whole number."""
    attrs = {"inputmode": "numeric"} | ({"data-unit": unit} if unit else {})
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs=attrs),
        **options,
    )
