"""Deliveries, invoices, holds, credit notes, contests: what is typed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.display import day_text, money_full
from portal.forms import CodeField, FilterForm, TextField
from purchasing.contracts.forms.fields import GroupedField, PercentField, day_field, reason_field
from purchasing.contracts.models import Contract, ContractLine, Delivery, DeliveryLine, Milestone, SupplierFact
from purchasing.contracts.services import DeliveredIn
from purchasing.contracts.states import DeliveryState, FactKind, FactUnit, HoldCause, InvoiceKind, InvoiceState

QTY: dict[str, Any] = {"max_digits": 14, "decimal_places": 3}
AMOUNT: dict[str, Any] = {"max_digits": 20, "decimal_places": 2}
SIDES = [("", _("both sides")), ("payee", _("we are paid")), ("payer", _("we pay"))]


def _words() -> TextField:
    return TextField(label=_("Number, title or company"), max_length=100, required=False)


class DeliveryFilter(FilterForm):
    """Above the list of deliveries."""

    words = _words()
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all states")),
            ("open", _("on the way or to be inspected")),
            ("to_invoice", _("accepted, not yet invoiced")),
            *DeliveryState.choices,
        ],
    )
    side = forms.ChoiceField(label=_("Side"), required=False, choices=SIDES)


class InvoiceFilter(FilterForm):
    """Above the list of invoices."""

    words = _words()
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all states")), ("held", pgettext_lazy("invoices", "held for now")), *InvoiceState.choices],
    )
    side = forms.ChoiceField(label=_("Side"), required=False, choices=SIDES)


class AnnounceForm(forms.Form):
    """What comes, when, with which delivery note: one quantity for each line that is not delivered yet."""

    def __init__(self, data=None, *, lines: Sequence[tuple[ContractLine, Decimal]], rejected: Sequence[Delivery], **kw):
        super().__init__(data, **kw)
        self.lines = lines
        for line, left in lines:
            self.fields[f"qty_{line.no}"] = GroupedField(
                label=f"{line.no}. {line.description}",
                required=False,
                min_value=Decimal(0),
                help_text=gettext("%(left)s of %(all)s are left to deliver.")
                % {"left": _qty(left), "all": _qty(line.qty)},
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "data-unit": line.uom}),
                **QTY,
            )
        self.fields["announced_for"] = day_field(_("Arrives on"))
        self.fields["note_no"] = CodeField(label=_("Delivery note"), max_length=40, required=False)
        if rejected:
            choices = [("", gettext("nothing: it is new"))]
            choices += [(each.number, f"{each.number}: {each.reason[:60]}") for each in rejected]
            self.fields["replaces"] = forms.ChoiceField(
                label=_("In place of what was rejected"), required=False, choices=choices
            )
        self.fields["remark"] = reason_field(_("Remark"), _("Read by the payer."), rows=2, required=False)
        self.fields["key"] = forms.CharField(max_length=100, widget=forms.HiddenInput)

    def delivered(self) -> list[DeliveredIn]:
        """The quantities that were given."""
        told = [(line.no, self.cleaned_data.get(f"qty_{line.no}")) for line, _left in self.lines]
        return [DeliveredIn(no, qty) for no, qty in told if qty]


def _qty(qty: Decimal) -> str:
    return f"{qty:,.3f}".rstrip("0").rstrip(".")


class ReceiveForm(forms.Form):
    """On which day it came, and why that is not today."""

    on = day_field(_("Day"), help_text=_("The days of inspection and of payment count from it."))
    reason = reason_field(
        _("Why it is not today"), _("Only where the day lies in the past. The payee reads it."), rows=2, required=False
    )


class InspectForm(forms.Form):
    """How much of each line passed."""

    def __init__(self, data=None, *, rows: Sequence[DeliveryLine], **kw):
        super().__init__(data, **kw)
        self.rows = rows
        for row in rows:
            self.fields[f"qty_{row.line.no}"] = GroupedField(
                label=f"{row.line.no}. {row.line.description}",
                initial=row.qty,
                min_value=Decimal(0),
                max_value=row.qty,
                help_text=gettext("Accepted of %(qty)s that came.") % {"qty": _qty(row.qty)},
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "data-unit": row.line.uom}),
                **QTY,
            )
        self.fields["reason"] = reason_field(
            _("What was wrong"),
            _("Only where not everything is accepted. The payee reads it and can deliver again."),
            required=False,
        )

    def accepted(self) -> dict[int, Decimal]:
        """By line."""
        return {row.line.no: self.cleaned_data[f"qty_{row.line.no}"] for row in self.rows}


class InvoiceForm(forms.Form):
    """The payee's invoice of one kind."""

    def __init__(
        self,
        data=None,
        *,
        contract: Contract,
        kind: str,
        deliveries: Sequence[Delivery] = (),
        milestones: Sequence[Milestone] = (),
        **kw,
    ):
        super().__init__(data, **kw)
        self.kind = kind
        self.deliveries = {each.number: each for each in deliveries}
        self.milestones = {str(each.uid): each for each in milestones}
        if kind == InvoiceKind.DELIVERY:
            choices = [(each.number, _told(each, contract)) for each in deliveries]
            self.fields["deliveries"] = forms.MultipleChoiceField(
                label=_("Deliveries"),
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose the deliveries that the invoice is for.")},
            )
        elif kind == InvoiceKind.MILESTONE:
            choices = [
                (str(each.uid), f"{each.no}. {each.title} · {money_full(each.amount, contract.currency)}")
                for each in milestones
            ]
            self.fields["milestone"] = forms.ChoiceField(
                label=_("Milestone"), choices=choices, widget=forms.RadioSelect
            )
        self.fields["supplier_no"] = CodeField(
            label=_("Invoice number"), max_length=40, help_text=_("The number that your company has given it.")
        )
        self.fields["issued_on"] = day_field(_("Issued on"))
        unit = {"data-unit": _("won") if contract.currency == "KRW" else contract.currency, "class": "num"}
        for name, label in (("net", _("Amount without VAT")), ("vat", _("VAT"))):
            widget = forms.TextInput(attrs={"inputmode": "decimal", **unit})
            self.fields[name] = GroupedField(label=label, min_value=Decimal(0), widget=widget, **AMOUNT)
        self.fields["net"].help_text = _("Exactly what was accepted: the sum of what is chosen above.")
        if kind != InvoiceKind.ADVANCE:
            self.fields["etax_no"] = CodeField(
                label=_("E-tax invoice"),
                max_length=30,
                required=False,
                help_text=_("The approval number of the tax office: 24 digits. It can be left out."),
            )
        self.fields["key"] = forms.CharField(max_length=100, widget=forms.HiddenInput)

    def given(self) -> dict[str, Any]:
        """For the service."""
        data = dict(self.cleaned_data)
        data["etax_no"] = data.get("etax_no", "").replace("-", "").replace(" ", "")
        data["deliveries"] = [self.deliveries[number] for number in data.pop("deliveries", [])]
        if uid := data.pop("milestone", ""):
            data["milestone"] = self.milestones[uid]
        return data


