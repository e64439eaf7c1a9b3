"""IN: an interview, an offer, the start of work, retention."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm, TextField, WonField
from sharedgrowth.jobs.forms.match_fields import day_field, moment_field, whole_field, words_field
from sharedgrowth.jobs.states.placements import Retention
from sharedgrowth.jobs.states.vacancies import Employment


class InterviewForm(forms.Form):
    """When and where."""

    begins_at = moment_field(pgettext_lazy("job interview", "Begins"), _("At least a day ahead."))
    minutes = whole_field(_("Lasts"), least=10, most=480, unit=pgettext_lazy("unit", "minutes"))
    place = TextField(label=_("Place or link"), max_length=200)
    contact = TextField(label=_("Whom to ask for"), max_length=120)
    note = words_field(_("What to bring"), rows=2, most=400, required=False)


class OtherTimeForm(forms.Form):
    """When the trainee can come."""

    words = words_field(_("When you can come"), most=400)


class OfferForm(forms.Form):
    """What the firm offers."""

    employment = forms.ChoiceField(label=_("Kind of employment"), choices=Employment.choices)
    wage_won = WonField(label=_("Base pay a month"), min_value=1)
    starts_on = day_field(_("Work begins on"))
    conditions = words_field(_("Conditions of the offer"), _("Shifts, probation, benefits."), most=3000, required=False)


class StartForm(forms.Form):
    """The first day of work."""

    started_on = day_field(_("Began to work on"))


class CheckForm(forms.Form):
    """Still there, or gone since a day."""

    answer = forms.ChoiceField(
        label=_("Does the person still work with you?"), choices=Retention.choices, widget=forms.RadioSelect
    )
    left_on = day_field(_("Left on"), _("Only if the person has left."), required=False)

    def clean(self):
        """A day for who has left."""
        given = super().clean()
        if given.get("answer") == Retention.LEFT and not given.get("left_on") and "left_on" not in self.errors:
            self.add_error("left_on", ValidationError(_("Say on which day the person left."), code="required"))
        return given


class PlacementFilter(FilterForm):
    """Above the placements."""

    q = TextField(label=_("Number, firm, cohort or code name"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            ("waiting", _("waiting for an answer")),
            ("employed", _("still employed")),
            ("left", _("has left")),
        ],
    )
