"""IN: applications, steel parts, proofs, papers, the mill's word."""

import csv
import io
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from portal.files.forms import UploadField
from portal.forms import CodeField, FilterForm, TextField
from portal.people.models import Company
from portal.regions import region_choices
from purchasing.contracts.forms.fields import GroupedField
from sharedgrowth.innovilt.forms.fields import day_field, words_field
from sharedgrowth.innovilt.models import InnoviltApplication, SteelItem, SteelProof
from sharedgrowth.innovilt.queries.applications import products_to_certify
from sharedgrowth.innovilt.rules.steel import paper_key
from sharedgrowth.innovilt.states import ApplicationState, Category, PaperKind, SteelForm

SOLD_ROWS = 3
COLUMNS = ("heat_no", "coil_no", "sheet_no", "grade", "tonnes", "shipped_on")
MOST_BYTES = 4_000_000
PAPER_KINDS = ("pdf", "jpg", "png", "dwg", "step", "docx", "xlsx", "hwp", "hwpx", "zip")


class ApplicationFilter(FilterForm):
    """Above the table."""

    words = TextField(label=_("Product, member or number"), max_length=100, required=False)
    category = forms.ChoiceField(
        label=pgettext_lazy("innovilt", "Category"), required=False, choices=[("", _("all")), *Category.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all states")), *ApplicationState.choices]
    )
    officer = forms.ChoiceField(
        label=pgettext_lazy("innovilt", "Which"),
        required=False,
        choices=[("", _("all")), ("me", pgettext_lazy("innovilt", "mine")), ("running", _("not decided yet"))],
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        if not user.is_internal:
            del self.fields["officer"]


class ProductChoice(forms.ModelChoiceField):
    """One of the company's published products."""

    def label_from_instance(self, product: Product) -> str:
        """Name and number."""
        return f"{product.current} · {product.number}"


class StartForm(forms.Form):
    """Which product."""

    product = ProductChoice(
        label=_("Product"),
        queryset=Product.objects.none(),
        help_text=_("Published products of your catalogue for which no application runs."),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, *args, company: Company, **options):
        super().__init__(*args, **options)
        self.fields["product"].queryset = products_to_certify(company)


class ApplicationForm(forms.Form):
    """The words of an application, and the units sold by year."""

    category = forms.ChoiceField(
        label=pgettext_lazy("innovilt", "Category"), choices=[("", _("Choose")), *Category.choices], required=False
    )
    plant_region = forms.ChoiceField(label=_("Region of the plant"), required=False)
    plant = TextField(
        label=_("Where it is made"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"data-span": "full"}),
        help_text=_("Plant and address: the inspector goes there."),
    )
    technology = words_field(
        _("What is new about it"), _("How it works, what tests show, which patents protect it."), rows=5, required=False
    )
    market = words_field(
        _("Market and customers"), _("Who builds with it, references, what is planned."), rows=4, required=False
    )
    price_position = words_field(_("Price compared with others"), most=1000, required=False)
    edits = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, application: InnoviltApplication, **options):
        sold = list(application.sales.order_by("-year"))
        names = ("category", "plant_region", "plant", "technology", "market", "price_position", "edits")
        initial = {name: getattr(application, name) for name in names}
        for place, row in enumerate(sold[:SOLD_ROWS]):
            initial |= {f"year_{place}": row.year, f"units_{place}": row.units}
        super().__init__(*args, initial=initial, **options)
        self.fields["plant_region"].choices = [("", gettext("Choose")), *region_choices(get_language() or "ko")]
        for place in range(SOLD_ROWS):
            self.fields[f"year_{place}"] = forms.IntegerField(
                label=gettext("Year"),
                required=False,
                min_value=2000,
                max_value=2100,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off"}),
            )
            self.fields[f"units_{place}"] = GroupedField(
                label=gettext("Units sold"), required=False, min_value=0, max_value=2_000_000_000, decimal_places=0
            )

    @property
    def word_fields(self) -> list[forms.BoundField]:
        """The words, for the page."""
        return [self[name] for name in self.fields if not name.startswith(("year_", "units_")) and name != "edits"]

    @property
    def sold_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Year and units, row by row."""
        return [(self[f"year_{place}"], self[f"units_{place}"]) for place in range(SOLD_ROWS)]

    def clean(self) -> dict[str, Any]:
        """A year has its units, and the other way round."""
        told = super().clean() or {}
        for place in range(SOLD_ROWS):
            year, units = told.get(f"year_{place}"), told.get(f"units_{place}")
            if year is not None and units is None and f"units_{place}" not in self.errors:
                self.add_error(f"units_{place}", gettext("How many units? Nothing sold yet is 0."))
            if units is not None and year is None and f"year_{place}" not in self.errors:
                self.add_error(f"year_{place}", gettext("In which year?"))
        return told

    def given(self) -> dict[str, Any]:
        """The words."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith(("year_", "units_")) and name != "edits"
        }

    def sold(self) -> list[tuple[int, int]]:
        """(year, units)."""
        rows = [(self.cleaned_data[f"year_{at}"], self.cleaned_data[f"units_{at}"]) for at in range(SOLD_ROWS)]
        return [(year, int(units)) for year, units in rows if year is not None and units is not None]


