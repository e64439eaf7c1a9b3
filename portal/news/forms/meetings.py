"""IN: exchange meetings, registrations, surveys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import CodeField, TextField
from portal.news.forms.announcements import moment_field, words_field

POINTS = [(5, _("5, very good")), (4, "4"), (3, "3"), (2, "2"), (1, _("1, poor"))]


class MeetingForm(forms.Form):
    """A meeting as its planner fills it in."""

    title_ko = TextField(label=_("Title (Korean)"), max_length=160)
    title_en = TextField(label=_("Title (English)"), max_length=160, required=False)
    text_ko = words_field(_("What it is about (Korean)"), rows=6, most=8000)
    text_en = words_field(_("What it is about (English)"), rows=6, most=8000, required=False)
    place_ko = TextField(label=_("Place (Korean)"), max_length=160)
    place_en = TextField(label=_("Place (English)"), max_length=160, required=False)
    starts_at = moment_field(pgettext_lazy("meeting", "Begins"))
    ends_at = moment_field(pgettext_lazy("meeting", "Ends"))
    opens_at = moment_field(_("Registration opens"), _("Empty: as soon as it is announced."), required=False)
    closes_at = moment_field(_("Registration closes"))
    capacity = forms.IntegerField(label=pgettext_lazy("meeting", "Places"), min_value=1, max_value=5000, initial=50)
    takes_guests = forms.BooleanField(label=_("People without an account may register"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """Times in order."""
        given = super().clean() or {}
        starts, ends, closes = given.get("starts_at"), given.get("ends_at"), given.get("closes_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("A meeting ends after it begins."))
        if closes and ends and closes > ends:
            self.add_error("closes_at", _("Registration closes before the meeting is over."))
        if closes and given.get("opens_at") and given["opens_at"] >= closes:
            self.add_error("closes_at", _("Registration opens before it closes."))
        return given


class SessionForm(forms.Form):
    """A part of a meeting; an empty one is left out."""

    starts_at = moment_field(pgettext_lazy("meeting", "Begins"))
    ends_at = moment_field(pgettext_lazy("meeting", "Ends"))
    title_ko = TextField(label=_("Title (Korean)"), max_length=160)
    title_en = TextField(label=_("Title (English)"), max_length=160, required=False)
    speaker = TextField(label=_("Who speaks"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """In order."""
        given = super().clean() or {}
        if given.get("starts_at") and given.get("ends_at") and given["ends_at"] <= given["starts_at"]:
            self.add_error("ends_at", _("A session ends after it begins."))
        return given


SessionFormSet = forms.formset_factory(SessionForm, extra=3, max_num=30)


class MoveForm(forms.Form):
    """What is different from now on."""

    starts_at = moment_field(pgettext_lazy("meeting", "Begins"))
    ends_at = moment_field(pgettext_lazy("meeting", "Ends"))
    closes_at = moment_field(_("Registration closes"))
    place_ko = TextField(label=_("Place (Korean)"), max_length=160)
    place_en = TextField(label=_("Place (English)"), max_length=160, required=False)
    capacity = forms.IntegerField(label=pgettext_lazy("meeting", "Places"), min_value=1, max_value=5000)
    reason = words_field(_("Why"), _("Everybody registered reads it."), rows=3, most=500)


class OwnRegistrationForm(forms.Form):
    """A person with an account."""

    organisation = TextField(label=pgettext_lazy("news", "Organisation"), max_length=120)


class GuestForm(OwnRegistrationForm):
    """A person without an account."""

    name = TextField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ["name", "organisation", "email"]


class CodeForm(forms.Form):
    """The entry code of somebody at the door."""

    code = CodeField(label=_("Entry code"), max_length=10)


class SurveyForm(forms.Form):
    """How it was."""

    overall = forms.TypedChoiceField(
        label=_("The meeting as a whole"), choices=POINTS, coerce=int, widget=forms.RadioSelect
    )
    content = forms.TypedChoiceField(label=_("What was told"), choices=POINTS, coerce=int, widget=forms.RadioSelect)
    organisation = forms.TypedChoiceField(
        label=_("How it was organised"), choices=POINTS, coerce=int, widget=forms.RadioSelect
    )
    words = words_field(_("What should be different?"), _("Please name nobody."), rows=3, most=500, required=False)


class MaterialForm(forms.Form):
    """Files that everybody gets."""

    files = UploadField(label=_("Materials"), multiple=True)
