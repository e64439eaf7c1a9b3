"""Inputs that the areas of matching share: words, days, moments, whole numbers, a firm."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, MomentField, TextField
from portal.people.models import Company

MOMENT = "%Y-%m-%dT%H:%M"


def words_field(label, hint: object = "", *, rows: int = 3, most: int = 600, required: bool = True) -> TextField:
    """Words that others read."""
    area = forms.Textarea(attrs={"rows": rows, "data-span": "full"})
    return TextField(label=label, max_length=most, help_text=hint, required=required, widget=area)


def day_field(label, hint: object = "", *, required: bool = True) -> forms.DateField:
    """A day."""
    return DayField(label=label, help_text=hint, required=required)


def moment_field(label, hint: object = "") -> forms.DateTimeField:
    """A moment in Korean time."""
    return MomentField(
        label=label,
        help_text=hint,
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
    )


def whole_field(label, hint: object = "", *, least: int = 0, most: int = 9999, unit: object = "") -> forms.IntegerField:
    """A whole number."""
    attrs = {"inputmode": "numeric"} | ({"data-unit": unit} if unit else {})
    return forms.IntegerField(
        label=label, help_text=hint, min_value=least, max_value=most, widget=forms.TextInput(attrs=attrs)
    )


class FirmField(TextField):
    """A supplier by its business number, its number here, or a part of its name that fits one only."""

    def __init__(self, **options):
        options.setdefault("label", _("Company"))
        options.setdefault("help_text", _("Business number, or a part of the name that fits one company only."))
        options.setdefault("max_length", 100)
        super().__init__(**options)

    def clean(self, value):
        """The one company that is meant; else what was found is said."""
        words = super().clean(value)
        suppliers = Company.objects.filter(is_buyer=False)
        exact = suppliers.filter(Q(number__iexact=words) | Q(brn=words.replace("-", ""))).first()
        if exact is not None:
            return exact
        found = list(suppliers.filter(Q(legal_name_ko__icontains=words) | Q(legal_name_en__icontains=words))[:4])
        if not found:
            raise ValidationError(_("No registered company fits “%(words)s”."), code="none", params={"words": words})
        if len(found) > 1:
            names = ", ".join(company.name for company in found[:3])
            raise ValidationError(
                _("More than one company fits: %(names)s. Write the business number."),
                code="many",
                params={"names": names},
            )
        return found[0]


class ReasonForm(forms.Form):
    """Why."""

    reason = words_field(_("Reason"))
