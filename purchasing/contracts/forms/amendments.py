"""An amendment: the end, the days to pay, and the lines as they shall be."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import TextField
from purchasing.contracts.forms.contracts import MOST_LINES, Rows
from purchasing.contracts.forms.fields import GroupedField, day_field, reason_field
from purchasing.contracts.services import NewLine


class AmendmentForm(forms.Form):
    """What changes for the whole contract."""

    reason = reason_field(_("Reason for the change"), _("Both sides keep it with the version."))
    ends_on = day_field(_("Ends"))
    agreed_days = forms.IntegerField(
        label=_("Paid within (days)"),
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
        help_text=_("From the day of receipt, whatever the inspection says. At most 60 by law."),
    )


class AmendedLineForm(forms.Form):
    """A line of the contract, or a new one (without a number)."""

    says_required = False  # a row may be left empty

    no = forms.IntegerField(required=False, widget=forms.HiddenInput)
    description_ko = TextField(label=pgettext_lazy("contract", "Description (Korean)"), max_length=300)
    description_en = TextField(label=pgettext_lazy("contract", "Description (English)"), max_length=300, required=False)
    qty = GroupedField(label=_("Quantity"), min_value=0, max_digits=14, decimal_places=3)
    uom = TextField(label=_("Unit"), max_length=12)
    unit_price = GroupedField(label=_("Unit price"), min_value=0, max_digits=20, decimal_places=2)
    delivery_on = day_field(_("Delivery by"), required=False)


AmendedRows = forms.formset_factory(
    AmendedLineForm, formset=Rows, extra=0, max_num=2 * MOST_LINES, absolute_max=2 * MOST_LINES
)


def new_lines(rows) -> list[NewLine]:
    """The rows that a service takes."""
    found: list[dict[str, Any]] = rows.filled()
    return [NewLine(**row) for row in found]
