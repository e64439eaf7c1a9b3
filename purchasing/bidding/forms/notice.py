"""What belongs to a notice besides the draft itself: plans, documents, invited suppliers, lots, amendments."""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.queries import class_names
from portal.files.forms import UploadField
from portal.forms import DayField, FilterForm, TextField
from portal.people.models import Company, User
from portal.regions import region_choices
from purchasing.bidding.forms.consortia import supplier_with_number
from purchasing.bidding.forms.tenders import TenderForm, share_of
from purchasing.bidding.models import Tender, TenderDocument
from purchasing.bidding.services import DocumentIn, PlanIn
from purchasing.bidding.states import AMENDABLE_FACTS, DocumentKind, Reach, TenderKind

MONTH = "%Y-%m"


class PlanForm(forms.Form):
    """What is announced of a purchase to come."""

    title_ko = TextField(label=_("Title (Korean)"), max_length=200)
    title_en = TextField(
        label=_("Title (English)"), max_length=200, required=False, help_text=_("Shown to readers of English.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=TenderKind.choices)
    planned_for = DayField(
        label=_("Month of the notice"),
        input_formats=[MONTH, "%Y-%m-%d"],
        widget=forms.DateInput(format=MONTH, attrs={"inputmode": "numeric", "placeholder": "2027-03"}),
        help_text=_("As 2027-03. A plan binds nobody; a change is told with its reason."),
        error_messages={"invalid": _("Write the month like 2027-03.")},
    )
    region = forms.ChoiceField(label=_("Region of delivery"), required=False, choices=[("", "—")])
    class_codes = TextField(
        label=_("UNSPSC codes"),
        max_length=200,
        required=False,
        help_text=_("Eight digits each, with commas between them; suppliers are found by them."),
        widget=forms.TextInput(attrs={"class": "mono"}),
    )
    scope = TextField(
        label=_("What and how much"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, standing: Collection[str] = (), **options):
        super().__init__(*args, **options)
        self.standing = standing  # codes that are in the plan already
        self.fields["region"].choices = [("", "—"), *region_choices(get_language() or "ko")]

    def clean_class_codes(self) -> list[str]:
        """The codes one by one."""
        codes = [code for code in re.split(r"[,;\s]+", self.cleaned_data["class_codes"]) if code]
        for code in codes:
            if not re.fullmatch(r"[0-9]{8}", code):
                raise ValidationError(
                    _("“%(code)s” is no UNSPSC code: it has eight digits."), params={"code": code[:20]}
                )
        known = class_names(codes) if codes else {}
        for code in codes:
            if code not in known and code not in self.standing:
                raise ValidationError(
                    _("The classification has no class “%(code)s”. Correct it, or leave it out."), params={"code": code}
                )
        return codes

    def plan(self) -> PlanIn:
        """As the service takes it."""
        names = ("title_ko", "title_en", "kind", "planned_for", "region", "class_codes", "scope")
        return PlanIn(**{name: self.cleaned_data[name] for name in names})


class PlanChangeForm(PlanForm):
    """A change of the plan says why."""

    reason = TextField(label=_("What has changed, and why"), max_length=500)


class PlanFilter(FilterForm):
    """The filters above the list of plans."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Title, item or code")}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *TenderKind.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    region = forms.ChoiceField(
        label=_("Region of delivery"),
        required=False,
        choices=[("", _("All"))],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["region"].choices = [("", _("All")), *region_choices(get_language() or "ko")]


class DocumentForm(forms.Form):
    """One document of the notice."""

    file = UploadField(label=_("File"))
    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind.choices)
    title_ko = TextField(
        label=_("Title (Korean)"), max_length=200, required=False, help_text=_("Empty: the name of the file.")
    )
    title_en = TextField(label=_("Title (English)"), max_length=200, required=False)


class InviteFilter(FilterForm):
    """Which suppliers to look at for an invitation."""

    q = forms.CharField(
        label=_("Find suppliers"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name or number of the company")}),
    )


class LotForm(forms.Form):
    """A further lot."""

    title_ko = TextField(label=_("Title of the lot (Korean)"), max_length=200)
    title_en = TextField(label=_("Title of the lot (English)"), max_length=200, required=False)


class NoticeForm(forms.Form):
    """The heading of a notice over several lots."""

    title_ko = TextField(label=_("Title (Korean)"), max_length=200)
    title_en = TextField(label=_("Title (English)"), max_length=200, required=False)
    description = TextField(
        label=_("Description"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class AmendForm(TenderForm):
    """What an amendment changes: the fields of the notice as they stand, and why they change."""

    KEPT = (
        "title_ko", "title_en", "description", "brand_reason", "delivery_place", "delivery_on", "delivery_terms",
        "method", "fixed_pct", "fixed_on", "cap_pct", "by_unit_price", "pool_cap_on", "preference_on", "eco_premium_on",
        "failure_conditions", "rebid_conditions", "questions_until", "closes_at",
    )  # fmt: skip

    reason = TextField(
        label=_("What changes, and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who reads the notice reads it, with what stood there before."),
    )
    bids_go_back = forms.BooleanField(
        label=_("Bids that are in go back"),
        required=False,
        help_text=_("Always so when items, quantities, criteria, award rule or delivery change."),
    )
    documents = UploadField(label=_("Further documents"), multiple=True, required=False)
    documents_kind = forms.ChoiceField(label=_("Kind of these documents"), choices=DocumentKind.choices)
    withdrawn = forms.ModelMultipleChoiceField(
        label=_("Documents no longer in force"),
        queryset=TenderDocument.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They stay readable, marked as replaced."),
    )
    invited = TextField(
        label=_("Further invited suppliers"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "mono"}),
        help_text=_("Business registration numbers, or numbers in the portal, one a line. Nobody is taken out."),
    )

    SECTIONS = (
        ("reason", _("What changes, and why"), ("reason", "bids_go_back", "closes_at", "questions_until")),
        ("wanted", _("What is wanted"), ("title_ko", "title_en", "description", "brand_reason")),
        ("delivery", _("Delivery"), ("delivery_place", "delivery_on", "delivery_terms")),
        ("documents", _("Documents"), ("documents", "documents_kind", "withdrawn")),
        ("invited", _("Invited suppliers"), ("invited",)),
        (
            "rule",
            _("How the award is decided"),
            (
                "method",
                "fixed_pct",
                "fixed_on",
                "cap_pct",
                "by_unit_price",
                "pool_cap_on",
                "preference_on",
                "eco_premium_on",
                "failure_conditions",
                "rebid_conditions",
            ),
        ),
    )

    def __init__(self, *args, tender: Tender, in_force, **options):
        nobody = User.objects.none()
        super().__init__(*args, estimators=nobody, members=nobody, **options)
        own = ("reason", "bids_go_back", "documents", "documents_kind", "withdrawn", "invited")
        self.fields = {name: field for name, field in self.fields.items() if name in self.KEPT or name in own}
        self.fields["withdrawn"].queryset = in_force
        if not in_force:
            del self.fields["withdrawn"]
        if tender.reach != Reach.INVITED:
            del self.fields["invited"]
        self.tender = tender

    @property
    def sections(self) -> list[tuple[str, object, list[forms.BoundField]]]:
        """Fields by heading; without those that this notice has no use for."""
        return [
            (name, heading, [self[field] for field in fields if field in self.fields])
            for name, heading, fields in self.SECTIONS
            if any(field in self.fields for field in fields)
        ]

    def _check_days(self, closes_at, delivery_on: date | None) -> None:
        """The present deadline may stay; the service asks the rest."""

    def clean_closes_at(self) -> datetime:
        """A deadline left as it is shown, without its seconds, is the one that stands."""
        return _as_it_stands(self.cleaned_data["closes_at"], self.tender.deadline)

    def clean_questions_until(self) -> datetime | None:
        """The same of the end of the questions."""
        return _as_it_stands(self.cleaned_data["questions_until"], self.tender.questions_until)

    def clean_invited(self) -> list[Company]:
        """The companies with these numbers; a number that is nobody's is named."""
        numbers = self.cleaned_data["invited"].split()
        found = [supplier_with_number(number) for number in numbers]
        unknown = [number for number, company in zip(numbers, found, strict=True) if company is None]
        if unknown:
            raise ValidationError(
                _("No company in the portal has this number: %(numbers)s.") % {"numbers": ", ".join(unknown)}
            )
        return [company for company in found if company is not None]

    def facts(self) -> dict[str, Any]:
        """What the notice would say, by the names that the service takes."""
        given = self.cleaned_data
        facts = {name: given[name] for name in AMENDABLE_FACTS & given.keys()}
        return facts | {"fixed_ratio": share_of(given["fixed_pct"]), "cap_ratio": share_of(given["cap_pct"])}

    def added(self) -> list[DocumentIn]:
        """The documents that come in."""
        kind = self.cleaned_data["documents_kind"]
        return [DocumentIn(upload, kind=kind) for upload in self.cleaned_data.get("documents") or []]


def _as_it_stands(typed: Any, stored: datetime | None) -> Any:
    if typed is None or stored is None:
        return typed
    shown = (stored.replace(second=0, microsecond=0), stored.replace(microsecond=0))
    return stored if typed in shown else typed