class ItemForm(forms.Form):
    """One steel part of the product."""

    name = TextField(label=pgettext_lazy("steel", "Part"), max_length=120)
    grade = CodeField(
        label=pgettext_lazy("steel", "Grade"), max_length=40, help_text=_("As the mill certificate writes it.")
    )
    form = forms.ChoiceField(label=pgettext_lazy("steel", "Form"), choices=SteelForm)
    t_per_unit = GroupedField(
        label=_("Tonnes in one unit"),
        max_digits=12,
        decimal_places=6,
        min_value=Decimal("0.000001"),
        help_text=_("One unit as you sell it: piece, metre, square metre. 12.4 kg are 0.0124 t."),
    )
    yield_rate = GroupedField(
        label=_("Yield"),
        max_digits=7,
        decimal_places=6,
        min_value=Decimal("0.000001"),
        max_value=1,
        initial=Decimal("0.985"),
        help_text=_("What of the coil becomes product, as a fraction of 1."),
    )
    posco = forms.BooleanField(label=_("The steel is of our mills"), required=False, initial=True)
    maker = TextField(label=_("If not: who made it"), max_length=120, required=False)
    fastener = forms.BooleanField(label=_("It is a fastener (bolt, screw, nail)"), required=False)


class ProofForm(forms.Form):
    """One coil of one mill certificate, and how much of it went into the part."""

    item = forms.ModelChoiceField(
        label=pgettext_lazy("steel", "Part"), queryset=SteelItem.objects.none(), empty_label=None
    )
    sheet_no = CodeField(label=_("Mill certificate number"), max_length=60)
    issued_on = day_field(_("Date of the certificate"))
    seller = TextField(label=_("Bought from"), max_length=120, required=False)
    heat_no = CodeField(label=_("Heat number"), max_length=40)
    coil_no = CodeField(
        label=_("Coil number"),
        max_length=40,
        required=False,
        help_text=_("If the certificate names one. Without it the whole heat counts as yours."),
    )
    grade = CodeField(label=pgettext_lazy("steel", "Grade"), max_length=40)
    form = forms.ChoiceField(label=pgettext_lazy("steel", "Form"), choices=SteelForm)
    coil_t = GroupedField(
        label=_("Weight of the coil (t)"), max_digits=12, decimal_places=3, min_value=Decimal("0.001")
    )
    bought_on = day_field(_("Bought on"), _("The mass balance counts it in this year."))
    tonnes = GroupedField(
        label=_("Of it for this product (t)"),
        max_digits=12,
        decimal_places=3,
        min_value=Decimal("0.001"),
        help_text=_("A coil may be split between products by weight."),
    )
    upload = UploadField(label=_("Mill certificate"), kinds=("pdf", "jpg", "png"), required=False)

    def __init__(self, *args, application: InnoviltApplication, **options):
        items = application.items.filter(posco=True).order_by("no")
        first = items.first()
        if first is not None:
            options["initial"] = {"grade": first.grade, "form": first.form} | options.get("initial", {})
        super().__init__(*args, **options)
        self.fields["item"].queryset = items

    def given(self) -> dict[str, Any]:
        """Without the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "upload"}


class WeightForm(forms.Form):
    """Another weight of a coil."""

    tonnes = GroupedField(
        label=_("Of it for this product (t)"), max_digits=12, decimal_places=3, min_value=Decimal("0.001")
    )

    def __init__(self, *args, proof: SteelProof, **options):
        super().__init__(*args, initial={"tonnes": proof.tonnes}, **options)


class PaperForm(forms.Form):
    """A file that belongs to the application."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PaperKind)
    title = TextField(label=_("Title"), max_length=160, required=False, help_text=_("Empty: the name of the file."))
    upload = UploadField(label=_("File"), kinds=PAPER_KINDS)


