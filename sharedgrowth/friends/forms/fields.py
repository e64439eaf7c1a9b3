"""Inputs that several areas of the Friends need: words, days, moments, whole numbers, nothing at all."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, MomentField, TextField
from portal.regions import region_choices

MOMENT = "%Y-%m-%dT%H:%M"


def words_field(label, hint: object = "", *, rows: int = 3, most: int = 1000, required: bool = True) -> TextField:
    """Words that others read."""
    area = forms.Textarea(attrs={"rows": rows, "data-span": "full"})
    return TextField(label=label, max_length=most, help_text=hint, required=required, widget=area)


def day_field(label, hint: object = "", *, required: bool = True) -> forms.DateField:
    """A day."""
    picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return DayField(label=label, help_text=hint, required=required, widget=picker)


def moment_field(label, hint: object = "") -> forms.DateTimeField:
    """A moment in Korean time."""
    return MomentField(
        label=label,
        help_text=hint,
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
    )


def whole_field(label, hint: object = "", *, least: int = 0, most: int = 9999, unit: object = "", required=True):
    """A whole number."""
    attrs = {"inputmode": "numeric"} | ({"data-unit": unit} if unit else {})
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        required=required,
        widget=forms.TextInput(attrs=attrs),
    )


class RegionField(forms.ChoiceField):
    """A region of Korea, named in the reader's language."""

    def __init__(self, *, all_of_them: bool = False, **options):
        options.setdefault("label", _("Region"))
        first = [("", _("all"))] if all_of_them else []
        super().__init__(choices=lambda: [*first, *region_choices(get_language() or "ko")], **options)


class NothingForm(forms.Form):
    """A decision without words."""


class ReasonForm(forms.Form):
    """Why."""

    reason = words_field(_("Reason"), _("Those concerned read it."), most=500)