def _told(delivery: Delivery, contract: Contract) -> str:
    worth = money_full(delivery.worth, contract.currency)  # type: ignore[attr-defined]
    return gettext("%(number)s, received %(day)s: %(worth)s") % {
        "number": delivery.number,
        "day": day_text(delivery.base_on, "day") if delivery.base_on else "—",
        "worth": worth,
    }


class HoldForm(forms.Form):
    """Why an invoice waits."""

    cause = forms.ChoiceField(label=_("Cause"), choices=HoldCause.choices, widget=forms.RadioSelect)
    text = reason_field(_("Reason, as the supplier reads it"), _("What is missing, and how it can be put right."))
    review_on = day_field(_("Looked at again by"), help_text=_("Within 30 days."))


class ReviewForm(forms.Form):
    """Why it still waits."""

    review_on = day_field(_("Looked at again by"), help_text=_("Within 30 days."))
    reason = reason_field(_("Why the hold is still needed"), _("The supplier reads it."))


class CreditForm(forms.Form):
    """What the payee takes off its invoice."""

    def __init__(self, data=None, *, currency: str, **kw):
        super().__init__(data, **kw)
        unit = {"data-unit": _("won") if currency == "KRW" else currency, "class": "num", "inputmode": "decimal"}
        for name, label in (("net", _("Amount without VAT")), ("vat", _("VAT"))):
            self.fields[name] = GroupedField(
                label=label, min_value=Decimal(0), widget=forms.TextInput(attrs=unit), **AMOUNT
            )
        self.fields["reason"] = reason_field(_("What is credited"))
        self.fields["issued_on"] = day_field(_("Issued on"))
        self.fields["etax_no"] = CodeField(label=_("Corrected e-tax invoice"), max_length=30, required=False)
        self.fields["key"] = forms.CharField(max_length=100, widget=forms.HiddenInput)


class FactFilter(FilterForm):
    """Above the facts."""

    kind = forms.ChoiceField(label=_("Measured"), required=False, choices=[("", _("everything")), *FactKind.choices])
    company = TextField(
        label=_("Supplier"), max_length=100, required=False, help_text=_("Business number or number here.")
    )


class ContestForm(forms.Form):
    """What is wrong with a fact."""

    text = TextField(
        label=_("What is wrong"),
        max_length=2000,
        help_text=_("With dates or figures, and what shows it. Somebody who took no part decides."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ContestDecisionForm(forms.Form):
    """How a contest is decided."""

    upheld = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("no", _("Rejected: the fact stands")),
            ("value", _("Upheld: the right value is")),
            ("gone", _("Upheld: the fact is taken back")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data=None, *, fact: SupplierFact, **kw):
        super().__init__(data, **kw)
        if fact.unit == FactUnit.SHARE:
            self.fields["value"] = PercentField(label=_("The right share"), required=False)
        else:
            self.fields["value"] = forms.IntegerField(label=_("The right number of days"), required=False)
        self.fields["answer"] = TextField(
            label=_("Answer with its reasons"),
            max_length=2000,
            help_text=_("The supplier reads it."),
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def clean(self):
        """A new value comes with the decision that it is right, and only then."""
        given = super().clean() or {}
        if given.get("upheld") == "value" and given.get("value") is None and "value" not in self.errors:
            self.add_error("value", gettext("Say what is right."))
        return given
