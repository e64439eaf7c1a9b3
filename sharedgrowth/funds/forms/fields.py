"""IN: fields that the forms of the funds share."""

from decimal import Decimal

from django import forms

from portal.forms import DayField, TextField, WonField


def words(label: object, help_text: object = "", *, required: bool = True, most: int = 1000) -> TextField:
    """Several lines."""
    area = forms.Textarea(attrs={"rows": 4})
    return TextField(label=label, max_length=most, help_text=help_text, required=required, widget=area)


def day(label: object, help_text: object = "") -> forms.DateField:
    """A day."""
    return DayField(label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}))


def usd(label: object, help_text: object = "", *, least: str = "0.01", required: bool = True) -> forms.DecimalField:
    """Dollars and cents."""
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=Decimal(least),
        max_digits=14,
        decimal_places=2,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "USD", "class": "num"}),
    )


def money(label: object, help_text: object = "") -> WonField:
    """Whole won, at least one."""
    return WonField(label=label, help_text=help_text, min_value=1)
