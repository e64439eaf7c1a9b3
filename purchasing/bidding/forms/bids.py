"""Amounts: a bid, and the base price. Nothing of these forms is kept anywhere but in the sealed row."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import TextField, WonField
from purchasing.bidding.forms.bid_parts import (
    PICKED,
    WHOLE,
    RefsField,
    criterion_fields,
    eco_fields,
    pick_fields,
    tco_fields,
    upload_field,
)
from purchasing.bidding.models import Criterion, TenderLine
from purchasing.bidding.queries.award_rules import PARTS
from purchasing.bidding.services import budget_fault

TICK = {"required": _("Tick this declaration: nothing is sealed without it.")}
NO_MEMORY = {"autocomplete": "off"}


class Vat(forms.RadioSelect):
    """With or without value-added tax."""


class BidForm(forms.Form):
    """A bid without its unit prices."""

    total_won = WonField(
        label=_("Price of everything"), min_value=1, help_text=_("Whole won; the total of all lines."), required=False
    )
    vat = forms.ChoiceField(
        label=_("The amounts you enter are"),
        choices=[("without", _("without value-added tax")), ("with", _("with value-added tax of 10%"))],
        initial="without",
        widget=Vat,
    )
    lead_days = forms.IntegerField(
        label=_("Delivery time"),
        min_value=1,
        max_value=3650,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": _("days"), **NO_MEMORY}),
    )
    note = TextField(
        label=_("Note to the buyer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, **NO_MEMORY}),
        help_text=_("Read only after opening. A bid with conditions may be found not responsive."),
    )
    alone = forms.BooleanField(label=_("We have not discussed prices with other bidders."), error_messages=TICK)
    same_terms = forms.BooleanField(
        label=_("We will give our own suppliers the same payment terms: win-win payment, within 60 days."),
        error_messages=TICK,
    )

    consortium = forms.BooleanField(label=_("We bid together with the partners that have agreed."), required=False)

    refs = RefsField()
    notice_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # the last version of the own bid when the page was made
    known_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        by_unit_price: bool = False,
        criteria: Sequence[Criterion] = (),
        tco: Sequence[Any] = (),
        picks: bool = False,
        eco: Mapping[int, Sequence[Any]] | None = None,
        partners: bool = False,
        **options,
    ):
        super().__init__(*args, **options)
        self.by_unit_price, self.criteria, self.tco = by_unit_price, list(criteria), list(tco)
        if by_unit_price:
            self.fields.pop("total_won")
            self.fields.pop("vat")
        else:
            self.fields["total_won"].required = True
        self.fields |= criterion_fields(self.criteria)
        self.fields |= tco_fields(self.tco)
        self.eco_lines = list(eco or {})
        self.fields |= eco_fields(eco or {})
        if picks:
            self.fields |= pick_fields()
        if not partners:
            self.fields.pop("consortium")
        self.fields[f"file_{WHOLE}"] = upload_field(_("Documents for the whole bid"))

    @property
    def price_fields(self) -> list[forms.BoundField]:
        """What the price is made of, when it is one total."""
        return [] if self.by_unit_price else [self["total_won"], self["vat"]]

    def clean(self) -> dict[str, Any]:
        """The two numbers differ."""
        given = super().clean() or {}
        picks = [given[name] for name in PICKED if given.get(name)]
        if len(set(picks)) != len(picks):
            self.add_error(PICKED[1], _("Choose another number than the first."))
        chosen = [no for no in self.eco_lines if given.get(f"eco_{no}")]
        if chosen:
            for no in self.eco_lines:
                if no not in chosen and not self.has_error(f"eco_{no}"):
                    self.add_error(
                        f"eco_{no}", _("An offer is eco-friendly when every line is: choose a product, or none at all.")
                    )
        return given

    @property
    def eco_chosen(self) -> dict[int, str]:
        """The eco-friendly products that were chosen, by line."""
        given = getattr(self, "cleaned_data", {})
        return {no: number for no in self.eco_lines if (number := given.get(f"eco_{no}"))}

    @property
    def eco_bound(self) -> list[forms.BoundField]:
        """Where they are chosen."""
        return [self[f"eco_{no}"] for no in self.eco_lines]

    @property
    def picks(self) -> tuple[int, ...]:
        """The numbers for the reserve price, of a valid form; none where the award rule draws none."""
        return tuple(self.cleaned_data[name] for name in PICKED if name in self.fields)

    @property
    def pick_bound(self) -> list[forms.BoundField]:
        """Where they are chosen."""
        return [self[name] for name in PICKED if name in self.fields]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """What comes with the price."""
        return [self["lead_days"], self["note"]]

    @property
    def tco_bound(self) -> list[forms.BoundField]:
        """Values of the cost model."""
        return [self[name] for name in self.fields if name.startswith("tco_")]

    @property
    def upload_names(self) -> dict[str, str]:
        """Where attachments are chosen: the field's name by place."""
        return {name.removeprefix("file_"): name for name in self.fields if name.startswith("file_")}


