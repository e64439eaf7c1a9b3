"""The figures of an award method in the officer's form: only those of the method that is chosen."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import TextField, WonField
from purchasing.bidding.queries.award_rules import CHOICES, COUNTS, LABELS, PERCENT
from purchasing.bidding.rules import METHODS, Figure, Way


class MethodFiguresForm(forms.Form):
    """One field for each figure that the notice may say; what is left empty is as the house terms or the method say.

    Nothing is required here: a draft may be unfinished, and what is missing is told when approval is asked for.
    """

    def __init__(self, method: str, *args, **options):
        options.setdefault("prefix", "method")
        super().__init__(*args, **options)
        self.method = METHODS[Way(method)]
        for figure in self.method.figures:
            if not figure.house and not figure.sealed:
                self.fields[figure.name] = field_of(figure)

    def answers(self) -> dict[str, str]:
        """The figures by name, as text; shares as fractions. Only what was written."""
        told = {}
        for figure in self.method.figures:
            value = self.cleaned_data.get(figure.name)
            if value in (None, ""):
                continue
            if figure.kind in PERCENT and figure.name not in COUNTS:
                value = value / 100
            told[figure.name] = _text(value)
        return told


def method_form(method: str, data: Any = None, initial: dict[str, Any] | None = None) -> MethodFiguresForm:
    """The form part for a method; ``initial`` is a tender's ``method_params``."""
    return MethodFiguresForm(method, data, initial=initial_of(method, initial or {}))


def initial_of(method: str, told: dict[str, Any]) -> dict[str, Any]:
    """What is stored, the way it is typed: shares in percent."""
    shown: dict[str, Any] = {}
    for figure in METHODS[Way(method)].figures:
        value = told.get(figure.name)
        if value in (None, ""):
            continue
        if figure.kind in PERCENT and figure.name not in COUNTS:
            value = _text(Decimal(str(value)) * 100)
        elif figure.kind == "won":
            value = Decimal(str(value))
        shown[figure.name] = value
    return shown


def field_of(figure: Figure) -> forms.Field:
    """The field of a figure, with what holds when it is left empty."""
    label = LABELS[figure.name]
    if figure.kind == "choice":
        choices = [(value, CHOICES[value]) for value in figure.choices]
        return forms.ChoiceField(label=label, choices=choices, required=False, initial=figure.default)
    if figure.kind == "won":
        return WonField(label=label, required=False)
    if figure.kind == "text":
        return TextField(
            label=label, required=False, max_length=300, help_text=_("Act and article. Without it nobody approves.")
        )
    if figure.kind == "shares":
        return TextField(
            label=label, required=False, max_length=100, help_text=_("Numbers with a space between, such as 0 5 10.")
        )
    percent = figure.kind in PERCENT and figure.name not in COUNTS
    scale = 100 if percent else 1
    default = figure.default
    if default is None:
        help_text = _("Empty: what the house terms say.") if figure.term else ""
    else:
        help_text = _("Empty: %(default)s.") % {"default": _text(Decimal(default) * scale)}
    attrs = {"inputmode": "decimal"} | ({"data-unit": "%"} if percent else {})
    return forms.DecimalField(
        label=label,
        required=False,
        help_text=help_text,
        min_value=figure.lowest * scale,
        max_value=figure.highest * scale,
        max_digits=12,
        decimal_places=4 if figure.kind == "share" else 0,
        widget=forms.TextInput(attrs=attrs),
    )


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:.0f}" if value == value.to_integral_value() else f"{value.normalize():f}"
    return str(value)
