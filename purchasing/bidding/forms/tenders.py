"""The officer's draft: what is wanted, by which rule, until when, and who takes part; its lines."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from portal.clock import db_now
from portal.errors import RuleBroken
from portal.forms import CodeField, TextField
from portal.people.models import User
from portal.people.states import Level
from purchasing.bidding.services.checks import check_delivery
from purchasing.bidding.states import FixedOn, Method, TenderKind

MOST_LINES = 60
MOMENT = "%Y-%m-%dT%H:%M"


def moment_field(label, help_text="", *, required: bool = True) -> forms.DateTimeField:
    """A day and time in Korea, in the browser's own control; plain text works too."""
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("Write day and time like 2026-11-24 14:00.")},
    )


def percent_field(label, help_text="") -> forms.DecimalField:
    """A share typed in percent; ``share_of`` turns it into the stored fraction."""
    return forms.DecimalField(
        label=label,
        required=False,
        help_text=help_text,
        min_value=Decimal("0.0001"),
        max_value=Decimal(200),
        max_digits=7,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "%"}),
    )


def share_of(percent: Decimal | None) -> Decimal | None:
    """A percentage as the decimal fraction that is stored: 85 → 0.85. Source: domain CNV-03."""
    return None if percent is None else percent / 100


class QuantityField(forms.DecimalField):
    """A quantity the way people type it: ``1,000``, ``１，０００``, ``1 000.5``.

    Commas must group thousands, so that ``1,5`` is asked about instead of becoming 15.

    >>> QuantityField().clean("１，０００.5")
    Decimal('1000.5')
    """

    def to_python(self, value):
        """Digits to Decimal; what is wrong with the commas is said."""
        if value in self.empty_values or isinstance(value, Decimal | int):
            return super().to_python(value)
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value))).replace("−", "-")
        if "," in text and not re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
            raise ValidationError(
                _("The commas in “%(typed)s” do not group thousands. Write 1,500 or 1500."),
                code="commas",
                params={"typed": str(value).strip()[:40]},
            )
        return super().to_python(text.replace(",", ""))


class People(forms.ModelChoiceField):
    """One person of the buying organisation, with the department."""

    def label_from_instance(self, person: User) -> str:
        """Name and department."""
        return _person_words(person)


