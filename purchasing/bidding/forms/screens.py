"""IN: filters of the screened tenders, and what an auditor writes about a case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm, TextField
from purchasing.bidding.states.screens import CaseState, Finding


class ScreenFilter(FilterForm):
    """Above the list."""

    case = forms.ChoiceField(
        label=pgettext_lazy("auditor", "Case"),
        required=False,
        choices=[("", _("All")), *CaseState.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    flag = forms.ChoiceField(label=_("Flag"), required=False, widget=forms.Select(attrs={"data-span": "narrow"}))
    period = forms.ChoiceField(
        label=_("Opened"),
        required=False,
        choices=[("", _("Last twelve months")), ("year", _("This year")), ("all", _("All"))],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )

    def __init__(self, *args, flags: Sequence[tuple[str, Any]] = (), **options):
        super().__init__(*args, **options)
        self.fields["flag"].choices = [("", _("All")), ("any", _("With flags")), *flags]  # type: ignore[attr-defined]


class FindingForm(forms.Form):
    """What was found, and the reason."""

    finding = forms.ChoiceField(label=_("Finding"), choices=Finding.choices, widget=forms.RadioSelect)
    remark = TextField(
        label=_("What was looked at and found"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It stays with the tender for ten years. It changes neither a verdict nor the award."),
    )


class ReopenForm(forms.Form):
    """Why a closed case is looked at again."""

    reason = TextField(label=_("Why again"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
