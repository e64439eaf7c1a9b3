"""IN: a sourcing request, its required attributes, proposals, trials and cases."""

import copy
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.forms.supply import NumberField, PriceField
from catalog.forms.values import QuantityField
from catalog.models import AttributeDef, SourcingRequest
from catalog.queries.classes import class_by_code
from catalog.queries.products import published_products
from catalog.rules.sourcing import comparison_of, wants_range
from catalog.services.asked import read_tolerance, read_weight
from catalog.services.sourcing import check_class, check_need_by
from catalog.states import (
    Criticality,
    Currency,
    Datatype,
    Match,
    RequestKind,
    RequestVisibility,
    Tolerance,
    Uom,
)
from portal.errors import RuleBroken
from portal.files.forms import UploadField
from portal.forms import CodeField, DayField, FilterForm, MomentField, TextField, WonField

MOMENT = "%Y-%m-%dT%H:%M"
LONG = forms.Textarea(attrs={"rows": 4})
REASON = 500


def day_field(label: object, help_text: object = "", *, required: bool = True) -> forms.DateField:
    """A day in the browser's own control; plain text works too."""
    return DayField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RequestForm(forms.Form):
    """What is looked for, why, how much; the current price stays inside."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=gettext_lazy("Looking for"), choices=RequestKind.choices)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may propose"),
        choices=RequestVisibility.choices,
        help_text=gettext_lazy("Suppliers of this class: registered for it, or listing a product in it."),
    )
    title_ko = TextField(label=gettext_lazy("Title (Korean)"), max_length=120)
    title_en = TextField(label=gettext_lazy("Title (English)"), max_length=120, required=False)
    class_code = CodeField(
        label=gettext_lazy("Class (UNSPSC)"),
        max_length=8,
        help_text=gettext_lazy("8 digits of a class or commodity, such as 31171500 or 31171504."),
    )
    reference = CodeField(
        label=gettext_lazy("Product in use today"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Its number in the e-Catalog, such as PRD-2026-000123. Its values become the target."),
    )
    part_number = CodeField(label=gettext_lazy("Part number in use"), max_length=40, required=False)
    annual_qty = NumberField(
        label=gettext_lazy("Quantity per year"),
        places=3,
        most=Decimal(9_999_999_999),
        not_zero=gettext_lazy("A quantity is more than zero."),
        required=False,
    )
    uom = forms.ChoiceField(label=gettext_lazy("Counted in"), choices=Uom.choices)
    current_price_won = WonField(
        label=gettext_lazy("Landed price today, per unit"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("Never shown to suppliers: only requesters of the department, purchasing and audit."),
    )
    need_by = day_field(gettext_lazy("Needed by"), required=False)
    reason = TextField(
        label=gettext_lazy("Why it is needed"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Where it is used, and what is wrong with what is used today. Suppliers read this."),
    )

    def __init__(self, *args, request: SourcingRequest | None = None, **kwargs):
        if request is not None:
            initial = {name: getattr(request, name) for name in self.base_fields if hasattr(request, name)}
            initial["class_code"] = request.class_node.code
            initial["reference"] = request.reference.number if request.reference else ""
            kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for name in ("annual_qty", "need_by", "reason"):
            self.fields[name].needed_later = True  # type: ignore[attr-defined]

    def clean_class_code(self):
        """A class in use."""
        node = class_by_code(self.cleaned_data["class_code"])
        if node is None:
            raise ValidationError(_("There is no class with this code. Look it up by a word."))
        try:
            check_class(node)
        except RuleBroken as broken:
            raise ValidationError(broken.message) from None
        self.cleaned_data["class_node"] = node
        return self.cleaned_data["class_code"]

    def clean_need_by(self):
        """A day ahead."""
        try:
            check_need_by(self.cleaned_data["need_by"])
        except RuleBroken as broken:
            raise ValidationError(broken.message) from None
        return self.cleaned_data["need_by"]

    def clean_reference(self):
        """A product that is published now."""
        number = self.cleaned_data["reference"].upper()
        if not number:
            return None
        product = published_products().select_related("current", "company").filter(number=number).first()
        if product is None:
            raise ValidationError(_("No published product has this number. Look for it in the e-Catalog."))
        return product

    @property
    def facts(self) -> dict[str, Any]:
        """What the services take."""
        names = [name for name in self.base_fields if name != "class_code"]
        return {name: self.cleaned_data[name] for name in names} | {"class_node": self.cleaned_data["class_node"]}


class RequirementsForm(forms.Form):
    """Each attribute of the class: the value asked for, its tolerance, how much it counts. Empty: not asked for."""

    use_required_attribute = False
    says_required = False

    def __init__(
        self, *args, definitions: Mapping[str, AttributeDef], typed: Mapping[str, Mapping[str, Any]], **kwargs
    ):
        self.definitions = definitions
        initial = {}
        for code, parts in typed.items():
            initial |= {f"{name}_{code}": parts.get(name, "") for name in ("tolerance_kind", "tolerance", "weight")}
            initial[f"criticality_{code}"] = parts.get("criticality", "")
            initial[f"attr_{code}"] = parts.get("value", "")
            if definitions[code].datatype in (Datatype.NUM, Datatype.RANGE):
                initial[f"attr_{code}"] = {name: parts.get(name, "") for name in ("value", "low", "high", "unit")}
        super().__init__(*args, initial=initial, **kwargs)
        for code, definition in definitions.items():
            self._add(code, definition)

    def _add(self, code: str, definition: AttributeDef) -> None:
        match = comparison_of(definition.datatype, definition.match)
        self.fields[f"attr_{code}"] = asked_field(definition, match)
        if definition.datatype in (Datatype.NUM, Datatype.RANGE) and match != Match.COVERS:
            self.fields[f"tolerance_kind_{code}"] = forms.ChoiceField(
                label=_("Tolerance"), choices=Tolerance.choices, required=False
            )
            self.fields[f"tolerance_{code}"] = forms.CharField(
                label=_("Tolerance, value"),
                max_length=20,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
        self.fields[f"weight_{code}"] = forms.CharField(
            label=_("Weight (0–100)"),
            max_length=3,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        self.fields[f"criticality_{code}"] = forms.ChoiceField(
            label=_("Criticality"), choices=Criticality.choices, required=False
        )
        for name in ("tolerance_kind", "tolerance", "weight", "criticality"):  # each attribute has them
            if field := self.fields.get(f"{name}_{code}"):
                field.full_label = f"{definition.name}: {field.label}"  # type: ignore[attr-defined]

    def clean(self):
        """Tolerance and weight of what is asked for, each fault at its own field: the services say one at a time."""
        for code in self.definitions:
            if not self.cleaned_data.get(f"attr_{code}") and f"attr_{code}" not in self.errors:
                continue
            kind = self.cleaned_data.get(f"tolerance_kind_{code}") or ""
            try:
                read_tolerance(kind, self.cleaned_data.get(f"tolerance_{code}"))
            except RuleBroken as broken:
                self.add_error(f"tolerance_{code}", broken.message)
            try:
                read_weight(self.cleaned_data.get(f"weight_{code}"))
            except RuleBroken as broken:
                self.add_error(f"weight_{code}", broken.message)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields of each attribute together."""
        names = ("attr", "tolerance_kind", "tolerance", "weight", "criticality")
        return [
            {
                "definition": definition,
                "match": comparison_of(definition.datatype, definition.match).label,
                "fields": [self[f"{name}_{code}"] for name in names if f"{name}_{code}" in self.fields],
            }
            for code, definition in self.definitions.items()
        ]

    @property
    def entered(self) -> dict[str, dict[str, Any]]:
        """What the services take: only attributes with a value."""
        found = {}
        for code, definition in self.definitions.items():
            value = self.cleaned_data.get(f"attr_{code}")
            if value in (None, "", {}):
                continue
            parts: dict[str, Any] = dict(value) if isinstance(value, dict) else {"value": value}
            parts["match"] = comparison_of(definition.datatype, definition.match).value
            for name in ("tolerance_kind", "tolerance", "weight", "criticality"):
                parts[name] = self.cleaned_data.get(f"{name}_{code}", "")
            found[code] = parts
        return found


