"""IN: rates, declarations, targets and the premium of eco-friendly purchases."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.states import EcoKind
from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS
from portal.forms import CodeField, DayField, FilterForm, TextField, WonField
from portal.periods import month_of
from purchasing.contracts.models import ContractLine
from purchasing.esg.states.eco import EcoEvidence


def _day(label, **options) -> forms.DateField:
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class NumberField(forms.DecimalField):
    """A number as people type it, with commas that group thousands.

    >>> NumberField().clean("1,342.50")
    Decimal('1342.50')
    """

    def __init__(self, **options):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}))
        super().__init__(**options)

    def to_python(self, value):
        """Digits; commas have to group thousands."""
        if value in self.empty_values or isinstance(value, Decimal | int):
            return super().to_python(value)
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value)))
        if "," in text and not re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
            raise ValidationError(
                _("The commas in “%(typed)s” do not group thousands. Write 1,500 or 1500."),
                params={"typed": str(value).strip()[:40]},
            )
        return super().to_python(text.replace(",", ""))


class MonthField(forms.CharField):
    """A month such as 2026-10.

    >>> MonthField().clean("2026-10")
    datetime.date(2026, 10, 1)
    """

    def __init__(self, **options):
        options.setdefault("widget", forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"}))
        super().__init__(**options)

    def clean(self, value) -> date:
        """Its first day."""
        month = month_of(super().clean(value))
        if month is None:
            raise ValidationError(_("Write a month as 2026-10."))
        return month


class EcoFilter(FilterForm):
    """Words, R and year."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Contract, delivery or company")}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *EcoKind.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-span": "narrow"}),
    )


class RateForm(forms.Form):
    """The average of a month."""

    month = MonthField(label=_("Month"))
    won = NumberField(label=_("won for one US dollar"), min_value=Decimal("0.0001"), max_digits=10, decimal_places=4)
    source = TextField(label=_("source"), max_length=120)


class EcoDeclarationForm(forms.Form):
    """Why a line of a contract counts."""

    contract = CodeField(label=_("contract number"), max_length=20)
    line_no = forms.IntegerField(label=_("line"), min_value=1, max_value=999)
    kind = forms.ChoiceField(label=_("Kind"), choices=EcoKind.choices)
    evidence_kind = forms.ChoiceField(label=_("evidence"), choices=EcoEvidence.choices)
    number = TextField(label=_("certificate or report number"), max_length=60)
    recycled_percent = NumberField(
        label=_("recycled content (%)"),
        help_text=_("For a statement of recycled content."),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    least_percent = NumberField(
        label=_("least content that the class asks for (%)"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    carbon_cut = NumberField(
        label=_("carbon less than the average product (%)"),
        help_text=_("For an EPD: at least 3.3."),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    valid_from = _day(_("valid from"))
    valid_to = _day(_("valid until"), required=False)
    reason = TextField(label=_("why"), max_length=300)
    file = UploadField(label=_("evidence"), kinds=DOCUMENTS, required=False)

    def clean(self):
        """The line itself."""
        given = super().clean() or self.cleaned_data
        if given.get("contract") and given.get("line_no"):
            line = ContractLine.objects.filter(
                contract__number=given["contract"].upper(), contract__tier=1, no=given["line_no"]
            )
            given["line"] = line.select_related("contract__payee").first()
            if given["line"] is None:
                self.add_error("contract", _("There is no such line in a contract of ours."))
        return given


class RemarkForm(forms.Form):
    """What is wrong with it."""

    remark = TextField(label=_("remark"), max_length=300)


class ReversalForm(forms.Form):
    """Why an entry is taken back."""

    reason = TextField(label=_("why"), max_length=300)


class TargetForm(forms.Form):
    """The target of a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2020, max_value=2100)
    usd = NumberField(label=_("target (US dollars)"), min_value=1, max_digits=16, decimal_places=2)


class PremiumForm(forms.Form):
    """Two offers."""

    use_required_attribute = False
    best_won = WonField(label=_("Best offer without eco evidence (won)"), min_value=1)
    eco_won = WonField(label=_("Eco-friendly offer (won)"), min_value=1)
