"""The rows of a draft: what is wanted, and what bids are judged by besides their price."""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from catalog.queries import class_names
from portal.forms import CodeField, DayField, TextField
from purchasing.bidding import queries
from purchasing.bidding.rules.pasted_lines import parted
from purchasing.bidding.states import CriterionKind, Envelope

MOST_LINES = 60
MOST_CRITERIA = 40


class QuantityField(forms.DecimalField):
    """A quantity the way people type it: ``1,000``, ``１，０００``, ``1 000.5``.

    Commas must group thousands, so that ``1,5`` is asked about instead of becoming 15. A unit behind the
    number is refused by its own words.

    >>> QuantityField().clean("１，０００.5")
    Decimal('1000.5')
    """

    def to_python(self, value):
        """Digits to Decimal; what is wrong with the commas is said."""
        if value in self.empty_values or isinstance(value, Decimal | int):
            return super().to_python(value)
        if parted(str(value)) is not None:
            raise ValidationError(_("Write the number alone; the unit has its own field."), code="unit")
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value))).replace("−", "-")
        if "," in text and not re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
            raise ValidationError(
                _("The commas in “%(typed)s” do not group thousands. Write 1,500 or 1500."),
                code="commas",
                params={"typed": str(value).strip()[:40]},
            )
        return super().to_python(text.replace(",", ""))


class LineForm(forms.Form):
    """One line of what is wanted."""

    description_ko = TextField(label=_("Item (Korean)"), max_length=300)
    description_en = TextField(label=_("Item (English)"), max_length=300, required=False)
    qty = QuantityField(
        label=_("Quantity"),
        min_value=Decimal("0.001"),
        max_digits=14,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
    )
    uom = TextField(label=_("Unit"), max_length=12)
    delivery_on = DayField(
        label=_("Delivery by"),
        required=False,
        help_text=_("Only where it differs from the tender's."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    item = CodeField(
        label=_("From the catalogue"),
        required=False,
        max_length=40,
        help_text=_("Part number of a specification, or number of the product used today; its maker is not named."),
        widget=forms.TextInput(attrs={"class": "mono"}),
    )
    class_code = CodeField(
        label=_("UNSPSC code"),
        required=False,
        max_length=8,
        validators=[RegexValidator(r"^[0-9]{8}$", _("A UNSPSC code has eight digits. Look it up by a word."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "mono"}),
    )

    def has_changed(self) -> bool:
        """A unit alone was filled in by the page: nobody has touched the row."""
        return bool(set(self.changed_data) - {"uom"})

    def clean_item(self) -> str:
        """The item has to be in the catalogue."""
        item = self.cleaned_data["item"]
        if item:
            self.specification, self.product = queries.catalogue_item(
                item, self.data.get(self.add_prefix("class_code"))
            )
            if self.specification is None and self.product is None:
                raise ValidationError(
                    _("The catalogue has no “%(item)s”. Look it up by a word."), params={"item": item}
                )
        return item

    def answer(self) -> dict[str, Any]:
        """The line by the names that the service takes."""
        given = dict(self.cleaned_data)
        given.pop("item")
        given["specification"] = getattr(self, "specification", None)
        given["product"] = getattr(self, "product", None)
        return given


class BaseLineFormSet(forms.BaseFormSet):
    """The lines of a draft, in the order in which they stand on the page; rows left empty do not count."""

    row_label = _("Line %(number)s")
    standing: Collection[str] = ()  # codes that are in the tender already, as older ones may be that no class has

    def __init__(self, data=None, **options):
        super().__init__(data, **options)
        if data is not None:
            self.data = self._units_apart(data)

    def _units_apart(self, data):
        """``40개`` typed as a quantity becomes 40 and its unit, unless another unit stands in its own field."""
        apart = data.copy()
        for place in range(self.total_form_count()):
            row = self.add_prefix(place)
            found, uom = parted(data.get(f"{row}-qty", "")), data.get(f"{row}-uom", "").strip()
            if found is not None and uom.casefold() in ("", found[1].casefold()):
                apart[f"{row}-qty"], apart[f"{row}-uom"] = found[0], uom or found[1]
        return apart

    def _construct_form(self, i, **options):
        """Lines after the first may stay empty, whether they were stored or added."""
        form = super()._construct_form(i, **options)
        form.empty_permitted = form.empty_permitted or i > 0
        return form

    def clean(self) -> None:
        """A code names a class: by one that no class has, no supplier would find the tender."""
        coded = [form for form in self.forms if getattr(form, "cleaned_data", {}).get("class_code")]
        known = class_names({form.cleaned_data["class_code"] for form in coded}) if coded else {}
        for form in coded:
            if (code := form.cleaned_data["class_code"]) not in known and code not in self.standing:
                words = _("The classification has no class “%(code)s”. Look it up by a word.")
                form.add_error("class_code", ValidationError(words, params={"code": code}))

    @property
    def filled(self) -> list[forms.Form]:
        """The rows in which something was typed."""
        return [form for form in self.forms if form.cleaned_data]

    def answers(self) -> list[dict[str, Any]]:
        """The lines by the names that the service takes."""
        return [form.answer() for form in self.filled]


LineFormSet = forms.formset_factory(
    LineForm,
    formset=BaseLineFormSet,
    extra=0,
    min_num=1,
    max_num=MOST_LINES,
    absolute_max=MOST_LINES,
    validate_min=True,
    validate_max=True,
)


class CriterionForm(forms.Form):
    """One thing that a bid is judged by besides its price."""

    title_ko = TextField(label=_("Criterion (Korean)"), max_length=200)
    title_en = TextField(label=_("Criterion (English)"), max_length=200, required=False)
    envelope = forms.ChoiceField(
        label=_("Answered in"),
        choices=Envelope.choices,
        initial=Envelope.TECHNICAL,
        help_text=_("The envelopes are opened one after the other; the price comes last."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=CriterionKind.choices)
    weight = forms.DecimalField(
        label=_("Weight"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        help_text=_("Only for scored criteria: points of 100 over all of them."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "data-unit": _("points")}),
    )
    needs_file = forms.BooleanField(label=_("A document is needed"), required=False)
    guidance = TextField(
        label=_("What is looked at"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        """Points belong to scored criteria, and to these always."""
        given = super().clean() or {}
        if given.get("kind") == CriterionKind.SCORED:
            if given.get("weight") is None and "weight" not in self.errors:
                self.add_error("weight", _("A scored criterion has its points of 100."))
        else:
            given["weight"] = None
        return given


class BaseCriterionFormSet(forms.BaseFormSet):
    """The criteria of a draft in their order; rows left empty do not count."""

    row_label = _("Criterion %(number)s")

    @property
    def filled(self) -> list[forms.Form]:
        """The rows in which something was typed."""
        return [form for form in self.forms if form.cleaned_data.get("title_ko")]

    def answers(self) -> list[dict[str, Any]]:
        """The criteria by the names that the service takes."""
        return [dict(form.cleaned_data) for form in self.filled]


CriterionFormSet = forms.formset_factory(
    CriterionForm,
    formset=BaseCriterionFormSet,
    extra=0,
    max_num=MOST_CRITERIA,
    absolute_max=MOST_CRITERIA,
    validate_max=True,
)
