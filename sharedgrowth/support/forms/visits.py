"""IN: visits: the day, the safety form, the report."""

import uuid
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.files.states import PICTURES
from portal.forms import FilterForm, TextField, TickField
from purchasing.contracts.forms.fields import GroupedField
from sharedgrowth.support.forms.fields import day_field, words_field
from sharedgrowth.support.models import Expert, Project
from sharedgrowth.support.states.plans import VisitState

HAZARDS = (
    ("moving", _("Moving machines")),
    ("forklift", _("Forklifts and vehicles")),
    ("crane", _("Cranes and lifted loads")),
    ("height", _("Work at height")),
    ("hot", _("Hot surfaces or melts")),
    ("electric", _("Open electric parts")),
    ("chemical", _("Chemicals or gas")),
    ("confined", _("Confined spaces")),
    ("noise", _("Noise")),
    ("dust", _("Dust or fumes")),
)
PROTECTION = (
    ("helmet", _("Helmet")),
    ("shoes", _("Safety shoes")),
    ("glasses", _("Safety glasses")),
    ("gloves", _("Gloves")),
    ("ears", _("Hearing protection")),
    ("mask", _("Respirator or dust mask")),
    ("harness", _("Harness")),
    ("vest", _("High-visibility vest")),
)


def time_field(label) -> forms.TimeField:
    """An hour of the day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class VisitFilter(FilterForm):
    """Above the list of visits."""

    words = TextField(label=_("Number, project or company"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all states")),
            ("open", pgettext_lazy("visits", "to come")),
            ("stop", _("work had to stop")),
            *VisitState.choices,
        ],
    )
    mine = forms.BooleanField(label=_("only mine"), required=False)


class VisitForm(forms.Form):
    """Who goes when, where to, what for."""

    expert = forms.ModelChoiceField(label=_("Expert"), queryset=Expert.objects.none())
    planned_on = day_field(_("Day"))
    begins = time_field(_("Begins at"))
    site = TextField(label=_("Site of the visit"), max_length=160)
    purpose = TextField(label=_("Purpose"), max_length=300)

    def __init__(self, *args, project: Project, user, **options):
        super().__init__(*args, **options)
        found = Expert.objects.filter(assignments__project=project, assignments__state="released").select_related(
            "user"
        )
        if not user.has_role("SG"):
            found = found.filter(user=user)
        self.fields["expert"].queryset = found.distinct()  # type: ignore[attr-defined]
        self.fields["site"].initial = project.company.address[:160]


class MoveForm(forms.Form):
    """Another day."""

    planned_on = day_field(_("Day"))
    begins = time_field(_("Begins at"))
    reason = words_field(_("Reason"), _("The company reads it."))


class SafetyFormForm(forms.Form):
    """What may harm you at the site, and what protects you."""

    hazards = forms.MultipleChoiceField(
        label=_("Hazards at the site"), choices=HAZARDS, widget=forms.CheckboxSelectMultiple, required=False
    )
    other = TextField(label=_("Other hazards"), max_length=300, required=False)
    protection = forms.MultipleChoiceField(
        label=_("Protective equipment that you take along"),
        choices=PROTECTION,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    contact = TextField(label=_("Who receives and guides you"), max_length=120)
    emergency = TextField(
        label=_("Telephone in an emergency"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    briefed = TickField(label=_("The site gives a safety briefing before the tour, and I stop when it is not safe."))


class ReportForm(forms.Form):
    """What was seen and advised. ``key``: the same report sent twice is one report."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    hours = GroupedField(
        label=_("Hours at the site"),
        min_value=Decimal("0.5"),
        max_value=Decimal(24),
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "data-unit": _("hours")}),
    )
    met = TextField(label=_("People met"), max_length=300, required=False)
    findings = words_field(_("What you saw"), rows=6, most=4000)
    advice = words_field(_("What you advised"), rows=5, most=4000)
    next_steps = words_field(_("Next steps"), _("Who does what until the next visit."), most=2000, required=False)
    photos = UploadField(label=_("Pictures"), kinds=PICTURES, multiple=True, max_files=8, required=False)
    stop_work = forms.BooleanField(
        label=_("Something is so dangerous that work has to stop"),
        help_text=_("The company and our safety people are told at once."),
        required=False,
    )
    stop_text = words_field(_("What has to stop, and why"), most=2000, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["key"].initial = uuid.uuid4


class StopAnswerForm(forms.Form):
    """What the company did."""

    text = words_field(_("What was done"), _("Since when the work stopped, and what makes it safe."), most=2000)
