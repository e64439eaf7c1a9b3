"""Cost models, declared values, guarantees, preference: the shape of what is entered."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files.forms import with_most
from portal.forms import CodeField, DayField, TextField, WonField
from purchasing.bidding.forms.decisions import reason_field
from purchasing.bidding.models import SocialCategory, TcoModel
from purchasing.bidding.services import TcoLineIn
from purchasing.bidding.states import TcoBasis, TcoComparison, TcoFlow, TcoHorizon, TcoSource

MOST_TCO_LINES = 40


class PercentField(forms.DecimalField):
    """A share, written in percent: 4.5 becomes 0.045."""

    def __init__(self, *, places: int = 4, lowest: str = "0", highest: str = "100", **options):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "%"}))
        super().__init__(
            min_value=Decimal(lowest), max_value=Decimal(highest), max_digits=8, decimal_places=places, **options
        )

    def clean(self, value):
        """The share."""
        percent = super().clean(value)
        return None if percent is None else percent / 100

    def prepare_value(self, value):
        """The share in percent, unless it is what was typed."""
        return f"{(value * 100).normalize():f}" if isinstance(value, Decimal) else value


class PlainNumber(forms.DecimalField):
    """A number as people write it: 498,000."""

    def __init__(self, **options):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value):
        """Without separators of thousands."""
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)

    def prepare_value(self, value):
        """Without trailing zeros."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class TcoModelForm(forms.Form):
    """A cost model without its lines."""

    code = CodeField(label=_("Code"), max_length=20, help_text=_("Capital letters and digits, for example PUMP."))
    name_ko = TextField(label=_("Name in Korean"), max_length=120)
    name_en = TextField(label=_("Name in English"), max_length=120, required=False)
    scope = TextField(
        label=_("What it is for"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Which purchases are compared by it."),
    )
    rate = PercentField(
        label=_("Discount rate"), help_text=_("For the present value; it never changes after approval.")
    )
    basis = forms.ChoiceField(label=_("Rate and yearly rises are"), choices=TcoBasis.choices)
    base_date = DayField(label=_("Our prices are of"), widget=forms.DateInput(attrs={"type": "date"}))
    comparison = forms.ChoiceField(label=_("Compared by"), choices=TcoComparison.choices)
    horizon = forms.ChoiceField(label=_("Period compared"), choices=TcoHorizon.choices)
    horizon_years = forms.IntegerField(
        label=_("The same years for all"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("Only for a horizon for all."),
    )
    default_years = forms.IntegerField(label=_("Life without proof (years)"), min_value=1, max_value=60)
    most_years = forms.IntegerField(label=_("Longest life (years)"), min_value=1, max_value=60)
    output_unit = TextField(
        label=_("Unit that is made"), max_length=20, required=False, help_text=_("Only for the cost of one unit.")
    )
    tolerance = PercentField(label=_("Tolerance of guarantees"), highest="50")
    damages_cap = PercentField(label=_("Damages at most"), help_text=_("As a share of the price."))
    change_note = TextField(
        label=_("What changed"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def answers(self) -> dict[str, Any]:
        """What the service takes."""
        found = dict(self.cleaned_data)
        if found["horizon"] == TcoHorizon.OWN_LIFE:
            found["horizon_years"] = None
        return found

    @property
    def sections(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The fields in their groups."""
        return [
            (_("The model"), [self[name] for name in ("code", "name_ko", "name_en", "scope")]),
            (
                _("How it is calculated"),
                [
                    self[name]
                    for name in (
                        "rate", "basis", "base_date", "comparison", "horizon", "horizon_years", "output_unit",
                        "default_years", "most_years",
                    )
                ],
            ),
            (_("Guarantees and changes"), [self[name] for name in ("tolerance", "damages_cap", "change_note")]),
        ]  # fmt: skip


class TcoLineForm(forms.Form):
    """One cost of a model."""

    code = CodeField(label=_("Code"), max_length=20)
    name_ko = TextField(label=_("Cost (Korean)"), max_length=80)
    name_en = TextField(label=_("Cost (English)"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("When it comes"), choices=TcoFlow.choices)
    source = forms.ChoiceField(label=_("Amount from"), choices=TcoSource.choices)
    unit = TextField(label=_("Unit"), max_length=20, required=False, help_text=_("Of a quantity: kWh, h, EA."))
    unit_price_won = PlainNumber(
        label=_("Our price of a unit (won)"), min_value=0, max_digits=18, decimal_places=6, required=False
    )
    of_code = CodeField(
        label=_("Quantity of line"), max_length=20, required=False, help_text=_("Its code, for example ENERGY.")
    )
    factor = PlainNumber(
        label=_("Factor"), min_value=Decimal("0.000000001"), max_digits=14, decimal_places=9, required=False
    )
    buyer_amount = PlainNumber(
        label=_("Our own amount (won)"), min_value=0, max_digits=20, decimal_places=6, required=False
    )
    price_source = TextField(label=_("Where our price comes from"), max_length=200, required=False)
    escalation = PercentField(label=_("Yearly rise"), lowest="-99", required=False)
    escalation_basis = forms.ChoiceField(label=_("The rise is"), choices=TcoBasis.choices)
    evidence = TextField(label=_("Evidence asked for"), max_length=200, required=False)
    verification = TextField(label=_("How it is verified"), max_length=200, required=False)
    required = forms.BooleanField(label=_("Must be declared"), required=False)
    guaranteed = forms.BooleanField(label=_("Becomes a guarantee"), required=False)
    is_energy = forms.BooleanField(label=_("Energy"), required=False)
    is_carbon = forms.BooleanField(label=_("Carbon"), required=False)

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """All but the boxes to tick."""
        return [field for field in self if not field.is_check]  # type: ignore[attr-defined]

    @property
    def ticks(self) -> list[forms.BoundField]:
        """The boxes."""
        return [field for field in self if field.is_check]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """No price without its source: of all lines at once, where the service names the first."""
        given = super().clean() or self.cleaned_data
        priced = given.get("unit_price_won") is not None or given.get("buyer_amount") is not None
        if priced and not given.get("price_source") and "price_source" not in self.errors:
            self.add_error("price_source", _("Say where this price comes from; bidders read it."))
        return given

    def line(self) -> TcoLineIn:
        """What the service takes."""
        given = dict(self.cleaned_data)
        given["factor"] = given["factor"] or Decimal(1)
        given["escalation"] = given["escalation"] or Decimal(0)
        return TcoLineIn(**given)


TcoLineFormSet = forms.formset_factory(
    TcoLineForm, extra=0, min_num=0, max_num=MOST_TCO_LINES, absolute_max=MOST_TCO_LINES, validate_max=True
)


class TcoChoiceForm(forms.Form):
    """Which model a tender compares by."""

    model = forms.ModelChoiceField(
        label=_("Cost model"), queryset=TcoModel.objects.none(), widget=forms.RadioSelect, to_field_name="uid",
        empty_label=None,
    )  # fmt: skip

    def __init__(self, *args, models, **options):
        super().__init__(*args, **options)
        self.fields["model"].queryset = models
        self.fields["model"].label_from_instance = lambda model: f"{model} · {model.name}"


class TcoCorrectionForm(forms.Form):
    """An arithmetical slip."""

    corrected = PlainNumber(label=_("Corrected value"), min_value=0, max_digits=20, decimal_places=6)
    remark = reason_field(_("Which slip is corrected"), _("The bidder reads it."), rows=2)


class TcoRejectionForm(forms.Form):
    """A value that does not count."""

    remark = reason_field(_("Why it does not count"), _("The bidder reads it."), rows=2)


class TcoJustificationForm(forms.Form):
    """Why a sensitive result stands."""

    reason = reason_field(
        _("Why the result stands"), _("Name the case and what is known about it. A losing bidder reads it."), rows=3
    )


class PlanTestForm(forms.Form):
    """Until when an acceptance test is made."""

    test_by = DayField(label=_("Test by"), widget=forms.DateInput(attrs={"type": "date"}))


class MeasurementForm(forms.Form):
    """What an acceptance test measured."""

    measured = PlainNumber(label=_("Measured value"), min_value=0, max_digits=20, decimal_places=6)
    tested_on = DayField(label=_("Measured on"), widget=forms.DateInput(attrs={"type": "date"}))
    note = reason_field(_("How it was measured"), _("Instruments, duration, load, who was there."), rows=3)
    protocol = forms.FileField(
        label=_("Test protocol"), required=False, help_text=with_most(_("PDF or picture, at most %(most)s MB."))
    )


class ClosingForm(forms.Form):
    """How a guarantee was closed."""

    note = reason_field(_("How it was closed"), _("Met, or how the damages were paid."), rows=2)


class PreferenceTermsForm(forms.Form):
    """New terms of preference."""

    valid_from = DayField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}))
    margin = PercentField(label=_("Margin"), highest="50", help_text=_("A bid of 100 is compared as 100 less this."))
    categories = forms.ModelMultipleChoiceField(
        label=_("Preferred categories"),
        queryset=SocialCategory.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    bond_for = forms.ModelMultipleChoiceField(
        label=_("Lower performance bond for"),
        queryset=SocialCategory.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Of the preferred categories (rule PRF-09)."),
    )
    pay_for = forms.ModelMultipleChoiceField(
        label=_("Paid sooner"),
        queryset=SocialCategory.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Of the preferred categories (rule PRF-09)."),
    )
    most_budget_won = WonField(label=_("Only below a budget of"), required=False, help_text=_("Empty: always."))
    reserve_most_won = WonField(label=_("Reserved tenders up to"))
    reserve_least = forms.IntegerField(
        label=_("Certified suppliers that a reserved tender needs"), min_value=2, max_value=20
    )
    least_share = PercentField(label=_("Share that a certified consortium member needs"))
    least_own_work = PercentField(label=_("Own work needed"))
    block_months = forms.IntegerField(label=_("Months without preference after a breach"), min_value=0, max_value=60)
    bond_ratio = PercentField(label=_("Performance bond"))
    plain_bond_ratio = PercentField(label=_("Performance bond of others"))
    pay_days = forms.IntegerField(label=_("Paid within (days)"), min_value=1, max_value=60)
    register_relief = forms.IntegerField(label=_("Points at registration"), min_value=0, max_value=30)
    note = TextField(label=_("Reason for the change"), max_length=300)


class PreferenceTargetForm(forms.Form):
    """The target of a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=SocialCategory.objects.all(), required=False, empty_label=_("All together")
    )
    target_pct = forms.DecimalField(
        label=_("Target"),
        min_value=0,
        max_value=100,
        max_digits=6,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "%"}),
    )


class OwnWorkForm(forms.Form):
    """How much the winner does itself."""

    own_share = PercentField(label=_("Share of own work"))
    basis = reason_field(
        _("What was seen"), _("Delivery notes, visits, contracts with subcontractors; with dates."), rows=3
    )
