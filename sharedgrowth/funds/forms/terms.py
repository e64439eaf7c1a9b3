"""IN: the terms of a day to come, made from the model, so that no figure is forgotten."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, TextField
from sharedgrowth.funds.models import FundTerms

NO_FIGURES = ("id", "valid_from", "note", "entered_by", "entered_at", "approved_by")


class FundTermsForm(forms.Form):
    """Day, reason and every figure of the terms."""

    valid_from = DayField(
        label=_("In force from"),
        help_text=_("A later day: what runs today keeps its terms."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    note = TextField(label=_("Reason and source"), max_length=300)

    def __init__(self, *args, now: FundTerms, **options):
        super().__init__(*args, **options)
        for field in figures():
            made = field.formfield()
            made.widget.attrs["inputmode"] = "decimal"
            made.initial = shown(getattr(now, field.name))
            self.fields[field.name] = made

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        """The fields of the figures, for the page."""
        return [self[field.name] for field in figures()]


def figures() -> list[Any]:
    """The figures of the terms, in the order of the model."""
    return [field for field in FundTerms._meta.concrete_fields if field.name not in NO_FIGURES]


def shown(value: Any) -> str:
    """A figure without noughts that say nothing."""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else f"{value}"
