"""IN: laboratory equipment, a booking with its safety form, the laboratory's answers."""

from datetime import datetime
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import SEOUL
from portal.display import day_text
from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS
from portal.forms import FilterForm, MomentField, TextField, TickField, WonField
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from sharedgrowth.support.forms.fields import whole_field, words_field
from sharedgrowth.support.models import LabEquipment
from sharedgrowth.support.rules.labs import Slot
from sharedgrowth.support.states.labs import BookingState, Confidentiality, Hazard, LabField

TAKEN = {"new", "bookings"}  # addresses beside those of the equipment


class LabFilter(FilterForm):
    """Above the equipment."""

    q = TextField(label=_("Equipment or what it shows"), max_length=80, required=False)
    field = forms.ChoiceField(
        label=pgettext_lazy("laboratory", "Field"), required=False, choices=[("", _("all")), *LabField.choices]
    )


class BookingFilter(FilterForm):
    """Above the list of bookings."""

    q = TextField(label=_("Number, sample or company"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            ("open", _("all that run")),
            *(choice for choice in BookingState.choices if choice[0] != BookingState.BLOCKED),
        ],
    )


class PersonField(forms.ModelChoiceField):
    """A person of the buyer, by name."""

    def label_from_instance(self, person: User) -> str:
        """Name and address: two people may have one name."""
        return f"{person.name} ({person.email})"


class EquipmentForm(forms.ModelForm):
    """A piece of equipment in both languages."""

    fee_won = WonField(label=_("Fee for a slot"), help_text=_("0 when it costs nothing."))
    refuses = forms.MultipleChoiceField(
        label=_("Does not take"), choices=Hazard, required=False, widget=forms.CheckboxSelectMultiple
    )
    keeper = PersonField(
        label=pgettext_lazy("laboratory", "Keeper"),
        queryset=User.objects.none(),
        help_text=_("Answers the bookings."),
    )

    class Meta:
        model = LabEquipment
        fields = (
            "code", "field", "name_ko", "name_en", "lab_ko", "lab_en", "about_ko", "about_en", "sample_ko", "sample_en",
            "opens", "closes", "slot_minutes", "most_slots", "lead_days", "ahead_days", "fee_won", "refuses", "keeper",
            "active",
        )  # fmt: skip
        field_classes = {name: TextField for name in ("name_ko", "name_en", "lab_ko", "lab_en")}
        widgets = {
            "opens": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "closes": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "about_ko": forms.Textarea(attrs={"rows": 3, "data-span": "full"}),
            "about_en": forms.Textarea(attrs={"rows": 3, "data-span": "full"}),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        people = Q(pk__in=buyer_people_with_role("CN", "SG").values("pk"))
        if self.instance.pk:
            self.fields["code"].disabled = True
            people |= Q(pk=self.instance.keeper_id)
        self.fields["keeper"].queryset = User.objects.filter(people).order_by("name", "pk")  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """Small letters, as it stands in the address; some words are addresses already."""
        code = (self.cleaned_data.get("code") or "").lower()
        if code in TAKEN:
            raise ValidationError(_("This word cannot be a code. Choose another one."), code="taken")
        return code

    def _post_clean(self):
        """The service checks the row: a form changes nothing."""


def slot_choices(slots: list[Slot]) -> list:
    """By day."""
    return [
        (
            day_text(day),
            [(slot.begins_at.isoformat(), f"{slot.begins_at:%H:%M}–{slot.ends_at:%H:%M}") for slot in group],
        )
        for day, group in groupby(slots, key=lambda slot: slot.begins_at.date())
    ]


class BookingForm(forms.Form):
    """When, what for, which sample, and what it may do to people."""

    slot = forms.ChoiceField(label=pgettext_lazy("laboratory", "Begins"), help_text=_("Free times only."))
    slots = whole_field(_("Slots in a row"), least=1, most=20)
    purpose = words_field(
        _("What is to be found out"), _("The question behind the test: it decides how it is made."), most=2000
    )
    sample = TextField(
        label=pgettext_lazy("laboratory", "Sample"), max_length=200, help_text=_("Material, form and size.")
    )
    samples = whole_field(_("Number of samples"), least=1, most=200)
    back = forms.BooleanField(label=_("The samples are given back"), required=False)
    confidentiality = forms.ChoiceField(
        label=_("Who may know of it"),
        choices=Confidentiality,
        widget=forms.RadioSelect,
        help_text=_("Purchasing sees nothing of it in either case, unless you consent later."),
    )
    hazards = forms.MultipleChoiceField(
        label=_("Hazards of the sample"), choices=Hazard, required=False, widget=forms.CheckboxSelectMultiple
    )
    harmless = forms.BooleanField(label=_("The sample has none of these hazards"), required=False)
    visitors = whole_field(_("People who come along"), most=20)
    emergency = TextField(
        label=_("Phone in an emergency"), max_length=40, help_text=_("Reached while the test is made.")
    )
    safety = TickField(
        label=_("Whoever comes wears safety shoes and glasses and follows the instruction of the laboratory")
    )

    def __init__(self, *args, free: list[Slot], equipment: LabEquipment, **options):
        super().__init__(*args, **options)
        self.fields["slot"].choices = [("", _("choose")), *slot_choices(free)]  # type: ignore[attr-defined]
        self.fields["slot"].error_messages["invalid_choice"] = _("This time has just been taken. Choose another one.")
        slots = self.fields["slots"]
        slots.max_value = equipment.most_slots  # type: ignore[attr-defined]
        slots.help_text = _("At most %(most)s; one slot takes %(minutes)s minutes.") % {
            "most": equipment.most_slots,
            "minutes": equipment.slot_minutes,
        }

    def clean_slot(self) -> datetime:
        """As a moment."""
        return datetime.fromisoformat(self.cleaned_data["slot"])

    def clean(self):
        """Either hazards, or that there are none: silence is no safety form."""
        given = super().clean() or {}
        if bool(given.get("hazards")) == bool(given.pop("harmless", False)) and "hazards" in given:
            raise ValidationError(
                {"hazards": _("Tick the hazards of the sample, or that it has none: one of both.")}, code="hazards"
            )
        given.pop("safety", None)
        return given


class ConfirmForm(forms.Form):
    """Who tests."""

    operator = PersonField(
        label=pgettext_lazy("laboratory", "Tested by"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("the keeper of the equipment"),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        people = buyer_people_with_role("CN").order_by("name", "pk")
        self.fields["operator"].queryset = people  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = words_field(_("Reason"), _("The other side reads it."), most=500)


class ReportForm(forms.Form):
    """The file and the finding."""

    finding = words_field(
        pgettext_lazy("laboratory", "Finding"), _("In words that the company can act on."), most=2000, rows=5
    )
    upload = UploadField(label=_("Report"), kinds=DOCUMENTS)


class CloseTimesForm(forms.Form):
    """From when until when nobody books."""

    begins_at = MomentField(
        label=pgettext_lazy("laboratory", "From"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    ends_at = MomentField(
        label=pgettext_lazy("laboratory", "Until"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    reason = TextField(label=_("Reason"), max_length=200, help_text=_("Everybody reads it."))

    def clean(self):
        """In Korean time; it ends after it begins."""
        given = super().clean() or {}
        for name in ("begins_at", "ends_at"):
            if given.get(name) is not None:
                given[name] = given[name].astimezone(SEOUL)
        return given
