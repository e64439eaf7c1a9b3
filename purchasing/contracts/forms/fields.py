"""Inputs of contracts: grouped numbers, percents, days, companies."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, TextField
from portal.people.models import Company
from purchasing.contracts import queries

HUNDRED = Decimal(100)


class GroupedField(forms.DecimalField):
    """A number the way people type it: ``1,000``, ``１，０００``, ``1 000.5``; commas have to group thousands.

    >>> GroupedField().clean("１，０００.5")
    Decimal('1000.5')
    """

    def __init__(self, **options):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}))
        super().__init__(**options)

    def prepare_value(self, value):
        """Stored numbers are shown grouped, without noughts that say nothing; typed text comes back as typed."""
        if not isinstance(value, Decimal):
            return value
        return f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}"

    def to_python(self, value):
        """Digits to Decimal; what is wrong with the commas is said."""
        if value in self.empty_values or isinstance(value, Decimal | int):
            return super().to_python(value)
        text = re.sub(r"[\s₩원]", "", unicodedata.normalize("NFKC", str(value))).replace("−", "-")
        if "," in text and not re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
            raise ValidationError(
                _("The commas in “%(typed)s” do not group thousands. Write 1,500 or 1500."),
                code="commas",
                params={"typed": str(value).strip()[:40]},
            )
        return super().to_python(text.replace(",", ""))


class PercentField(GroupedField):
    """A share, typed in percent and kept as a fraction.

    >>> PercentField().clean("35")
    Decimal('0.35')
    """

    def __init__(self, *, most: int = 100, **options):
        options |= {"min_value": Decimal(0), "max_value": Decimal(most), "max_digits": 7, "decimal_places": 4}
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "data-unit": "%"}))
        super().__init__(**options)

    def prepare_value(self, value):
        """A stored fraction is shown in percent."""
        return super().prepare_value(value * HUNDRED) if isinstance(value, Decimal) else value

    def clean(self, value):
        """Percent to fraction."""
        percent = super().clean(value)
        return None if percent is None else percent / HUNDRED


class MonthField(forms.Field):
    """A month, as ``2026-08``; its first day.

    >>> MonthField().clean("2026-08")
    datetime.date(2026, 8, 1)
    """

    widget = forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2026-08"})

    def to_python(self, value):
        """The first day of the month."""
        if value in self.empty_values:
            return None
        if hasattr(value, "year"):
            return value.replace(day=1)
        try:
            return DayField().clean(f"{str(value).strip()[:7]}-01")
        except ValidationError as fault:
            raise ValidationError(_("Write the month as 2026-08."), code="invalid") from fault


def day_field(label, *, required: bool = True, help_text="") -> forms.DateField:
    """A day."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return DayField(label=label, required=required, help_text=help_text, widget=widget)


def reason_field(label, help_text="", *, rows: int = 3, required: bool = True) -> TextField:
    """Words that others read."""
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, max_length=1000, help_text=help_text, required=required, widget=widget)


class CompanyField(TextField):
    """A company by its business number, its number here, or a part of its name that fits one only."""

    def __init__(self, *, payer: Company | None = None, **options):
        self.payer = payer
        options.setdefault("help_text", _("Business number, or a part of the name that fits one company only."))
        options.setdefault("max_length", 100)
        super().__init__(**options)

    def prepare_value(self, value):
        """A chosen company is shown by its business number."""
        return value.id_display if isinstance(value, Company) else value

    def clean(self, value):
        """The one company that is meant; else what was found is said."""
        words = super().clean(value)
        if not words or self.payer is None:
            return None
        found = list(queries.companies_named(self.payer, words)[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("No registered company fits “%(words)s”."), params={"words": words}, code="none")
        names = "; ".join(f"{company.name} ({company.id_display})" for company in found[:5])
        raise ValidationError(
            _("More than one company fits: %(names)s. Write the business number."), params={"names": names}, code="many"
        )