class LinePriceForm(forms.Form):
    """The unit price of one line."""

    unit_price_won = WonField(label=_("Unit price"), min_value=1)

    def __init__(self, *args, lines: Sequence[TenderLine], **options):
        super().__init__(*args, **options)
        self.line = lines[int(self.prefix.rsplit("-", 1)[1])] if self.prefix and self.prefix[-1].isdigit() else None
        if self.line is not None:
            self.fields["unit_price_won"].label = _("Unit price of line %(no)s") % {"no": self.line.no}
            self.fields["unit_price_won"].widget.attrs["class"] = "num"


class BaseLinePriceFormSet(forms.BaseFormSet):
    """A unit price for each line of the tender, neither more nor fewer."""

    def __init__(self, *args, lines: Sequence[TenderLine], **options):
        self.lines = list(lines)
        super().__init__(*args, form_kwargs={"lines": self.lines}, **options)

    def total_form_count(self) -> int:
        """As many as the tender has lines, whatever was sent."""
        return len(self.lines)

    def initial_form_count(self) -> int:
        """None of them is optional."""
        return len(self.lines)

    def answers(self) -> list[dict[str, Any]]:
        """Unit prices by line number, as the service takes them."""
        return [
            {"no": line.no, "unit_price_won": form.cleaned_data["unit_price_won"]}
            for line, form in zip(self.lines, self.forms, strict=True)
        ]

    def unit_prices(self) -> list[Decimal | None]:
        """What can be read of each price, for the arithmetic beside the form; None where it cannot."""
        self.is_valid()
        return [getattr(form, "cleaned_data", {}).get("unit_price_won") for form in self.forms]


LinePriceFormSet = forms.formset_factory(LinePriceForm, formset=BaseLinePriceFormSet, extra=0, absolute_max=1000)


class BasePriceForm(forms.Form):
    """The estimator's base price, typed twice, with what it rests on."""

    amount_won = WonField(label=_("Base price"), min_value=1, help_text=_("Whole won, without VAT, for all lines."))
    again_won = WonField(label=_("Base price, once more"), min_value=1, help_text=_("Typed again, not copied."))
    basis = TextField(
        label=_("Basis"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, **NO_MEMORY}),
        help_text=_("Sources and calculation in short: last contract, price index, quotations."),
    )
    no_conflict = forms.BooleanField(
        label=_("I have no conflict of interest in this tender or with a likely bidder."), error_messages=TICK
    )

    above_budget = forms.BooleanField(
        label=_("A base price above the budget is meant."),
        required=False,
        help_text=_("Only where it is more than the budget that is written in this tender."),
    )

    def __init__(self, *args: Any, parts: Sequence[str] = (), budget_won: Decimal | None = None, **options: Any):
        """``parts``: of the base price, where the award rule judges by them; ``budget_won``: of the tender, if told."""
        super().__init__(*args, **options)
        self.budget_won = budget_won
        if budget_won is None:
            del self.fields["above_budget"]
        self.parts = tuple(parts)
        for name in self.parts:
            self.fields[name] = WonField(label=PARTS[name], min_value=0)
        if self.parts:
            self.fields[self.parts[-1]].help_text = _("All parts together make the base price.")
        self.order_fields(["amount_won", "again_won", "above_budget", *self.parts])

    def clean(self) -> dict[str, Any]:
        """Both amounts must be the same, the parts make up the amount; more than the budget is asked about."""
        given = super().clean() or {}
        first, second = given.get("amount_won"), given.get("again_won")
        if first is not None and second is not None and first != second:
            self.add_error("again_won", _("The two amounts differ. Check the digits of both."))
        fault = budget_fault(first, self.budget_won) if first is not None else ""
        if fault and not given.get("above_budget"):
            self.add_error("above_budget", fault)
        parts = [given[name] for name in self.parts if given.get(name) is not None]
        if parts and first is not None and len(parts) == len(self.parts) and sum(parts) != first:
            told = {"sum": f"{sum(parts):,}", "base": f"{first:,}"}
            self.add_error(
                self.parts[-1], _("The parts make ₩%(sum)s, the base price is ₩%(base)s. Check the digits.") % told
            )
        return given
