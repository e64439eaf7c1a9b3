"""A rating by others, and what a reviewer says of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import CodeField, TextField
from purchasing.esg.forms.review import day_field, words_field
from purchasing.esg.models import Evidence
from purchasing.esg.services import COUNTS, STILL
from purchasing.esg.states import RatingScheme

LABELS = {
    "applicable": _("Provisions that apply"),
    "conformant": _("Provisions conformed with"),
    "priority": _("Priority findings"),
    "major": _("Major findings"),
    "minor": _("Minor findings"),
    "open_priority": _("Priority findings still open"),
    "open_major": _("Major findings still open"),
    "open_minor": _("Minor findings still open"),
}


class RatingForm(forms.Form):
    """What the report says. EcoVadis: its points; RBA VAP: the counts, from which the points follow."""

    scheme = forms.ChoiceField(label=_("Scheme"), choices=RatingScheme.choices)
    reference = CodeField(label=_("Number of the report"), max_length=60)
    site = TextField(label=_("Site or scope"), max_length=120, required=False)
    evidence = forms.ModelChoiceField(
        label=_("Report"), queryset=Evidence.objects.none(), help_text=_("A document of your evidence library.")
    )
    issued_on = day_field(_("Issued on"))
    valid_to = day_field(
        _("Valid until"), required=False, help_text=_("Left empty: EcoVadis one year, RBA VAP two years.")
    )
    score = forms.DecimalField(
        label=_("EcoVadis: points"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )

    def __init__(self, *args, library, **fields):
        super().__init__(*args, **fields)
        self.fields["evidence"].queryset = library  # type: ignore[attr-defined]
        for name in (*COUNTS, *STILL):
            self.fields[name] = forms.IntegerField(
                label=f"RBA: {LABELS[name]}", required=False, min_value=0, max_value=9999
            )

    def counts(self) -> dict[str, int]:
        """The counts that were typed."""
        return {name: self.cleaned_data[name] for name in (*COUNTS, *STILL) if self.cleaned_data.get(name) is not None}


class RatingDecisionForm(forms.Form):
    """Verified or not."""

    verified = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("The report says what was entered")), ("no", _("Refuse it"))],
        widget=forms.RadioSelect,
    )
    reason = words_field(
        _("Reason"), _("Needed for a refusal. The supplier reads it."), rows=3, most=1000, required=False
    )
