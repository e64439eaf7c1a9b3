"""IN: shapes of input of sandbox."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import TextField
from portal.sandbox import rules

STEPS = {
    "PT1H": _("1 hour"),
    "P1D": _("1 day"),
    "P3D": _("3 days"),
    "P8D": _("8 days"),
    "P30D": _("30 days"),
    "P60D": _("60 days"),
}


class CompanyForm(forms.Form):
    """A company for trying."""

    name = TextField(
        label=_("Name of the company"),
        max_length=80,
        required=False,
        help_text=_("Leave it empty and one is invented. Do not enter real people or trade secrets."),
    )


class ClockForm(forms.Form):
    """How far the clock goes."""

    advance = forms.ChoiceField(label=_("Move on by"), choices=list(STEPS.items()), initial="P1D")

    def clean_advance(self) -> timedelta:
        """As a span."""
        step = rules.duration(self.cleaned_data["advance"])
        if step is None:
            raise AssertionError("every choice is a span")
        return step