class SheetForm(forms.Form):
    """What the mill said of a mill certificate."""

    known = forms.ChoiceField(
        label=_("The mill"),
        choices=[("yes", _("knows it: number, heats and weights are right")), ("no", _("does not know it"))],
        widget=forms.RadioSelect,
    )
    reason = words_field(_("Whom you asked, and what was said"), most=300)
    coils = forms.CharField(widget=forms.HiddenInput)

    def clean_coils(self) -> list[int]:
        """The coils that were shown."""
        return [int(word) for word in self.cleaned_data["coils"].split(",") if word.isdecimal() and len(word) < 19]


class FreeForm(forms.Form):
    """A number that somebody entered wrongly."""

    number = TextField(label=_("Number of the mill certificate or heat"), max_length=60)
    reason = words_field(_("Whom you asked, and what was said"), most=300)


class RecordsForm(forms.Form):
    """What the mill shipped, as a CSV file."""

    file = UploadField(
        label=_("CSV file"),
        kinds=("csv",),
        help_text=_("Columns: heat_no, coil_no, sheet_no, grade, tonnes, shipped_on (2026-03-31)."),
    )

    def clean_file(self):
        """The rows; the first fault is told with its line."""
        upload = self.cleaned_data["file"]
        upload.seek(0)
        data = upload.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise ValidationError(gettext("The file is too large: split it."))
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp949", errors="replace")
        reader = csv.DictReader(io.StringIO(text))
        try:
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
            if missing:
                raise ValidationError(gettext("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
            return [_record(line, row) for line, row in enumerate(reader, 2)]
        except csv.Error as fault:
            raise ValidationError(gettext("This file is not CSV.")) from fault


def _record(line: int, row: dict[str, str | None]) -> dict[str, Any]:
    told = {name: (row.get(name) or "").strip() for name in COLUMNS}
    where = {"line": line}
    if not paper_key(told["heat_no"]) or not told["grade"]:
        raise ValidationError(gettext("Line %(line)s: heat number and grade are needed."), params=where)
    if any(
        len(told[name]) > most for name, most in (("heat_no", 40), ("coil_no", 40), ("sheet_no", 60), ("grade", 40))
    ):
        raise ValidationError(gettext("Line %(line)s: a number is too long."), params=where)
    try:
        tonnes = Decimal(told["tonnes"]).quantize(Decimal("0.001"))
        day = date.fromisoformat(told["shipped_on"])
        if not tonnes.is_finite():
            raise ValueError(tonnes)
    except (InvalidOperation, ValueError) as fault:
        raise ValidationError(
            gettext("Line %(line)s: write the weight as 20.350 and the day as 2026-03-31."), params=where
        ) from fault
    if not 0 < tonnes < Decimal(1_000_000):
        raise ValidationError(gettext("Line %(line)s: the weight is not possible."), params=where)
    return told | {"tonnes": tonnes, "shipped_on": day}


class SoldForm(forms.Form):
    """The units sold in one year."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off"}),
    )
    units = GroupedField(label=_("Units sold"), min_value=0, max_value=2_000_000_000, decimal_places=0)
