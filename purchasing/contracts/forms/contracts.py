"""The draft of a contract: its terms, lines, milestones and links to an index; and the small decisions about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Product
from catalog.queries import published_products
from portal.forms import CodeField, FilterForm, TextField
from portal.people.models import Company
from purchasing.contracts.forms.fields import (
    CompanyField,
    GroupedField,
    MonthField,
    PercentField,
    day_field,
    reason_field,
)
from purchasing.contracts.models import PriceIndex
from purchasing.contracts.models.contract import CURRENCIES
from purchasing.contracts.services import LineIn, LinkIn, MilestoneIn
from purchasing.contracts.states import ContractKind, ContractState, NoLink, PayMethod, PriceBasis

MOST_LINES = 60


class ContractFilter(FilterForm):
    """Words, state, tier and side."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Title, number or company")}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("Not ended")), *ContractState.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    tier = forms.TypedChoiceField(
        label=_("Tier"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("All")), ("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    side = forms.ChoiceField(
        label=pgettext_lazy("contract", "Our side"),
        required=False,
        choices=[("", _("All")), ("payee", _("We are paid")), ("payer", _("We pay"))],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )


class ContractForm(forms.Form):
    """The terms. What an award fixes is not asked."""

    payee = CompanyField(label=_("Company that is paid"))
    title_ko = TextField(label=_("Title (Korean)"), max_length=200)
    title_en = TextField(label=_("Title (English)"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("What is delivered"),
        choices=ContractKind.choices,
        help_text=_("It decides from which day the 60 days run: receipt, acceptance of works, or end of the service."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    starts_on = day_field(_("Begins"))
    ends_on = day_field(_("Ends"))
    method = forms.ChoiceField(label=_("Paid by"), choices=PayMethod.choices)
    agreed_days = forms.IntegerField(
        label=_("Paid within (days)"),
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
        help_text=_("From the day of receipt, whatever the inspection says. At most 60 by law."),
    )
    billing_day = forms.IntegerField(
        label=_("Monthly invoice day"),
        min_value=1,
        max_value=31,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
        help_text=_("Only for frequent deliveries with one invoice a month."),
    )
    advance_rate = PercentField(label=_("Advance payment"), required=False)
    bond_rate = PercentField(label=_("Performance bond"), required=False)
    price_basis = forms.ChoiceField(label=pgettext_lazy("contract", "Price"), choices=PriceBasis.choices)
    material_share = PercentField(
        label=_("Main material's share of the price"),
        required=False,
        help_text=_("The main raw material, or the main energy. From 10% on the price follows an index by law."),
    )
    no_link_cause = forms.ChoiceField(label=_("If the price is not linked"), choices=NoLink.choices, required=False)
    no_link_reason = reason_field(_("Reason for not linking"), rows=2, required=False)
    department = TextField(label=_("Using department"), max_length=80, required=False)
    by_hand_reason = reason_field(_("Why there is no tender"), _("Kept with the contract and read by auditors."))
    above_parent_reason = reason_field(
        _("Why above the contract it lies below"), _("Only if the subcontracts add up to more than it."), required=False
    )

    PARTS: tuple[tuple[object, tuple[str, ...]], ...] = (
        (_("What and with whom"), ("payee", "title_ko", "title_en", "kind", "department", "by_hand_reason")),
        (_("Term and payment"), (
            "starts_on", "ends_on", "method", "agreed_days", "billing_day", "currency", "advance_rate", "bond_rate",
        )),
        (pgettext_lazy("contract", "Price"), (
            "price_basis", "material_share", "no_link_cause", "no_link_reason", "above_parent_reason",
        )),
    )  # fmt: skip

    def __init__(self, *args, payer: Company, tier: int, awarded: bool = False, begun: bool = False, **options):
        super().__init__(*args, **options)
        payee = self.fields["payee"]
        payee.payer = payer  # type: ignore[attr-defined]
        if awarded or begun:
            for name in ("payee", "currency"):
                del self.fields[name]
        if awarded or tier > 1:
            del self.fields["by_hand_reason"]
        if tier == 1:
            del self.fields["above_parent_reason"]
        else:
            del self.fields["department"]

    def parts(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The fields in groups, as the page shows them."""
        groups = [(name, [self[field] for field in names if field in self.fields]) for name, names in self.PARTS]
        return [group for group in groups if group[1]]

    def facts(self) -> dict[str, Any]:
        """By the names that the services take."""
        given = dict(self.cleaned_data)
        for name in ("advance_rate", "bond_rate"):
            if given[name] is None:
                del given[name]
        return given


class LineForm(forms.Form):
    """One line."""

    says_required = False  # a row may be left empty

    description_ko = TextField(label=pgettext_lazy("contract", "Description (Korean)"), max_length=300)
    description_en = TextField(label=pgettext_lazy("contract", "Description (English)"), max_length=300, required=False)
    qty = GroupedField(label=_("Quantity"), min_value=0, max_digits=14, decimal_places=3)
    uom = TextField(label=_("Unit"), max_length=12)
    unit_price = GroupedField(label=_("Unit price"), min_value=0, max_digits=20, decimal_places=2)
    delivery_on = day_field(_("Delivery by"), required=False)
    product = CodeField(
        label=_("Product number"),
        max_length=20,
        required=False,
        help_text=_("Of the supplier's catalogue, if it is there: its eco-friendly evidence is then counted."),
    )

    def clean_product(self) -> Product | None:
        """The published product with this number."""
        number = self.cleaned_data["product"].upper()
        if not number:
            return None
        product = published_products().filter(number=number).first()
        if product is None:
            raise forms.ValidationError(_("There is no published product with this number."))
        return product


class MilestoneForm(forms.Form):
    """One part that is paid by itself."""

    says_required = False  # a row may be left empty

    title_ko = TextField(label=_("Title (Korean)"), max_length=200)
    title_en = TextField(label=_("Title (English)"), max_length=200, required=False)
    amount = GroupedField(label=_("Amount"), min_value=0, max_digits=20, decimal_places=2)
    due_on = day_field(_("Due on"))


class LinkForm(forms.Form):
    """One index that the price follows."""

    says_required = False  # a row may be left empty

    index = forms.ModelChoiceField(label=_("Index"), queryset=PriceIndex.objects.none())
    material = TextField(label=_("Main material or energy"), max_length=120)
    share = PercentField(label=_("Share of the price"))
    trigger = PercentField(label=_("Follows from a change of"), most=10, help_text=_("At most 10% by law."))
    base_month = MonthField(label=_("Base month"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["index"].queryset = PriceIndex.objects.order_by("code")  # type: ignore[attr-defined]


class Rows(forms.BaseFormSet):
    """Rows of which those left empty do not count."""

    def _construct_form(self, i, **kwargs):
        kwargs["empty_permitted"] = True
        return super()._construct_form(i, **kwargs)

    def filled(self) -> list[dict[str, Any]]:
        """What was typed, row by row."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data]

    def places(self) -> list[int]:
        """Where the filled rows stand: a service counts those only."""
        return [place for place, form in enumerate(self.forms) if form.cleaned_data]


def _rows(form: type[forms.Form], most: int):
    return forms.formset_factory(form, formset=Rows, extra=0, max_num=most, absolute_max=most)


LineRows = _rows(LineForm, MOST_LINES)
MilestoneRows = _rows(MilestoneForm, 24)
LinkRows = _rows(LinkForm, 6)


def lines_in(rows) -> list[LineIn]:
    """The lines that a service takes."""
    return [LineIn(**row) for row in rows.filled()]


def milestones_in(rows) -> list[MilestoneIn]:
    """The milestones that a service takes."""
    return [MilestoneIn(**row) for row in rows.filled()]


def links_in(rows) -> list[LinkIn]:
    """The links that a service takes."""
    return [LinkIn(**row) for row in rows.filled()]


class ReasonForm(forms.Form):
    """Words that the other side reads."""

    reason = reason_field(_("Reason"))

    def __init__(self, *args, label=None, **options):
        super().__init__(*args, **options)
        if label:
            self.fields["reason"].label = label


class NothingForm(forms.Form):
    """Only the button."""


class SignForm(forms.Form):
    """The signature of the payee's administrator."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    read = forms.BooleanField(label=_("I have read the contract, and sign it for my company."))
    agrees_no_link = forms.BooleanField(
        label=_("My company agrees in writing that the price follows no index, for the reason stated."), required=False
    )

    def __init__(self, *args, no_link: bool, **options):
        super().__init__(*args, **options)
        if not no_link:
            del self.fields["agrees_no_link"]


class MilestoneReportForm(forms.Form):
    """That a milestone is reached."""

    reached_on = day_field(_("Reached on"))
    remark = reason_field(_("Remark"), rows=2, required=False)