class SeveralPeople(forms.ModelMultipleChoiceField):
    """Several people of the buying organisation."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person: User) -> str:
        """Name and department."""
        return _person_words(person)


def _person_words(person: User) -> str:
    department = person.active_membership.department if person.active_membership else ""
    return f"{person.name} · {department}" if department else person.name


class TenderForm(forms.Form):
    """Everything of a draft but its lines. ``answers`` gives the values by the names of the model's fields."""

    title_ko = TextField(label=_("Title (Korean)"), max_length=200)
    title_en = TextField(
        label=_("Title (English)"), max_length=200, required=False, help_text=_("Shown to readers of English.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=TenderKind.choices)
    min_level = forms.ChoiceField(
        label=_("Open to"), choices=Level.choices, initial=Level.L1, help_text=_("Companies from this access level on.")
    )
    description = TextField(
        label=_("Description"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Specification without brand names, acceptance, packing, warranty."),
    )
    delivery_place = TextField(label=_("Delivery to"), max_length=200, required=False)
    delivery_on = forms.DateField(
        label=_("Delivery by"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    method = forms.ChoiceField(label=_("Award rule"), choices=Method.choices, widget=forms.RadioSelect)
    fixed_pct = percent_field(_("Fixed share"), _("Only for the fixed share: bids below it are excluded."))
    fixed_on = forms.ChoiceField(
        label=_("Fixed share of"),
        required=False,
        choices=[("", "—"), *FixedOn.choices],
        help_text=_("Only for the fixed share."),
    )
    cap_pct = percent_field(
        _("Ceiling, % of the base price"), _("Bids above it are excluded. Leave empty for no ceiling.")
    )
    min_bids = forms.IntegerField(label=_("Bids needed at least"), min_value=1, max_value=20, initial=2)
    by_unit_price = forms.BooleanField(
        label=_("Bidders give a unit price for each line"),
        required=False,
        help_text=_("Otherwise they give one total."),
    )
    pool_cap_on = forms.BooleanField(
        label=_("Leave outliers out of the mean"),
        required=False,
        help_text=_("Bids far above the base price count neither for the mean nor for the award."),
    )
    single_bid_allowed = forms.BooleanField(
        label=_("A single bid may win"),
        required=False,
        help_text=_("Then one bid is enough, and a low one must be explained."),
    )
    failure_conditions = TextField(
        label=_("When the tender fails, and what follows"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A second tender is possible only on conditions that stand here."),
    )

    opens_at = moment_field(_("Bids from"), _("Korean time. Leave empty: from publication on."), required=False)
    closes_at = moment_field(_("Bids until"), _("Korean time, by the portal's own clock."))
    estimator = People(
        label=_("Cost estimator"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        help_text=_("Sets and seals the base price; not you."),
    )
    committee = SeveralPeople(
        label=_("Opening committee"),
        queryset=User.objects.none(),
        help_text=_("At least two, from different departments; neither you nor the estimator."),
    )

    SECTIONS = (
        (
            _("What is wanted"),
            ("title_ko", "title_en", "kind", "min_level", "description", "delivery_place", "delivery_on"),
        ),
        (
            _("How the award is decided"),
            (
                "method",
                "fixed_pct",
                "fixed_on",
                "cap_pct",
                "min_bids",
                "by_unit_price",
                "pool_cap_on",
                "single_bid_allowed",
                "failure_conditions",
            ),
        ),
        (_("Dates and people"), ("opens_at", "closes_at", "estimator", "committee")),
    )

    def __init__(self, *args, estimators, members, **options):
        super().__init__(*args, **options)
        self.fields["estimator"].queryset = estimators
        self.fields["committee"].queryset = members

    def clean(self) -> dict[str, Any]:
        """What belongs to one method only."""
        given = super().clean() or {}
        if given.get("method") == Method.LPL_FIXED:
            if not given.get("fixed_pct") and "fixed_pct" not in self.errors:
                self.add_error("fixed_pct", _("The fixed share is missing. Write a percentage such as 80."))
            if not given.get("fixed_on"):
                self.add_error("fixed_on", _("Choose what the share is taken of."))
        else:
            given["fixed_pct"], given["fixed_on"] = None, ""
        opens_at, closes_at = given.get("opens_at"), given.get("closes_at")
        if isinstance(opens_at, datetime) and isinstance(closes_at, datetime) and closes_at <= opens_at:
            self.add_error("closes_at", _("A tender must close after it opens."))
        self._check_days(closes_at, given.get("delivery_on"))
        if given.get("single_bid_allowed"):
            given["min_bids"] = 1
        return given

    def _check_days(self, closes_at: datetime | None, delivery_on: date | None) -> None:
        """A draft may still lack its dates, but those it has can still come true."""
        if closes_at is None:
            return
        if closes_at <= db_now():
            self.add_error("closes_at", _("This moment has passed. Choose a later one."))
        try:
            check_delivery(delivery_on, closes_at=closes_at, field="delivery_on")
        except RuleBroken as refusal:
            self.add_error("delivery_on", str(refusal))

    def answers(self) -> dict[str, Any]:
        """The values by the names that the service takes."""
        given = dict(self.cleaned_data)
        given["fixed_ratio"] = share_of(given.pop("fixed_pct"))
        given["cap_ratio"] = share_of(given.pop("cap_pct"))
        given["committee"] = list(given["committee"])
        return given

    @property
    def sections(self) -> list[tuple[object, list[forms.BoundField]]]:
        """Fields by heading, for the page."""
        return [(heading, [self[name] for name in names]) for heading, names in self.SECTIONS]


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
    class_code = CodeField(
        label=_("UNSPSC code"),
        required=False,
        max_length=8,
        validators=[RegexValidator(r"^[0-9]{8}$", _("A UNSPSC code has eight digits. Look it up by a word."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "mono"}),
    )


class BaseLineFormSet(forms.BaseFormSet):
    """The lines of a draft, in the order in which they stand on the page; rows left empty do not count."""

    @property
    def filled(self) -> list[forms.Form]:
        """The rows in which something was typed."""
        return [form for form in self.forms if form.cleaned_data]

    def answers(self) -> list[dict[str, Any]]:
        """The lines by the names that the service takes."""
        return [dict(form.cleaned_data) for form in self.filled]


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
