"""IN: what is wanted of an export, and for how long its links are to work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.exchange.registry.exports import Dataset
from portal.exchange.rules.exports import KEPT_DAYS
from portal.exchange.states.exports import ExportFormat, Headings
from portal.forms import DayField, TextField


class ExportForm(forms.Form):
    """The form of the files, the headings, the period and the states, and why."""

    file_format = forms.ChoiceField(
        label=_("File format"), choices=ExportFormat.choices, initial=ExportFormat.XLSX, widget=forms.RadioSelect
    )
    headings = forms.ChoiceField(
        label=_("Headings"),
        choices=Headings.choices,
        initial=Headings.WORDS,
        widget=forms.RadioSelect,
        help_text=_(
            "Of CSV and XLSX files, with states and kinds in words or as codes. JSON Lines and Parquet always carry"
            " names and codes."
        ),
    )
    date_from = DayField(label=pgettext_lazy("period", "From"), required=False)
    date_before = DayField(
        label=pgettext_lazy("period", "Before"), required=False, help_text=_("This day itself is left out.")
    )
    states = forms.MultipleChoiceField(
        label=_("Only in these states"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = TextField(
        label=_("What it is needed for"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for more than 1,000 rows, and always where data of people is inside. It stays on record."),
    )

    def __init__(self, *arguments: Any, dataset: Dataset, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not dataset.period:
            del self.fields["date_from"], self.fields["date_before"]
        if dataset.states:
            self.fields["states"].choices = list(dataset.states)  # type: ignore[attr-defined]
        else:
            del self.fields["states"]
        if dataset.personal:
            self.fields["reason"].required = True

    def wanted(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)


HOURS = [(1, _("1 hour")), (24, _("24 hours")), (72, _("3 days")), (KEPT_DAYS * 24, _("As long as the files stay"))]


class LinkForm(forms.Form):
    """For how long."""

    hours = forms.TypedChoiceField(label=_("The links work for"), choices=HOURS, coerce=int, initial=24)
