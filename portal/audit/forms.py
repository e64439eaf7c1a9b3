"""IN: what an auditor looks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.audit import queries
from portal.forms import DayField, FilterForm


class TrailFilter(FilterForm):
    """Broken values are ignored, as in every filter."""

    kind = forms.ChoiceField(label=_("Kind of thing"), choices=lambda: [("", _("All")), *queries.kinds_by_app()])
    thing = forms.CharField(
        label=_("Number of the thing"),
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "TND-2026-000013"}),
    )
    person = forms.CharField(label=_("Who"), max_length=100)
    what = forms.CharField(
        label=_("What"), max_length=100, widget=forms.TextInput(attrs={"placeholder": _("such as: approved")})
    )
    since = DayField(label=_("From this day"), widget=forms.DateInput(attrs={"type": "date"}))
    until = DayField(label=_("Up to this day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            field.required = False