def asked_field(definition: AttributeDef, match: str) -> forms.Field:
    """The field in which the value that is asked for is typed."""
    label = _("Asked for: %(name)s") % {"name": definition.name}
    options: dict[str, Any] = {"label": label, "required": False, "help_text": definition.hint}
    if definition.datatype in (Datatype.NUM, Datatype.RANGE):
        shaped = copy.copy(definition)
        if wants_range(definition.datatype, match):
            shaped.datatype = Datatype.RANGE
        return QuantityField(shaped, **options)
    if definition.datatype == Datatype.ENUM:
        choices = [("", _("Not asked for")), *((choice.code, choice.name) for choice in definition.choices.all())]
        return forms.ChoiceField(choices=choices, **options)
    if definition.datatype == Datatype.BOOL:
        return forms.ChoiceField(choices=[("", _("Not asked for")), ("yes", _("Yes")), ("no", _("No"))], **options)
    if definition.datatype == Datatype.DATE:
        return forms.CharField(max_length=10, widget=forms.DateInput(attrs={"type": "date"}), **options)
    return TextField(max_length=300, **options)


class FileForm(forms.Form):
    """One file for a request."""

    use_required_attribute = False
    upload = UploadField(label=gettext_lazy("Drawing or document"))


class ReasonForm(forms.Form):
    """A decision with its reason."""

    use_required_attribute = False
    reason = TextField(label=pgettext_lazy("decision", "Reason"), max_length=REASON, widget=LONG)


