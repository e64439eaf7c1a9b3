"""IN: the reader's own numbers for the calculator of a shared benefit."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import WonField
from sharedgrowth.benefit.forms.fields import NumberField

MOST = Decimal(10**12)
MOST_SUPPLIERS = 3
QTY: dict[str, Any] = {"max_digits": 20, "decimal_places": 6, "max_value": MOST}


class CalculatorForm(forms.Form):
    """Before, now, and how it is shared. A zero before is refused: nothing can be measured against it."""

    says_required = False
    use_required_attribute = False

    driver_before = NumberField(label=_("Operation before"), **QTY)
    volume_before = NumberField(label=_("Used before"), **QTY)
    price_before = NumberField(label=_("Price of the old item"), unit=_("won"), max_digits=17, decimal_places=2)
    driver_now = NumberField(label=_("Operation this year"), **QTY)
    volume_now = NumberField(label=_("Used this year"), min_value=0, **QTY)
    price_now = NumberField(
        label=_("Price of the new item"), unit=_("won"), min_value=0, max_digits=17, decimal_places=2
    )
    extra = WonField(label=_("Extra cost of the year"), required=False)
    index_before = NumberField(label=_("Price index at the baseline"), max_digits=12, decimal_places=4, required=False)
    index_now = NumberField(label=_("Price index this year"), max_digits=12, decimal_places=4, required=False)
    days = forms.IntegerField(
        label=_("Days measured"),
        min_value=1,
        max_value=366,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": _("days")}),
    )
    effective = forms.IntegerField(
        label=_("Days that count in this year"),
        min_value=1,
        max_value=365,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": _("days")}),
    )
    rate = NumberField(
        label=_("Share of the suppliers"),
        unit="%",
        min_value=Decimal("0.0001"),
        max_value=100,
        max_digits=7,
        decimal_places=4,
    )
    parts = forms.CharField(
        label=_("Parts of the suppliers"),
        help_text=_("Percent of each supplier, divided by a slash. They make up 100."),
        max_length=40,
        required=False,
    )

    def clean(self):
        """What is divided by is above zero."""
        given = super().clean()
        for name in ("driver_before", "volume_before", "price_before", "driver_now", "index_before", "index_now"):
            if name in given and given[name] is not None and given[name] <= 0:
                self.add_error(name, _("Nothing can be measured against zero: enter what was really used."))
        return given

    def clean_parts(self) -> list[Decimal]:
        """Shares that make up one."""
        typed = self.cleaned_data["parts"] or "100"
        found = []
        for word in typed.replace("%", "").split("/"):
            try:
                part = Decimal(word.strip()) / 100
            except ArithmeticError:
                part = Decimal(-1)
            if not part.is_finite() or part <= 0 or part > 1:
                raise forms.ValidationError(_("Write parts like 70 / 30."))
            found.append(part)
        if sum(found) != 1:
            raise forms.ValidationError(_("The parts make up 100 percent."))
        if len(found) > MOST_SUPPLIERS:
            raise forms.ValidationError(_("At most three suppliers."))
        return found
