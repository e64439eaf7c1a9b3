"""The officer's draft: what is wanted, by which rule, until when, and who takes part."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import db_now
from portal.errors import RuleBroken
from portal.forms import DayField, MomentField, TextField, WonField
from portal.people.models import User
from portal.people.states import Level
from portal.regions import region_choices
from purchasing.bidding.services.checks import check_delivery
from purchasing.bidding.states import Envelope, FixedOn, Method, Reach, Seal, TenderKind

MOMENT = "%Y-%m-%dT%H:%M"


def moment_field(label, help_text="", *, required: bool = True) -> forms.DateTimeField:
    """A day and time in Korea, in the browser's own control; plain text works too."""
    return MomentField(
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
    min_esg_score = forms.DecimalField(
        label=_("ESG score needed at least"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("Of 100. Companies below it, or without a score, may not bid. Leave empty for no minimum."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    min_technical = forms.DecimalField(
        label=_("Technical score needed at least"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_(
            "Of 100, weighted over the scored criteria of the technical proposal. A bid below it is not responsive: "
            "its price stays sealed. Leave empty for no minimum."
        ),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    description = TextField(
        label=_("Description"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Specification without brand names, acceptance, packing, warranty."),
    )
    brand_reason = TextField(
        label=_("Why a brand is named"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where no description can do without it; equal products are taken all the same."),
    )
    delivery_place = TextField(label=_("Delivery to"), max_length=200, required=False)
    region = forms.ChoiceField(
        label=_("Region of delivery"), required=False, choices=[("", "—")], help_text=_("Suppliers look for it.")
    )
    delivery_on = DayField(
        label=_("Delivery by"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    delivery_terms = TextField(
        label=_("Terms of delivery"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Deliveries in parts, packing, unloading, acceptance."),
    )
    department = TextField(
        label=_("Using department"), max_length=80, required=False, help_text=_("Empty: your own department.")
    )
    budget_won = WonField(
        label=_("Budget"),
        min_value=1,
        required=False,
        help_text=_("Seen by staff alone, unless the award rule compares with it."),
    )
    reach = forms.ChoiceField(
        label=_("Who may bid"), choices=Reach.choices, initial=Reach.OPEN, widget=forms.RadioSelect
    )
    reach_reason = TextField(
        label=_("Why only invited suppliers"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for invited suppliers. These are chosen on a page of their own once the draft is saved."),
    )
    seal = forms.ChoiceField(
        label=_("How bids are kept sealed"),
        choices=Seal.choices,
        initial=Seal.KEYS,
        widget=forms.RadioSelect,
        help_text=_("The notice says it openly. Access rights alone only for small purchases."),
    )
    envelopes = forms.MultipleChoiceField(
        label=_("Envelopes besides the price"),
        required=False,
        choices=[choice for choice in Envelope.choices if choice[0] != Envelope.PRICE],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Opened first, each with its criteria; prices stay sealed until they are judged."),
    )

    method = forms.ChoiceField(
        label=_("Award rule"), choices=Method.choices, widget=forms.Select(attrs={"data-span": "full"})
    )
    fixed_pct = percent_field(_("Fixed share"), _("Only for the fixed share: bids below it are excluded."))
    fixed_on = forms.ChoiceField(
        label=_("Fixed share of"),
        required=False,
        choices=[("", "—"), *FixedOn.choices],
        help_text=_("Only for the fixed share."),
    )
    cap_pct = percent_field(
        _("Ceiling, % of the base price"),
        _("Bids above it are excluded. Empty: no ceiling; a new tender for works begins with the base price (100)."),
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
    preference_on = forms.BooleanField(
        label=_("Preference for socially friendly enterprises"),
        required=False,
        help_text=_(
            "Their bids rank as if they were cheaper by the published margin; the contract price is the bid's."
        ),
    )
    eco_premium_on = forms.BooleanField(
        label=_("Premium for eco-friendly offers"),
        required=False,
        help_text=_(
            "An eco-friendly offer may cost more than the best other one by the published premium and still win; the "
            "contract price is the bid's."
        ),
    )
    failure_conditions = TextField(
        label=_("When the tender fails"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    rebid_conditions = TextField(
        label=_("Conditions of another round"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Another round is possible only if its conditions stand here; its base price is not lowered."),
    )

    publish_at = moment_field(
        _("Publish on"), _("Korean time. Leave empty: at once when it is approved."), required=False
    )
    questions_until = moment_field(
        _("Questions until"), _("Korean time. Answers are published for everybody."), required=False
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

    openers_needed = forms.IntegerField(
        label=_("Members who open together"),
        min_value=2,
        max_value=9,
        initial=2,
        required=False,
        help_text=_("Only with keys: fewer than the committee has, so that one absence stops nothing."),
    )

    SECTIONS = (
        (
            "wanted",
            _("What is wanted"),
            (
                "title_ko",
                "title_en",
                "kind",
                "department",
                "description",
                "brand_reason",
                "budget_won",
            ),
        ),
        ("delivery", _("Delivery"), ("delivery_place", "region", "delivery_on", "delivery_terms")),
        ("reach", _("Who may bid"), ("min_level", "min_esg_score", "reach", "reach_reason")),
        ("envelopes", _("Seal and envelopes"), ("seal", "envelopes", "min_technical")),
        (
            "rule",
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
                "preference_on",
                "eco_premium_on",
                "failure_conditions",
                "rebid_conditions",
            ),
        ),
        (
            "dates",
            _("Dates and people"),
            (
                "publish_at",
                "questions_until",
                "opens_at",
                "closes_at",
                "estimator",
                "openers_needed",
                "committee",
            ),
        ),
    )

    def __init__(self, *args, estimators, members, is_new: bool = False, **options):
        super().__init__(*args, **options)
        self.is_new = is_new
        self.fields["region"].choices = [("", "—"), *region_choices(get_language() or "ko")]
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
        no_ceiling = given.get("cap_pct") is None and "cap_pct" not in self.errors
        if self.is_new and given.get("kind") == TenderKind.WORKS and no_ceiling:
            given["cap_pct"] = Decimal(100)  # domain BID-06; in a draft that is there it may be taken out
        if given.get("seal") == Seal.ACCESS and not given.get("budget_won") and "budget_won" not in self.errors:
            self.add_error(
                "budget_won",
                _("Write the budget, or seal the bids with keys: access rights alone are for small purchases."),
            )
        opens_at, closes_at = given.get("opens_at"), given.get("closes_at")
        if isinstance(opens_at, datetime) and isinstance(closes_at, datetime) and closes_at <= opens_at:
            self.add_error("closes_at", _("A tender must close after it opens."))
        self._check_days(closes_at, given.get("delivery_on"))
        if given.get("single_bid_allowed"):
            given["min_bids"] = 1
        if given.get("reach") != Reach.INVITED:
            given["reach_reason"] = ""
        given["envelopes"] = [*given.get("envelopes", []), Envelope.PRICE.value]
        given["openers_needed"] = given.get("openers_needed") or 2
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
        if not given["department"]:
            given.pop("department")
        return given

    @property
    def sections(self) -> list[tuple[str, object, list[forms.BoundField]]]:
        """Fields by heading, for the page; the name says which rows follow the section."""
        return [(name, heading, [self[field] for field in fields]) for name, heading, fields in self.SECTIONS]
