"""IN: the terms of a day to come, made from the model, so that no figure is forgotten."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, TextField, WonField
from sharedgrowth.jobs.models import JobsTerms

NO_FIGURES = ("id", "valid_from", "note", "entered_by", "entered_at", "approved_by")


class JobsTermsForm(forms.Form):
    """Day, reason and every figure of the terms."""

    valid_from = DayField(label=_("In force from"), help_text=_("A later day: what runs today keeps its terms."))
    note = TextField(label=_("Reason and source"), max_length=300)

    def __init__(self, *args, now: JobsTerms, **options):
        super().__init__(*args, **options)
        for field in figures():
            made = field.formfield()
            if field.name.endswith("_won"):
                made = WonField(label=made.label, min_value=1)
            elif not field.choices:
                made.widget.attrs["inputmode"] = "decimal"
            value = getattr(now, field.name)
            made.initial = f"{value.normalize():f}" if hasattr(value, "normalize") else value
            self.fields[field.name] = made

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        """The fields of the figures, for the page."""
        return [self[field.name] for field in figures()]


def figures() -> list[Any]:
    """The figures of the terms, in the order of the model."""
    return [field for field in JobsTerms._meta.concrete_fields if field.name not in NO_FIGURES]
