"""IN: payment runs, bank accounts, messages of the bank: the shape of what is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import DayField, TextField
from purchasing.contracts.models.contract import CURRENCIES
from purchasing.payments.states import AccountPurpose, Decision, RunKind

MOST_MEGABYTES = 20


class RunForm(forms.Form):
    """What is drafted."""

    kind = forms.ChoiceField(label=pgettext_lazy("payment", "What is paid"), choices=RunKind.choices)
    value_on = DayField(label=_("Bank day"), widget=forms.DateInput(attrs={"type": "date"}))
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)


class SeenForm(forms.Form):
    """The digest that was on the page: a decision holds for exactly that."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why."""

    reason = TextField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AccountForm(forms.Form):
    """The account that is to be used from now on."""

    purpose = forms.ChoiceField(label=pgettext_lazy("bank account", "For"), choices=AccountPurpose.choices)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    bank_code = forms.CharField(
        label=_("Bank (code)"),
        max_length=11,
        help_text=_("The three digits of a Korean bank, or a BIC."),
    )
    number = forms.CharField(
        label=_("Account number"), max_length=50, help_text=_("With or without strokes; an IBAN as it is.")
    )
    owner = forms.CharField(
        label=_("Account holder"), max_length=100, help_text=_("As the bank has it: the company itself.")
    )
    reason = TextField(
        label=_("Why the account changes"),
        max_length=500,
        help_text=_("Who confirms the change reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, purposes=None, **kwargs):
        super().__init__(*args, **kwargs)
        if purposes is not None:
            self.fields["purpose"].choices = [pair for pair in AccountPurpose.choices if pair[0] in purposes]


class ConfirmForm(forms.Form):
    """Finance of the buyer says whom it called."""

    callback = TextField(
        label=_("Call-back: whom, at which number"),
        max_length=500,
        required=False,
        help_text=_("A number that was known before this change, never one from the request itself."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MessageForm(forms.Form):
    """A file of the bank."""

    document = forms.FileField(label=_("Message of the bank"), help_text=_("pain.002, camt.053 or camt.054, XML"))

    def clean_document(self):
        """Not larger than what is read at once."""
        document = self.cleaned_data["document"]
        if document.size > MOST_MEGABYTES * 1_000_000:
            raise forms.ValidationError(
                _("The file has more than %(most)s MB. Ask the bank for smaller ones.") % {"most": MOST_MEGABYTES}
            )
        return document


class MatchForm(forms.Form):
    """What a line of the bank is."""

    decision = forms.ChoiceField(label=_("What the line is"), choices=Decision.choices, widget=forms.RadioSelect)
    reference = forms.CharField(
        label=_("Reference of the payment"),
        max_length=35,
        required=False,
        help_text=_("If the line names none, or another one."),
    )
    note = TextField(
        label=_("How it is known"),
        max_length=1000,
        help_text=_("The second person reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
