"""IN: reviewers, review sheets, the site check, the committee."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.files.states import PICTURES
from portal.forms import TextField
from portal.people.models import Company
from purchasing.contracts.forms.fields import CompanyField
from sharedgrowth.innovilt.forms.fields import ManyStaffField, StaffField, day_field, words_field
from sharedgrowth.innovilt.models import InnoviltApplication, Review, SiteCheck
from sharedgrowth.innovilt.states import Choice, Part
from sharedgrowth.innovilt.states.questions import QUESTIONS, Mark

JUDGES = ("IV", "CN", "EV")


class ReviewerForm(forms.Form):
    """Who reviews which part."""

    part = forms.ChoiceField(
        label=pgettext_lazy("score", "Part"),
        choices=[(Part.TECHNOLOGY, Part.TECHNOLOGY.label), (Part.MARKET, Part.MARKET.label)],
    )
    reviewer = StaffField(
        *JUDGES,
        label=pgettext_lazy("innovilt", "Reviewer"),
        help_text=_("Nobody who is tied to the company or sells to it."),
    )


def _mark(label, *, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Mark, widget=forms.RadioSelect, required=required)


class ReviewForm(forms.Form):
    """A mark for each question, words, the declaration."""

    def __init__(self, *args, review: Review, **options):
        super().__init__(*args, **options)
        self.questions = [str(value) for value in QUESTIONS[review.part].values]
        for value, label in QUESTIONS[review.part].choices:
            self.fields[value] = _mark(label, required=True)
        self.fields["strengths"] = words_field(_("Strong"), _("The committee reads it."))
        self.fields["weaknesses"] = words_field(_("Weak"), _("The committee reads it."))
        self.fields["free"] = forms.BooleanField(
            label=_("I have no stake in this company, no relatives in it, and did not work on this product.")
        )

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        told = self.cleaned_data
        marks = {name: int(told[name]) for name in self.questions}
        return {"marks": marks, **{name: told[name] for name in ("strengths", "weaknesses", "free")}}


class PlanCheckForm(forms.Form):
    """When, and who goes."""

    planned_on = day_field(_("Day"))
    inspector = StaffField(*JUDGES, label=_("Inspector"), help_text=_("Who goes does not vote about the product."))
    reason = words_field(_("Why another check is needed"), _("The committee reads it."), most=300)

    def __init__(self, *args, again: bool, **options):
        super().__init__(*args, **options)
        if not again:
            del self.fields["reason"]


class CheckForm(forms.Form):
    """On a phone: each question with its mark and a note; photographs."""

    def __init__(self, *args, check: SiteCheck, **options):
        initial: dict[str, Any] = {
            "foreign_steel": check.foreign_steel,
            "summary": check.summary,
            "met": check.met,
            "saves": check.saves,
        }
        for name, told in check.answers.items():
            initial |= {name: told.get("mark", ""), f"{name}_note": told.get("note", "")}
        super().__init__(*args, initial=initial, **options)
        self.questions = [str(value) for value in QUESTIONS[Part.OPERATION].values]
        for value, label in QUESTIONS[Part.OPERATION].choices:
            self.fields[value] = _mark(label, required=False)
            self.fields[f"{value}_note"] = TextField(label=_("Note"), max_length=300, required=False)
        self.fields["foreign_steel"] = forms.BooleanField(
            label=_("Steel of other makers was found in the product"), required=False
        )
        self.fields["met"] = TextField(label=_("Who was met"), max_length=120, required=False)
        self.fields["summary"] = words_field(_("What was seen"), required=False)
        self.fields["photos"] = UploadField(
            label=_("Photographs"), kinds=PICTURES, multiple=True, max_files=6, required=False
        )
        self.fields["saves"] = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        told = self.cleaned_data
        answers = {name: {"mark": told[name], "note": told[f"{name}_note"]} for name in self.questions}
        return {"answers": answers, **{name: told[name] for name in ("foreign_steel", "summary", "met")}}


# Committee -----------------------------------------------------------------------------------------------------------
class MeetingForm(forms.Form):
    """Day, place, who sits."""

    held_on = day_field(_("Day"))
    place = TextField(label=_("Place"), max_length=120, required=False)
    chair = StaffField("IV", label=_("Chair"))
    members = ManyStaffField("IV", label=pgettext_lazy("innovilt", "Members of the committee"))


class AgendaForm(forms.Form):
    """A product that waits."""

    application = forms.ModelChoiceField(label=_("Application"), queryset=InnoviltApplication.objects.none())

    def __init__(self, *args, waiting, **options):
        super().__init__(*args, **options)
        self.fields["application"].queryset = waiting
        self.fields["application"].label_from_instance = lambda each: f"{each.number} · {each.version} · {each.company}"


class VoteForm(forms.Form):
    """Certify, defer or reject."""

    choice = forms.ChoiceField(label=pgettext_lazy("innovilt", "Vote"), choices=Choice, widget=forms.RadioSelect)
    words = words_field(
        _("Reason"), _("Needed unless you certify. The company reads it, without your name."), most=1000, required=False
    )


class BackForm(forms.Form):
    """Why a member stands back."""

    words = words_field(_("What the conflict is"), _("It stands in the minutes."), most=1000)


class CloseForm(forms.Form):
    """The chair says who did not come."""

    def __init__(self, *args, absent: dict[int, str], **options):
        super().__init__(*args, **options)
        self.absent = absent
        if absent:
            names = ", ".join(absent.values())
            self.fields["absent"] = forms.BooleanField(label=_("Absent: %(names)s") % {"names": names})
            self.fields["who"] = forms.CharField(widget=forms.HiddenInput, initial=",".join(map(str, absent)))

    def given(self) -> list[int]:
        """The members that were shown as absent."""
        return [
            int(word) for word in self.cleaned_data.get("who", "").split(",") if word.isdecimal() and len(word) < 19
        ]


class ContactForm(forms.Form):
    """Who sells to whom."""

    company = CompanyField(payer=Company(), label=_("Member"))
    person = StaffField(
        "IV",
        "PO",
        "AP",
        "SG",
        "CN",
        "EV",
        label=pgettext_lazy("innovilt", "Person"),
        help_text=_("Does not review or vote about this company."),
    )
    since = day_field(_("Since"))
