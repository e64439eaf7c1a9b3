"""Objections and their decision, an award that lapses, the contract."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, TextField, TickField, WonField
from purchasing.bidding.forms.decisions import reason_field
from purchasing.bidding.states import Difference, Ground, Remedy


class ObjectionForm(forms.Form):
    """What a bidder objects to."""

    ground = forms.ChoiceField(label=_("What it is about"), choices=Ground.choices, widget=forms.RadioSelect)
    text = TextField(
        label=_("The objection"),
        max_length=5000,
        help_text=_(
            "With figures and the rule or the condition of the notice. Only those who decide and the staff of this "
            "tender read it."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)


class ObjectionDecisionForm(forms.Form):
    """How an objection is decided."""

    upheld = forms.ChoiceField(
        label=_("Decision"),
        choices=[("no", _("Rejected: the award stands")), ("yes", _("Upheld: the award is taken back"))],
        widget=forms.RadioSelect,
    )
    remedy = forms.ChoiceField(
        label=_("What follows, if it is upheld"),
        choices=[("", _("nothing, it is rejected")), *Remedy.choices],
        required=False,
    )
    answer = TextField(
        label=_("Decision with its reasons"),
        max_length=5000,
        help_text=_("Published with the result, without the name of the company that objected: name nobody here."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    no_conflict = TickField(label=_("I have no conflict of interest with a bidder of this tender."))

    def clean(self):
        """An upheld objection says what follows; a rejected one leads to nothing."""
        given = super().clean() or {}
        upheld, remedy = given.get("upheld"), given.get("remedy")
        if upheld == "yes" and not remedy:
            self.add_error("remedy", _("Say what follows from an upheld objection."))
        if upheld == "no" and remedy:
            self.add_error("remedy", _("A rejected objection leads to nothing: choose “nothing”."))
        return given


class TakeBackForm(forms.Form):
    """Why an award is taken back while its standstill runs."""

    reason = reason_field(_("Why the award is taken back"), _("Sent to every bidder, and kept with the result."))


class LapseForm(forms.Form):
    """Why no contract is made with the winner."""

    declined = forms.BooleanField(
        label=_("The winner has declined in writing"),
        required=False,
        help_text=_("Before the last day for signing nothing else ends the award."),
    )
    reason = reason_field(_("Why no contract is made"), _("Sent to every bidder, and kept with the result."))


class ContractForm(forms.Form):
    """The signed contract; why at another amount only where ``differs``: who fills it in may record that."""

    amount_won = WonField(
        label=_("Contract amount"), min_value=1, help_text=_("Whole won, without VAT: the award price.")
    )
    signed_on = DayField(
        label=_("Signed by both sides on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day like 2026-11-24.")},
    )
    reference = TextField(label=_("Contract number"), max_length=60)
    difference = forms.ChoiceField(
        label=_("Why another amount"),
        choices=[("", _("the amount is the award price")), *Difference.choices],
        required=False,
        help_text=_("Only compliance may record another amount than the award price (rule BID-L1)."),
    )
    difference_reason = TextField(
        label=_("Reason for another amount"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, differs: bool, **options):
        super().__init__(*args, **options)
        if not differs:
            del self.fields["difference"], self.fields["difference_reason"]