class ConfirmForm(forms.Form):
    """A decision without anything to write."""


class OpenForm(forms.Form):
    """Until when proposals are taken."""

    use_required_attribute = False
    closes_at = MomentField(
        label=gettext_lazy("Proposals until"),
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
        error_messages={"invalid": gettext_lazy("Write day and time like 2026-11-24 14:00.")},
    )


class ExtendForm(OpenForm):
    """A later deadline and why."""

    reason = TextField(label=pgettext_lazy("decision", "Reason"), max_length=REASON, widget=LONG)


class ProposalForm(forms.Form):
    """A product of one's own at a price; what it costs to bring it here."""

    use_required_attribute = False
    product = forms.ChoiceField(label=gettext_lazy("Product"), widget=forms.RadioSelect)
    price = PriceField(
        label=gettext_lazy("Unit price"),
        places=2,
        most=Decimal(9_999_999_999_999),
        not_zero=gettext_lazy("A price is more than zero."),
        help_text=gettext_lazy("Without VAT. Nobody but the requester and purchasing reads it, after the deadline."),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=Currency.choices)
    freight_won = WonField(
        label=gettext_lazy("Freight for the yearly quantity"), required=False, help_text=gettext_lazy("Empty: none.")
    )
    duty_pct = NumberField(
        label=gettext_lazy("Duty (%)"),
        places=3,
        most=Decimal(100),
        required=False,
        help_text=gettext_lazy("Empty: none."),
    )
    lead_time_days = forms.IntegerField(
        label=gettext_lazy("Lead time"),
        min_value=0,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": gettext_lazy("days")}),
    )
    statement = TextField(
        label=gettext_lazy("Why this product"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What is better, where it is in use, what was measured."),
    )
    files = UploadField(label=gettext_lazy("Documents"), multiple=True, max_files=5, required=False)

    def __init__(self, *args, offers: Sequence[Any], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [(str(offer.product.uid), offer.product.current.name) for offer in offers]

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes, without the product."""
        data = self.cleaned_data
        return {
            "price": data["price"],
            "currency": data["currency"],
            "freight_won": data["freight_won"] or Decimal(0),
            "duty_pct": data["duty_pct"] or Decimal(0),
            "lead_time_days": data["lead_time_days"],
            "statement": data["statement"],
            "files": data["files"] or [],
        }


class RequestFilter(FilterForm):
    """Words, stage and kind; all of them live in the address."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Title, class or number")}),
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), required=False, widget=forms.Select(attrs={"data-span": "narrow"})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Looking for"),
        required=False,
        choices=[("", gettext_lazy("All")), *RequestKind.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )

    def __init__(self, *args, inside: bool = False, **options):
        super().__init__(*args, **options)
        stages = [
            ("", gettext_lazy("All")),
            ("open", gettext_lazy("Taking proposals")),
            ("evaluation", gettext_lazy("Closed, being evaluated")),
            ("ended", gettext_lazy("Decided or cancelled")),
        ]
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [*stages, ("preparing", gettext_lazy("In preparation"))] if inside else stages
