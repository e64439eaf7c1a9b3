"""The attributes of a class as a form: a number with its unit, a range, a choice, a date."""

from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import AttributeDef, AttributeValue
from catalog.rules.listing import Finding
from catalog.rules.units import UNITS, units_for
from catalog.rules.values import LONGEST_TEXT, read_value
from catalog.states import Datatype
from portal.errors import RuleBroken
from portal.forms import DayField, TextField

PREFIX = "attr_"


class QuantityWidget(forms.MultiWidget):
    """A number (or the two ends of a range) and the unit it is written in."""

    template_name = "catalog/widgets/quantity.html"
    use_fieldset = False

    def __init__(self, definition: AttributeDef, name: str):
        units = [(unit.code, unit.symbol or "1") for unit in units_for(definition.quantity)]
        self.ends = ("low", "high") if definition.datatype == Datatype.RANGE else ("value",)
        self.fixed = units[0][1] if len(units) == 1 else ""
        said = {
            "low": _("%(name)s, from") % {"name": name},
            "high": _("%(name)s, to") % {"name": name},
            "value": name,
        }
        widgets = {
            end: forms.TextInput(
                attrs={"inputmode": "decimal", "autocomplete": "off", "aria-label": said[end], "maxlength": 40}
            )
            for end in self.ends
        }
        unit_attrs = {"aria-label": _("Unit of %(name)s") % {"name": name}}
        widgets["unit"] = forms.HiddenInput() if self.fixed else forms.Select(attrs=unit_attrs, choices=units)
        super().__init__(widgets)

    def decompress(self, value):
        """From {low, high, unit} to the parts."""
        return [(value or {}).get(name, "") for name in (*self.ends, "unit")]

    def value_from_datadict(self, data, files, name):
        """Back to the parts by name."""
        return {part: data.get(f"{name}_{part}", "") for part in (*self.ends, "unit")}

    def get_context(self, name, value, attrs):
        """The parts with our classes; the first one carries the field's id."""
        context = super().get_context(name, value, attrs)
        for part in context["widget"]["subwidgets"]:
            is_unit = part["name"].endswith("_unit")
            if part is context["widget"]["subwidgets"][0] and (attrs or {}).get("id"):
                part["attrs"]["id"] = attrs["id"]  # as with every other field: links lead here
            part["attrs"]["class"] = "form-select unit" if is_unit else "form-control"
            if is_unit:
                part["attrs"].pop("aria-describedby", None)
                part["attrs"].pop("required", None)
        context["fixed"] = self.fixed
        return context

    def id_for_label(self, id_):
        """The label belongs to the first number."""
        return id_


class QuantityField(forms.Field):
    """What the rules read as a number or a range."""

    def __init__(self, definition: AttributeDef, **options):
        self.rule = definition.as_rule()
        super().__init__(widget=QuantityWidget(definition, definition.name), **options)

    def clean(self, value):
        """The parts, once the rules have read them; empty parts are no value."""
        return _checked(self.rule, value)


def _checked(rule, parts: Mapping[str, object]) -> dict | None:
    try:
        return dict(parts) if read_value(rule, parts) is not None else None
    except RuleBroken as broken:
        raise ValidationError(broken.message) from None


class AttributesForm(forms.Form):
    """All attributes of a class. A draft may lack required ones; the labels say what the review will ask for."""

    use_required_attribute = False
    says_required = True  # a trial measures what it can: there the labels say nothing

    def __init__(self, *args, definitions: Mapping[str, AttributeDef], values: Iterable[AttributeValue] = (), **kwargs):
        self.definitions = definitions
        stored = {f"{PREFIX}{value.definition.code}": _initial(value) for value in values}
        initial = {**default_units(definitions), **stored}
        super().__init__(*args, initial=initial, **kwargs)
        for code, definition in definitions.items():
            field = _field(definition)
            field.required = False
            field.needed_later = definition.required  # type: ignore[attr-defined]
            self.fields[f"{PREFIX}{code}"] = field

    def with_second_looks(self, hints: Mapping[str, Finding]) -> "AttributesForm":
        """The same form, with a word at each value that is far from what the class is used to."""
        for code, finding in hints.items():
            if f"{PREFIX}{code}" in self.fields:
                self.fields[f"{PREFIX}{code}"].second_look = finding.message  # type: ignore[attr-defined]
        return self

    def clean(self):
        """Values other than quantities are read by the same rules."""
        for code, definition in self.definitions.items():
            name = f"{PREFIX}{code}"
            value = self.cleaned_data.get(name)
            if value in (None, "") or isinstance(value, dict):
                continue
            try:
                self.cleaned_data[name] = _checked(definition.as_rule(), {"value": value})
            except ValidationError as wrong:
                self.add_error(name, wrong)
        return self.cleaned_data

    @property
    def entered(self) -> dict[str, dict]:
        """What ``save_draft`` takes."""
        found = {code: self.cleaned_data.get(f"{PREFIX}{code}") for code in self.definitions}
        return {code: parts for code, parts in found.items() if parts}

    @property
    def entered_or_stored(self) -> dict[str, dict]:
        """Of a form with faults: what was stored stays where what was typed cannot be read."""
        faulty = {code: f"{PREFIX}{code}" for code in self.definitions if self.has_error(f"{PREFIX}{code}")}
        kept = {code: self.initial.get(name) for code, name in faulty.items()}
        stored = {code: part if isinstance(part, dict) else {"value": part} for code, part in kept.items() if part}
        return self.entered | stored


def _field(definition: AttributeDef) -> forms.Field:
    options: dict = {"label": definition.name, "help_text": definition.hint}
    if definition.datatype in (Datatype.NUM, Datatype.RANGE):
        return QuantityField(definition, **options)
    if definition.datatype == Datatype.ENUM:
        choices = [
            ("", gettext_lazy("Not stated")),
            *((choice.code, choice.name) for choice in definition.choices.all()),
        ]
        return forms.ChoiceField(choices=choices, **options)
    if definition.datatype == Datatype.BOOL:
        answers = [("", gettext_lazy("Not stated")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        return forms.ChoiceField(choices=answers, **options)
    if definition.datatype == Datatype.DATE:
        return DayField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)
    return TextField(max_length=LONGEST_TEXT, **options)


def _initial(value: AttributeValue) -> object:
    """What was entered, as it was entered."""
    datatype = value.definition.datatype
    if datatype == Datatype.NUM:
        return {"value": _plain(value.num), "unit": value.unit}
    if datatype == Datatype.RANGE:
        return {"low": _plain(value.low), "high": _plain(value.high), "unit": value.unit}
    if datatype == Datatype.BOOL:
        return "" if value.flag is None else "yes" if value.flag else "no"
    return value.day if datatype == Datatype.DATE else value.text


def _plain(number) -> str:
    text = f"{number:f}" if number is not None else ""
    return text.rstrip("0").rstrip(".") if "." in text else text


def default_units(definitions: Mapping[str, AttributeDef]) -> dict[str, dict[str, str]]:
    """The unit each quantity begins with: the class's own."""
    quantities = (Datatype.NUM, Datatype.RANGE)
    return {
        f"{PREFIX}{code}": {"unit": definition.unit}
        for code, definition in definitions.items()
        if definition.datatype in quantities and definition.unit in UNITS
    }
