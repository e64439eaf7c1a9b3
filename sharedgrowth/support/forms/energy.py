"""IN: energy audits: the baseline by carrier, measures, what was used since; energy factors."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import FilterForm, TextField, WonField
from purchasing.contracts.forms.fields import GroupedField, PercentField
from sharedgrowth.support.forms.fields import day_field, whole_field, words_field
from sharedgrowth.support.models import EnergyAudit, EnergyMeasure, EnergyUse
from sharedgrowth.support.states.energy import METERED, AuditState, Carrier, FactorStatus, Loss

QTY: dict[str, Any] = {"max_digits": 18, "decimal_places": 3}


def number(unit: object = "", **options) -> GroupedField:
    """A quantity with its unit behind."""
    attrs = {"inputmode": "decimal", "class": "num"} | ({"data-unit": unit} if unit else {})
    return GroupedField(widget=forms.TextInput(attrs=attrs), **(QTY | options))


class AuditFilter(FilterForm):
    """Above the list of audits."""

    words = TextField(label=_("Number, title or company"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *AuditState.choices])


class BaselineForm(forms.Form):
    """A year before: output, and use and price of each carrier; carriers that are not used stay empty."""

    base_from = day_field(_("Baseline from"), _("At least twelve months, before anything was changed."))
    base_to = day_field(_("Baseline until"))
    base_output = number(label=_("Output of this time"), help_text=_("In the unit that follows the energy best."))
    output_unit = TextField(label=_("Unit of the output"), max_length=20)
    allocation_year = whole_field(
        _("Year of the allocation factor"),
        _("Only for a company in emissions trading: it keeps the factor used at its allocation."),
        least=2015,
        most=2100,
        required=False,
    )
    meters = words_field(_("Meters"), _("Which meters were read, and how."), rows=2, required=False)
    findings = words_field(
        _("Losses found"), _("What was seen and measured at the site."), rows=5, most=4000, required=False
    )

    def __init__(self, *args, audit: EnergyAudit | None = None, uses: Iterable[EnergyUse] = (), **options):
        if audit is not None:
            names = ("base_from", "base_to", "base_output", "output_unit", "allocation_year", "meters", "findings")
            initial = {name: getattr(audit, name) for name in names}
            for use in uses:
                initial |= {f"{use.carrier}_before": use.before, f"{use.carrier}_tariff": use.tariff_won}
            options["initial"] = initial
        super().__init__(*args, **options)
        for carrier in Carrier:
            unit = METERED[carrier][0]
            self.fields[f"{carrier}_before"] = number(
                unit, label=_("%(carrier)s: used") % {"carrier": carrier.label}, required=False
            )
            self.fields[f"{carrier}_tariff"] = number(
                _("won/%(unit)s") % {"unit": unit},
                label=_("%(carrier)s: price") % {"carrier": carrier.label},
                required=False,
                max_digits=12,
                decimal_places=4,
            )

    def clean(self):
        """Each carrier has both numbers, or none; kept together as ``uses``."""
        given = super().clean()
        uses: dict[str, tuple[Decimal, Decimal]] = {}
        for carrier in Carrier:
            before, tariff = given.pop(f"{carrier}_before", None), given.pop(f"{carrier}_tariff", None)
            if before is None and tariff is None:
                continue
            if before is None or tariff is None:
                name = f"{carrier}_before" if before is None else f"{carrier}_tariff"
                if name not in self.errors:
                    self.add_error(name, _("Enter use and price, or neither."))
                continue
            uses[carrier.value] = (before, tariff)
        given["uses"] = uses
        return given


class MeasureForm(forms.Form):
    """One measure: what it saves is a share of what is left, or a quantity."""

    title = TextField(label=pgettext_lazy("energy", "Measure"), max_length=160)
    carrier = forms.ChoiceField(label=_("Energy carrier"))
    loss = forms.ChoiceField(label=_("Where energy is lost"), choices=Loss.choices)
    quantity = number(
        label=_("Saves in a year"), required=False, help_text=_("As the meter counts. Or give a share beside it.")
    )
    rate = PercentField(
        label=_("or a share of what is left"),
        required=False,
        help_text=_("Of the use that the measures before it leave over."),
    )
    capex_won = WonField(label=_("Investment"), required=False)
    base_charge_won = WonField(
        label=_("Less base charge in a year"), required=False, help_text=_("Where a lower peak lowers the contract.")
    )
    interaction = TextField(
        label=_("How it acts on other measures"),
        max_length=300,
        required=False,
        help_text=_("Needed where a measure before it takes part of the saving."),
        widget=forms.TextInput(attrs={"data-span": "full"}),
    )
    text = words_field(_("What is to be done"), rows=4, most=2000, required=False)

    def __init__(self, *args, uses: Iterable[EnergyUse], measure: EnergyMeasure | None = None, **options):
        if measure is not None:
            options["initial"] = {name: getattr(measure, name) for name in self.base_fields}
        super().__init__(*args, **options)
        self.fields["carrier"].choices = [  # type: ignore[attr-defined]
            (use.carrier, f"{use.get_carrier_display()} ({use.unit})") for use in uses
        ]

    def clean(self):
        """One of both; amounts that are left out are nothing."""
        given = super().clean()
        quantity, rate = given.get("quantity"), given.get("rate")
        if not {"quantity", "rate"} & set(self.errors):
            if (quantity is None) == (rate is None):
                self.add_error("quantity", _("Give a quantity or a share: one of both."))
            elif quantity is not None and quantity <= 0:
                self.add_error("quantity", _("Above zero."))
            elif rate is not None and rate <= 0:
                self.add_error("rate", _("Above zero."))
        for name in ("capex_won", "base_charge_won"):
            given[name] = given.get(name) or Decimal(0)
        return given


class DeclineForm(forms.Form):
    """Why a measure is not carried out."""

    reason = words_field(_("Reason"), most=300)


class DoneForm(forms.Form):
    """A measure is in place."""

    done_on = day_field(_("In place since"))
    upload = UploadField(label=_("Photo or invoice"), required=False)


class SavingForm(forms.Form):
    """What was used since, and the output of that time."""

    after_from = day_field(_("Measured from"), _("At least three months, after the measures were in place."))
    after_to = day_field(_("Measured until"))

    def __init__(self, *args, audit: EnergyAudit, uses: Iterable[EnergyUse], **options):
        self.uses = list(uses)
        initial: dict[str, Any] = {}
        if audit.after_from:
            initial = {name: getattr(audit, name) for name in ("after_from", "after_to", "after_output")}
            initial |= {f"{use.carrier}_after": use.after for use in self.uses}
        super().__init__(*args, initial=initial, **options)
        self.fields["after_output"] = number(audit.output_unit, label=_("Output of this time"))
        for use in self.uses:
            self.fields[f"{use.carrier}_after"] = number(
                use.unit,
                label=_("%(carrier)s: used") % {"carrier": use.get_carrier_display()},
                min_value=0,
            )

    def clean(self):
        """The uses together as ``after``."""
        given = super().clean()
        after = {use.carrier: given.pop(f"{use.carrier}_after", None) for use in self.uses}
        given["after"] = {carrier: value for carrier, value in after.items() if value is not None}
        return given


class FactorForm(forms.Form):
    """A factor from a year of consumption on."""

    carrier = forms.ChoiceField(label=_("Energy carrier"), choices=Carrier.choices)
    year = whole_field(_("From the year of consumption"), least=1990, most=2100)
    toe = number(
        label=_("toe for a unit"), max_digits=12, decimal_places=6, help_text=_("Of 1 MWh, 1,000 Nm³, 1 kL, 1 t.")
    )
    tco2 = number(label=_("tCO₂ for a unit"), max_digits=12, decimal_places=6, min_value=0)
    status = forms.ChoiceField(label=_("How sure"), choices=FactorStatus.choices)
    source = TextField(
        label=_("Source"),
        max_length=300,
        help_text=_("Who published it, and when."),
        widget=forms.TextInput(attrs={"data-span": "full"}),
    )


class VerdictForm(forms.Form):
    """The second person: yes, or no with a reason."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", pgettext_lazy("second person", "Agree")), ("no", pgettext_lazy("second person", "Refuse"))],
        widget=forms.RadioSelect,
    )
    reason = words_field(_("Reason"), _("Needed for a refusal."), most=300, required=False)
