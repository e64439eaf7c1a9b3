"""IN: claims and their invoices."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.kr import brn

from portal.files.forms import UploadField
from portal.forms import CodeField, TextField, TickField, WonField
from sharedgrowth.support.forms.fields import day_field, words_field


class BusinessNumberField(CodeField):
    """Ten digits with their check digit, written with or without dashes."""

    def clean(self, value):
        """Digits only."""
        digits = re.sub(r"\D", "", super().clean(value) or "")
        if digits and not brn.is_valid(digits):
            raise ValidationError(_("This is not a business number: ten digits, such as 104-81-12340."), code="brn")
        return digits


class ItemForm(forms.Form):
    """An invoice with its quotes."""

    what = TextField(label=_("What was bought"), max_length=160)
    vendor = TextField(label=_("Supplier"), max_length=120)
    vendor_brn = BusinessNumberField(label=_("Business number of the supplier"), max_length=14)
    invoice_number = CodeField(
        label=_("Invoice number"),
        max_length=40,
        help_text=_("As on the tax invoice: the same invoice is supported once, in whatever scheme."),
    )
    invoice_on = day_field(_("Date of the invoice"))
    amount_won = WonField(label=_("Amount without VAT"), min_value=1)
    vat_won = WonField(
        label=_("VAT that cannot be deducted"),
        min_value=0,
        required=False,
        help_text=_(
            "Mostly 0: VAT that the tax office gives back is no cost. Only what your company has to bear counts."
        ),
    )
    vat_reason = TextField(
        label=_("Why it cannot be deducted"),
        max_length=200,
        required=False,
        help_text=_("For example: exempt business, passenger car."),
    )
    invoice = UploadField(label=_("Invoice"))
    quotes = UploadField(label=_("Quotes"), multiple=True, max_files=5, required=False)
    unrelated = TickField(
        label=_("The supplier does not belong to the owners or managers of our company, nor to their families.")
    )

    def __init__(self, *args, quotes_from: str = "", **options):
        super().__init__(*args, **options)
        if quotes_from:
            told = _("At least one; two where the amount is above %(won)s won.") % {"won": quotes_from}
            self.fields["quotes"].help_text = f"{told} {self.fields['quotes'].help_text}"

    def clean_vat_won(self) -> Decimal:
        return self.cleaned_data["vat_won"] or Decimal(0)


class SubmitForm(forms.Form):
    """A word to the officer."""

    note = words_field(_("Note"), required=False, most=2000)
