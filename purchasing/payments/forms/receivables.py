"""IN: the forms of receivables, draws, rates and claims."""

import uuid
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.display import money_full
from portal.forms import DayField, FilterForm, TextField, WonField
from purchasing.payments.models import Obligation
from purchasing.payments.states import MaturityMode, RateKind, ReceivableState


class ReceivableFilter(FilterForm):
    """Which receivables are listed."""

    q = TextField(label=_("Number or company"), max_length=60, required=False)
    side = forms.ChoiceField(
        label=_("Side"),
        required=False,
        choices=[("", _("All")), ("held", _("Held by us")), ("given", _("Given by us"))],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *ReceivableState.choices])

    def __init__(self, *args, inside: bool = False, **options):
        super().__init__(*args, **options)
        if inside:
            del self.fields["side"]


def new_key() -> str:
    """What makes a form that is sent twice happen once."""
    return uuid.uuid4().hex


class ReasonForm(forms.Form):
    """A reason that the other side reads."""

    reason = TextField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other side reads it."),
    )


class DebtChoice(forms.ModelChoiceField):
    """A debt with what is left of it and its day."""

    def label_from_instance(self, obj: Obligation) -> str:
        """``OBL-2026-000012 · Garam Precision · ₩96,200,000 · 2026-11-27``."""
        return f"{obj.number} · {obj.payee.name} · {money_full(obj.left)} · {obj.pay_on:%Y-%m-%d}"


class PassOnForm(forms.Form):
    """To whom, how much, until when."""

    obligation = DebtChoice(
        label=_("What is paid with it"),
        queryset=Obligation.objects.none(),
        empty_label=_("Choose a debt"),
        help_text=_("Approved invoices of the company's own suppliers that are paid by win-win payment."),
    )
    amount_won = WonField(label=_("Amount"), min_value=1)
    mode = forms.ChoiceField(
        label=_("When it falls due"),
        choices=MaturityMode.choices,
        initial=MaturityMode.SAME_OR_EARLIER,
        widget=forms.RadioSelect,
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=new_key)

    def __init__(self, *args, debts, **options):
        super().__init__(*args, **options)
        self.fields["obligation"].queryset = debts


class DrawForm(forms.Form):
    """How much is drawn."""

    amount_won = WonField(label=_("Amount to draw"), min_value=1)


class ConfirmDrawForm(forms.Form):
    """The confirmation of a quote."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=new_key)


class PercentField(forms.DecimalField):
    """A percentage as people write it; its value is the share: 4.2 is 0.042."""

    def __init__(self, **options):
        options.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "%", "data-span": "full"})
        )
        super().__init__(max_digits=6, decimal_places=4, min_value=Decimal("0.0001"), **options)

    def clean(self, value):
        """To the share."""
        given = super().clean(value)
        return None if given is None else given / 100


class RateForm(forms.Form):
    """A rate from a day on."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("rate", "For"), choices=RateKind.choices, widget=forms.Select(attrs={"data-span": "full"})
    )
    rate = PercentField(label=_("Rate a year"))
    valid_from = DayField(label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date", "data-span": "full"}))
    source = TextField(
        label=_("Where it comes from"),
        max_length=200,
        help_text=_("The bank's letter or notice, with its date."),
        widget=forms.TextInput(attrs={"data-span": "full"}),
    )


class ClaimForm(forms.Form):
    """What the claim is for."""

    receivable = forms.ModelChoiceField(label=_("Receivable"), queryset=None, empty_label=_("Choose a receivable"))
    work = TextField(label=_("Work done"), max_length=300, help_text=_("As in the record of acceptance."))

    def __init__(self, *args, receivables, **options):
        super().__init__(*args, **options)
        self.fields["receivable"].queryset = receivables
        self.fields["receivable"].label_from_instance = lambda each: (
            f"{each.number} · {each.obligation.contract.title} · {money_full(each.face)}"
        )


class PartForm(forms.Form):
    """Amount and wages of one supplier's part."""

    amount = WonField(label=_("Amount"), required=False)
    wage = WonField(label=_("Of it wages"), required=False)

    def clean(self):
        """Nothing typed is zero."""
        given = super().clean() or {}
        for name in ("amount", "wage"):
            if name not in self.errors:
                given[name] = given.get(name) or Decimal(0)
        return given


class AnswerForm(forms.Form):
    """What a supplier says of its line."""

    answer = TextField(
        label=_("What is wrong"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for a dispute: with the figure that is expected."),
    )
