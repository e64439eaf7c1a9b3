"""IN: baselines, measurements, committees, votes, other forms, price cuts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Product
from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS
from portal.forms import CodeField, FilterForm, TextField, WonField
from portal.people.models import User
from sharedgrowth.benefit.forms.fields import NumberField, day_field, words_field
from sharedgrowth.benefit.models import TaskSupplier
from sharedgrowth.benefit.states import ShareForm, ShareState, VerifierVote

QTY: dict[str, Any] = {"max_digits": 20, "decimal_places": 6, "min_value": 0}
PRICE: dict[str, Any] = {"max_digits": 17, "decimal_places": 2, "min_value": 0}
INDEX: dict[str, Any] = {"max_digits": 12, "decimal_places": 4, "min_value": 0, "required": False}


class BaselineForm(forms.Form):
    """The old state of at least a year. Zeros are refused by the service, at their field."""

    period_from = day_field(_("First day"))
    period_to = day_field(pgettext_lazy("period", "Last day"))
    driver = TextField(
        label=_("Measure of operation"),
        max_length=80,
        help_text=_("What use follows: tonnes cast, hours worked, position-days."),
    )
    driver_unit = TextField(label=_("Unit of operation"), max_length=20)
    driver_qty = NumberField(label=_("Operation in this time"), **QTY)
    volume = NumberField(label=_("Used in this time"), **QTY)
    volume_unit = TextField(label=_("Unit of use"), max_length=20)
    price_won = NumberField(label=_("Price of the old item"), unit=_("won"), **PRICE)
    new_price_won = NumberField(label=_("Agreed price of the new item"), unit=_("won"), **PRICE)
    index_name = TextField(
        label=_("Agreed price index"),
        max_length=120,
        required=False,
        help_text=_("Both prices follow it, so that a move of the market is nobody's benefit. Empty: none."),
    )
    index_base = NumberField(label=_("Level of the index in this time"), **INDEX)
    product = CodeField(
        label=_("Product"), max_length=20, required=False, help_text=_("Its number in the e-Catalog, if it has one.")
    )
    source = words_field(_("Where the values come from"), _("Records, systems, documents."))
    reason = words_field(
        _("Why it changes"), _("Only for a change after the agreement; both sides sign it."), required=False
    )
    files = UploadField(label=_("Documents"), kinds=DOCUMENTS, multiple=True, max_files=5, required=False)

    def clean_product(self) -> Product | None:
        """The product that is meant."""
        if not (number := self.cleaned_data["product"]):
            return None
        found = Product.objects.filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(_("No product has this number."))
        return found

    def clean(self):
        """Days in order; an index without a level stands at 100."""
        given = super().clean()
        first, last = given.get("period_from"), given.get("period_to")
        if first and last and last <= first:
            self.add_error("period_to", _("The last day lies after the first."))
        if given.get("index_base") is None and "index_base" not in self.errors:
            given["index_base"] = Decimal(100)
        return given


class FirstDayForm(forms.Form):
    """Since when the new solution works."""

    first = day_field(_("The new solution works since"), _("The years of sharing run from this day."))


class MeasurementForm(forms.Form):
    """What was used in representative operation."""

    period_from = day_field(_("First day"))
    period_to = day_field(pgettext_lazy("period", "Last day"))
    driver_qty = NumberField(label=_("Operation in this time"), **QTY)
    volume = NumberField(label=_("Used in this time"), **QTY)
    price_won = NumberField(label=_("Price paid for the new item"), unit=_("won"), **PRICE)
    extra_won = WonField(label=_("Extra cost of the whole year"), required=False)
    index_level = NumberField(label=_("Level of the index"), **INDEX)
    operation = words_field(_("Why this time is representative"), _("Production, shutdowns, changes of the process."))
    files = UploadField(label=_("Evidence"), kinds=DOCUMENTS, multiple=True, max_files=8)

    def __init__(self, *args, baseline, **options):
        super().__init__(*args, **options)
        self.baseline = baseline
        self.fields["driver_qty"].widget.attrs["data-unit"] = baseline.driver_unit
        self.fields["volume"].widget.attrs["data-unit"] = baseline.volume_unit
        if not baseline.index_name:
            del self.fields["index_level"]
        else:
            self.fields["index_level"].help_text = baseline.index_name

    def clean(self):
        """Days in order; what was not asked has its neutral value."""
        given = super().clean()
        first, last = given.get("period_from"), given.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", _("The last day lies after the first."))
        if given.get("driver_qty") == 0:
            self.add_error("driver_qty", _("Nothing can be measured without operation."))
        if "extra_won" not in self.errors:
            given["extra_won"] = given.get("extra_won") or Decimal(0)
        if given.get("index_level") is None and "index_level" not in self.errors:
            given["index_level"] = self.baseline.index_base
        elif given.get("index_level") == 0:
            self.add_error("index_level", _("Nothing can be measured against zero: enter what was really used."))
        return given


class EmptyForm(forms.Form):
    """Nothing to fill in."""


class WhyForm(forms.Form):
    """A reason."""

    reason = words_field(_("Reason"))


class PersonChoice(forms.ModelMultipleChoiceField):
    """People with the roles in which they sit."""

    def label_from_instance(self, person: User) -> str:
        """Name and roles."""
        return f"{person.name} ({', '.join(sorted(person.role_codes))})"


class ConveneForm(forms.Form):
    """Who sits on the committee, and what is adjusted."""

    members = PersonChoice(
        label=pgettext_lazy("committee", "Members"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The BS team, purchasing and the using department; nobody who proposed, judged or measured it."),
        error_messages={"required": _("Choose the members.")},
    )
    adjustment_won = NumberField(
        label=_("Adjustment"),
        unit=_("won"),
        max_digits=15,
        decimal_places=0,
        required=False,
        help_text=_("Below zero to take off. Nothing: as the formula counts."),
    )
    adjustment_reason = words_field(_("Why it is adjusted"), required=False)

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["members"].queryset = people

    def clean_adjustment_won(self) -> Decimal:
        """Nothing is zero."""
        return self.cleaned_data["adjustment_won"] or Decimal(0)


class VerifierVoteForm(forms.Form):
    """A vote."""

    choice = forms.ChoiceField(label=_("Vote"), choices=VerifierVote.choices, widget=forms.RadioSelect)
    remark = words_field(_("Remark"), _("Needed unless you vote yes."), required=False)


class FinanceForm(forms.Form):
    """What finance found."""

    agree = forms.TypedChoiceField(
        label=_("Result"),
        choices=[("yes", _("Agrees with the books")), ("no", pgettext_lazy("books", "Does not agree"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    remark = words_field(_("What was compared, with what result"))


class OtherFormForm(forms.Form):
    """What a supplier was given otherwise."""

    supplier = forms.ModelChoiceField(label=_("Supplier"), queryset=TaskSupplier.objects.none())
    form = forms.ChoiceField(
        label=pgettext_lazy("sharing form", "Form"),
        choices=[pair for pair in ShareForm.choices if pair[0] != ShareForm.CASH],
    )
    rise_won = NumberField(label=_("Rise of the unit price"), unit=_("won"), required=False, **PRICE)
    quantity = NumberField(label=_("Quantity"), required=False, **QTY)
    price_won = NumberField(label=_("Unit price"), unit=_("won"), required=False, **PRICE)
    margin = NumberField(
        label=_("Assumed margin"), unit="%", max_digits=6, decimal_places=3, min_value=0, max_value=100, required=False
    )
    note = TextField(
        label=_("Note"), max_length=300, required=False, help_text=_("Which right, how a patent is split.")
    )

    def __init__(self, *args, suppliers, **options):
        super().__init__(*args, **options)
        self.fields["supplier"].queryset = suppliers
        self.fields["supplier"].label_from_instance = lambda supplier: supplier.company.name

    def clean_margin(self) -> Decimal | None:
        """A share."""
        margin = self.cleaned_data["margin"]
        return None if margin is None else margin / 100


class CutForm(forms.Form):
    """What became of a lower price."""

    restored = forms.TypedChoiceField(
        label=_("Result"),
        choices=[("yes", _("The price was restored")), ("no", _("It was not cut because of the task"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    reason = words_field(_("What was found out"))


class SettlementFilter(FilterForm):
    """Words, state, year."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Task or company")}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *[pair for pair in ShareState.choices if pair[0] != ShareState.CANCELLED]],
    )
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-span": "narrow"}),
    )
