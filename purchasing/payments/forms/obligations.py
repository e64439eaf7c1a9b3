"""IN: the forms of debts, payments in cash, direct payments, bank holidays, the ratio rule."""

import uuid
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import DayField, FilterForm, TextField, WonField
from purchasing.payments.states import DirectCause, ObligationState


def new_key() -> str:
    """What makes a form that is sent twice happen once."""
    return uuid.uuid4().hex


def amount_field(label: object, currency: str, help_text: object = "") -> forms.DecimalField:
    """Whole won, or cents of the other currency."""
    if currency == "KRW":
        return WonField(label=label, min_value=1, help_text=help_text)
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0.01"),
        max_digits=18,
        decimal_places=2,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": currency}),
    )


def day_field(label: object, help_text: object = "") -> forms.DateField:
    """A day."""
    return DayField(label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}))


def _words(label: object, help_text: object = "", max_length: int = 2000) -> TextField:
    return TextField(label=label, max_length=max_length, help_text=help_text, widget=forms.Textarea(attrs={"rows": 4}))


class ObligationFilter(FilterForm):
    """Which debts are listed."""

    q = TextField(label=_("Number or company"), max_length=60, required=False)
    side = forms.ChoiceField(
        label=_("Side"), required=False, choices=[("", _("All")), ("in", _("Owed to us")), ("out", _("Owed by us"))]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("overdue", _("Overdue")), *ObligationState.choices],
    )
    tier = forms.ChoiceField(
        label=_("Tier"), required=False, choices=[("", _("All")), ("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")]
    )

    def __init__(self, *args, inside: bool, **options):
        super().__init__(*args, **options)
        del self.fields["side" if inside else "tier"]


class CashForm(forms.Form):
    """What was paid, when, under which reference."""

    paid_on = day_field(_("Paid on"))
    reference = TextField(
        label=_("Reference of the bank"), max_length=60, help_text=_("The payee looks for it in its account.")
    )
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    field_order = ["amount", "paid_on", "reference"]

    def __init__(self, *args, currency: str, **options):
        super().__init__(*args, **options)
        self.fields["amount"] = amount_field(_("Amount"), currency)
        self.order_fields(self.field_order)


class RepaymentForm(forms.Form):
    """When an advance was paid back, under which reference."""

    paid_on = day_field(_("Paid on"))
    reference = TextField(
        label=_("Reference of the bank"), max_length=60, help_text=_("The other side looks for it in its account.")
    )


class WhyForm(forms.Form):
    """A reason that the other side reads."""

    reason = _words(_("Reason"), _("The other side reads it."), max_length=1000)


class DirectForm(forms.Form):
    """A request for direct payment with its evidence."""

    cause = forms.ChoiceField(label=_("Why"), choices=DirectCause.choices, widget=forms.RadioSelect)
    text = _words(_("What has happened"), _("With days and amounts. The buyer and the contractor read it."))
    files = UploadField(
        label=_("Evidence"),
        multiple=True,
        required=False,
        max_files=10,
        help_text=_("The unpaid invoices, the agreement of all three, the order of the court."),
    )
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    field_order = ["cause", "amount", "text", "files"]

    def __init__(self, *args, currency: str, **options):
        super().__init__(*args, **options)
        self.fields["amount"] = amount_field(_("Amount to be paid directly"), currency)
        self.order_fields(self.field_order)


class AnswerForm(forms.Form):
    """The contractor's answer."""

    text = _words(_("Answer"), _("The buyer and the firm read it."))
    wages = WonField(
        label=_("Unpaid wages of the firm"),
        required=False,
        help_text=_("So much is kept back, with its proof. Empty: none."),
    )
    files = UploadField(label=_("Proof"), multiple=True, required=False, max_files=10)

    def clean_wages(self) -> Decimal:
        """None is nothing."""
        return self.cleaned_data["wages"] or Decimal(0)


class DecisionForm(forms.Form):
    """Grant with its amount, or refuse; both with reasons."""

    answer = _words(_("Decision with its reasons"), _("Both firms read it."))
    field_order = ["amount", "answer"]

    def __init__(self, *args, currency: str, **options):
        super().__init__(*args, **options)
        self.fields["amount"] = amount_field(_("Paid directly"), currency)
        self.fields["amount"].required = False
        self.order_fields(self.field_order)


class DirectPaidForm(forms.Form):
    """That the bank has paid it."""

    paid_on = day_field(_("Paid on"))
    reference = TextField(label=_("Reference of the bank"), max_length=60)


class HolidayForm(forms.Form):
    """A day on which banks are closed."""

    day = day_field(_("Day"))
    name_ko = TextField(label=pgettext_lazy("holiday", "Name (Korean)"), max_length=80)
    name_en = TextField(label=pgettext_lazy("holiday", "Name (English)"), max_length=80, required=False)
    source = TextField(
        label=_("Source"), max_length=200, help_text=_("Where it was declared: the notice, its number and day.")
    )
