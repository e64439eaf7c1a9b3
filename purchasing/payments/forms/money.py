"""IN: what is looked for on the pages of money; a call; a voice."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm, TextField
from portal.periods import month_of
from purchasing.payments.states import VoiceTopic

STATES = [
    ("", _("All")),
    ("late", _("Overdue")),
    ("held", pgettext_lazy("obligation", "Held")),
    ("due", _("Scheduled")),
    ("paid", pgettext_lazy("obligation", "Paid")),
]


class MonthField(forms.CharField):
    """A month as browsers send it: 2026-10. What is none counts as not asked for."""

    widget = forms.TextInput(attrs={"type": "month", "data-span": "narrow", "placeholder": "2026-10"})

    def clean(self, value) -> date | None:
        """Its first day."""
        return month_of(str(value or "").strip())


class TracingFilter(FilterForm):
    """Which contract, which month, which state."""

    contract = forms.ChoiceField(label=_("Contract"), required=False)
    month = MonthField(label=_("Month of delivery"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=STATES, widget=forms.Select(attrs={"data-span": "narrow"})
    )

    def __init__(self, *args, contracts, side: str = "payee", **options):
        super().__init__(*args, **options)
        names = [(each.number, f"{each.number} {getattr(each, side).name}") for each in contracts]
        self.fields["contract"].choices = names


class CallForm(forms.Form):
    """What was said on the telephone."""

    text = TextField(
        label=_("What was said"),
        max_length=1000,
        help_text=_("Who was spoken to, what was asked, what was promised until when. Read by staff alone."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class VoiceForm(forms.Form):
    """What a firm has to say about how it is paid."""

    about = forms.ChoiceField(label=_("Which company pays you"), help_text=_("Only companies that pay yours."))
    topic = forms.ChoiceField(
        label=pgettext_lazy("voice", "What it is about"), choices=VoiceTopic.choices, widget=forms.RadioSelect
    )
    text = TextField(
        label=pgettext_lazy("voice", "What happened"),
        max_length=4000,
        help_text=_("Leave out names, order numbers and exact amounts if they would tell who you are."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    named = forms.BooleanField(
        label=_("Our firm may be named to compliance and to the company concerned"),
        required=False,
        help_text=_("Without this nobody learns who spoke; it can still be given later."),
    )
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args, payers, **options):
        super().__init__(*args, **options)
        self.payers = {str(each.uid): each for each in payers}
        self.fields["about"].choices = [(uid, each.name) for uid, each in self.payers.items()]

    def clean_about(self):
        """The company itself."""
        return self.payers[self.cleaned_data["about"]]


class WordForm(forms.Form):
    """A further word."""

    text = TextField(label=pgettext_lazy("payment", "Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
