"""The terms of a day to come: all figures, with those that hold by then filled in."""

from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, TextField, WonField
from purchasing.bidding import queries
from purchasing.bidding.forms.decisions import reason_field
from purchasing.bidding.models import BiddingTerms


class TermsForm(forms.Form):
    """Day, reason and every figure of the terms; made from the model, so that no figure is forgotten."""

    valid_from = DayField(
        label=_("In force from"),
        help_text=_("A day to come: tenders published before keep their terms."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = TextField(label=_("Reason and source"), max_length=300)

    def __init__(self, *args, now: BiddingTerms, **options):
        super().__init__(*args, **options)
        for field in queries.terms_fields():
            made = field.formfield()
            if made is None:
                raise TypeError(f"{field.name} has no form field")
            if isinstance(made, SimpleArrayField):
                made.help_text = _("Amounts in won with commas between.")
            elif field.name.endswith("_won"):
                made = WonField(label=made.label, min_value=1)
            elif isinstance(made, forms.BooleanField):
                made.required = False
            else:
                made.widget.attrs["inputmode"] = "decimal"
            made.initial = _shown(getattr(now, field.name))
            self.fields[field.name] = made

    @property
    def figures(self) -> list[forms.BoundField]:
        """The fields of the figures, for the page."""
        return [self[field.name] for field in queries.terms_fields()]

    def answers(self) -> dict[str, Any]:
        """The figures by name."""
        return {field.name: self.cleaned_data[field.name] for field in queries.terms_fields()}


class DeclineTermsForm(forms.Form):
    """Why the terms are declined."""

    reason = reason_field(_("Why not"), _("Who proposed them reads it."))


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return ",".join(f"{each:f}" for each in value)
    return value.normalize() if hasattr(value, "normalize") and value != value.to_integral_value() else value
