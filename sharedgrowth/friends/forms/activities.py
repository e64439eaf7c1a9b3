"""IN: an activity, its risk form, places, guests, times, the report, pictures."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import SEOUL
from portal.files.forms import UploadField
from portal.files.states import PICTURES
from portal.forms import FilterForm, TextField, WonField
from portal.people.models import User
from sharedgrowth.friends.forms.fields import RegionField, moment_field, whole_field, words_field
from sharedgrowth.friends.models import Activity, Participation
from sharedgrowth.friends.queries.members import recipients_active, themes
from sharedgrowth.friends.states import ActivityState, ActivityType


class ActivityFilter(FilterForm):
    """Above the list of activities."""

    q = TextField(label=_("Number, title or place"), max_length=80, required=False)
    type = forms.ChoiceField(
        label=pgettext_lazy("friends", "Type"), required=False, choices=[("", _("all")), *ActivityType.choices]
    )
    region = RegionField(all_of_them=True, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *ActivityState.choices])


class LeadField(TextField):
    """A colleague by e-mail address; empty: oneself."""

    def __init__(self, *, user: User, **options):
        self.user = user
        super().__init__(
            label=_("Led by"),
            help_text=_("E-mail address of a colleague on this portal. Empty: yourself."),
            required=False,
            max_length=254,
            **options,
        )

    def clean(self, value):
        """A person who acts for the same company."""
        address = super().clean(value)
        if not address:
            return self.user
        found = User.objects.filter(email__iexact=address, is_active=True, is_service=False)
        person = found.filter(memberships__company=self.user.company_id, memberships__state="active").distinct().first()
        if person is None:
            raise ValidationError(_("Nobody of your company has this address."), code="none")
        return person


class ActivityForm(forms.Form):
    """A plan."""

    type = forms.ChoiceField(label=pgettext_lazy("friends", "Type"), choices=ActivityType.choices)
    theme = forms.ModelChoiceField(
        label=pgettext_lazy("friends", "Theme"), queryset=themes(), required=False, empty_label=_("none")
    )
    title_ko = TextField(label=_("Title (Korean)"), max_length=120)
    title_en = TextField(label=_("Title (English)"), max_length=120)
    summary_ko = words_field(_("Summary (Korean)"), _("What is done, what to bring, who it helps."), most=1500, rows=4)
    summary_en = words_field(_("Summary (English)"), most=1500, rows=4)
    region = RegionField()
    place = TextField(label=_("Place"), max_length=160)
    begins_at = moment_field(_("Begins at"))
    ends_at = moment_field(_("Ends at"))
    closes_at = moment_field(_("Sign-up until"))
    capacity = whole_field(pgettext_lazy("friends", "Places"), least=1, most=5000)
    budget_won = WonField(label=_("Budget"), required=False)
    recipient = forms.ModelChoiceField(
        label=_("Recipient organisation"), queryset=recipients_active(), required=False, empty_label=_("none"),
        help_text=_("An organisation. Nobody in need is named on this portal."),
    )  # fmt: skip
    guests = forms.BooleanField(label=_("Guests may come along"), required=False)

    def __init__(self, *args: Any, user: User, activity: Activity | None = None, **options: Any):
        if activity is not None:
            names = [name for name in self.base_fields if name != "lead"]
            options["initial"] = {name: getattr(activity, name) for name in names} | {"lead": activity.lead.email}
        super().__init__(*args, **options)
        self.fields["lead"] = LeadField(user=user)

    def clean_budget_won(self):
        """Nothing typed is nothing spent."""
        return self.cleaned_data["budget_won"] or 0


class RiskFormForm(forms.Form):
    """Before anybody comes."""

    hazards = words_field(_("Hazards"), _("Tools, traffic, heat, water, dust, lifting."), most=2000)
    measures = words_field(_("What protects people"), most=2000)
    emergency = TextField(label=_("Nearest help in an emergency"), max_length=200)
    first_aid = TextField(label=_("First aid"), max_length=160)
    insured = forms.BooleanField(
        label=_("Volunteers are insured"),
        help_text=_("By the group insurance for volunteers of the company."),
        required=False,
    )


class SignUpForm(forms.Form):
    """A place."""

    role = TextField(label=_("What you would like to do"), max_length=60, required=False)


class GuestForm(forms.Form):
    """Who comes along; the guest decides by an own link."""

    name = TextField(label=_("Name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The guest gets a link there, reads what is kept, and decides."),
        max_length=254,
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("ko", "한국어"), ("en", "English")])


class HereForm(forms.Form):
    """Coming or leaving; ``at`` is the time of a device that had no line."""

    what = forms.ChoiceField(choices=[("in", "in"), ("out", "out")])
    at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_at(self) -> datetime | None:
        """A moment with its zone; what is none is as if nothing was said."""
        try:
            told = datetime.fromisoformat(self.cleaned_data["at"].replace("Z", "+00:00"))
            return told.astimezone(UTC) if told.tzinfo else None
        except (ValueError, OverflowError):  # at the ends of the calendar another zone has no such day
            return None


class SiteWordForm(forms.Form):
    """What a guest reads where people arrive."""

    code = TextField(
        label=_("Code on the site"),
        help_text=_("Six characters beside the drawing, where people arrive."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class TimesForm(forms.Form):
    """When a person came and left, with the reason why it is entered by hand."""

    came = moment_field(pgettext_lazy("friends", "Came"))
    left = moment_field(pgettext_lazy("friends", "Left"))
    reason = TextField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, place: Participation, **options: Any):
        day = place.days.order_by("day").first()
        activity = place.activity
        came = day.check_in if day else activity.begins_at
        left = day.check_out if day and day.check_out else min(activity.ends_at, came + timedelta(hours=8))
        options["initial"] = {"came": came.astimezone(SEOUL), "left": left.astimezone(SEOUL)}
        super().__init__(*args, **options)


class ReportForm(forms.Form):
    """What was done and what came of it."""

    report_ko = words_field(_("Report (Korean)"), _("No names of persons."), most=4000, rows=6)
    report_en = words_field(_("Report (English)"), most=4000, rows=6)
    beneficiaries = whole_field(
        _("People it helped"), _("As the organisation tells. Empty: nobody counted."), least=1, most=999_999,
        required=False,
    )  # fmt: skip
    trees = whole_field(
        _("Trees planted"), _("Carbon is estimated from them, and shown as an estimate."), least=1, most=999_999,
        required=False,
    )  # fmt: skip


class PhotoForm(forms.Form):
    """A picture, and everybody who can be recognised on it."""

    upload = UploadField(label=_("Picture"), kinds=PICTURES)
    caption_ko = TextField(label=_("Caption (Korean)"), max_length=160)
    caption_en = TextField(label=_("Caption (English)"), max_length=160)
    people = forms.ModelMultipleChoiceField(
        label=_("Who can be recognised"),
        help_text=_("Everybody. The picture is shown only while all of them agree."),
        queryset=Participation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    nobody = forms.BooleanField(label=_("Nobody can be recognised on it"), required=False)

    def __init__(self, *args: Any, roster, **options: Any):
        super().__init__(*args, **options)
        self.fields["people"].queryset = roster
        self.fields["people"].label_from_instance = lambda place: place.name

    def clean(self) -> dict[str, Any]:
        """People, or nobody: both and neither say nothing."""
        given = super().clean() or {}
        if bool(given.get("people")) == bool(given.get("nobody")):
            self.add_error("nobody", _("Name everybody who can be recognised, or say that nobody can."))
        given.pop("nobody", None)
        return given
