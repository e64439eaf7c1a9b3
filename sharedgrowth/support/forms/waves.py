"""IN: waves, requests to the support group, scores, visits, tasks, effects."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm, TextField, WonField
from sharedgrowth.support.forms.fields import day_field, whole_field, words_field
from sharedgrowth.support.models import Expert, GroupRequest
from sharedgrowth.support.states.facility import SiteHazard
from sharedgrowth.support.states.waves import CostBearer, Direction, EffectOwner, GroupState, SupportUnit


class GroupFilter(FilterForm):
    """Above the list of requests."""

    q = TextField(label=_("Number, problem or company"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *GroupState.choices])
    direction = forms.ChoiceField(
        label=pgettext_lazy("support group", "Direction"), required=False, choices=[("", _("all")), *Direction.choices]
    )


class ExpertField(forms.ModelChoiceField):
    """An expert by name and department."""

    def label_from_instance(self, expert: Expert) -> str:
        """As people know them."""
        return f"{expert.user.name} ({expert.department or expert.organisation})"


def days_field(label) -> forms.DecimalField:
    """Days of an expert, in halves if need be."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0.5"),
        max_value=Decimal(400),
        max_digits=6,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": _("days")}),
    )


class WaveForm(forms.Form):
    """A half year."""

    year = whole_field(_("Year"), least=2018, most=2100)
    half = forms.TypedChoiceField(label=_("Half"), choices=[(1, _("first half")), (2, _("second half"))], coerce=int)
    capacity = whole_field(_("Companies at most"), least=1, most=200)
    closes_on = day_field(_("Requests until"))
    ends_on = day_field(_("Ends on"))


class ReleaseForm(forms.Form):
    """Days of an expert for a wave."""

    expert = ExpertField(label=pgettext_lazy("support group", "Expert"), queryset=Expert.objects.none())
    days = days_field(_("Days released"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        people = Expert.objects.filter(active=True).select_related("user").order_by("user__name", "pk")
        self.fields["expert"].queryset = people  # type: ignore[attr-defined]


class AskGroupForm(forms.Form):
    """What a company needs."""

    directions = forms.MultipleChoiceField(
        label=_("Directions"), choices=Direction, widget=forms.CheckboxSelectMultiple
    )
    problem = words_field(_("Problem"), _("What happens, since when, and what was tried."), most=3000, rows=6)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"),
        choices=[
            (5, _("5: production or safety is in danger")),
            (4, _("4: customers complain")),
            (3, _("3: it costs money every month")),
            (2, _("2: it could be better")),
            (1, _("1: an idea for later")),
        ],
        coerce=int,
        initial=3,
    )
    data = words_field(
        _("Figures that show it"), _("Defects, energy, downtime; with the period."), most=2000, required=False
    )


class TriageForm(forms.Form):
    """Where it goes."""

    unit = forms.ChoiceField(label=_("Unit"), choices=SupportUnit)
    note = words_field(_("Note of the triage"), _("The company reads it."))


class ScoreForm(forms.Form):
    """What one member gives; in percent of each part."""

    severity = whole_field(_("Severity of the problem"), _("Weight 30"), most=100, unit="%")
    fit = whole_field(_("Fit with the expertise"), _("Weight 25"), most=100, unit="%")
    commitment = whole_field(_("Commitment of the company"), _("Weight 20"), most=100, unit="%")
    spillover = whole_field(_("Use for others"), _("Weight 15"), most=100, unit="%")
    note = TextField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "data-span": "full"}))

    def clean(self):
        """As parts of one."""
        given = super().clean() or {}
        for name in ("severity", "fit", "commitment", "spillover"):
            if given.get(name) is not None:
                given[name] = Decimal(given[name]) / 100
        return given


class VisitForm(forms.Form):
    """A visit with its safety form."""

    visited_on = day_field(_("Day"))
    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=Decimal("0.5"),
        max_value=Decimal(24),
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    note = words_field(_("What was seen"), most=2000, rows=5)
    hazards = forms.MultipleChoiceField(
        label=_("Hazards on site"), choices=SiteHazard, required=False, widget=forms.CheckboxSelectMultiple
    )
    measures = words_field(_("Protective measures"))
    stop_work = words_field(
        _("Work that has to stop"), _("Told to the company, shared growth and compliance at once."), required=False
    )


class DiagnosisForm(forms.Form):
    """What was found, and why."""

    findings = words_field(_("Findings"), most=4000, rows=6)
    root_cause = words_field(_("Root cause"), _("Why it happens, not only what happens."), most=2000, rows=4)


class TaskForm(forms.Form):
    """One task of the list."""

    direction = forms.ChoiceField(label=pgettext_lazy("support group", "Direction"), choices=Direction)
    title = TextField(label=_("Title"), max_length=160)
    plan = words_field(_("Plan"), _("Steps, and what the company does itself."), most=3000, rows=5)
    expert = ExpertField(label=_("Lead expert"), queryset=Expert.objects.none())
    days = days_field(_("Days of the expert"))
    department = TextField(label=_("Department"), max_length=120)
    due_on = day_field(pgettext_lazy("support", "Due"))
    cost_bearer = forms.ChoiceField(label=_("Who pays"), choices=CostBearer)
    cost_won = WonField(label=_("Cost"))
    expected_won = WonField(label=_("Expected effect in a year"))
    soft = words_field(_("Effects without money"), _("Safety, quality, know-how."), required=False)
    patents = whole_field(_("Patents transferred"), most=99)
    owner = forms.ChoiceField(
        label=_("Where the effect is counted"),
        choices=EffectOwner,
        help_text=_("Once only: what a project or a Benefit Sharing task counts is not counted here."),
    )
    owner_number = TextField(label=_("Number of the project or task"), max_length=20, required=False)

    def __init__(self, *args, request: GroupRequest, **options):
        super().__init__(*args, **options)
        people = Expert.objects.filter(waves__wave=request.wave_id).select_related("user").order_by("user__name", "pk")
        self.fields["expert"].queryset = people  # type: ignore[attr-defined]


class DoneForm(forms.Form):
    """When it was done."""

    done_on = day_field(_("Done on"))


class MeasureForm(forms.Form):
    """The effect of a year."""

    won = WonField(label=_("Measured effect in a year"))
    measured_from = day_field(_("Measured from"))
    measured_to = day_field(_("Measured until"), _("At least three months."))
    measurement = words_field(_("How it was measured"), most=2000, rows=5)


class VerifyForm(forms.Form):
    """What finance verifies."""

    won = WonField(label=_("Verified effect in the first year"))
    reason = words_field(_("Reason"), _("Needed when it is less than was measured."), required=False)


class SatisfactionForm(forms.Form):
    """How it went."""

    satisfaction = forms.TypedChoiceField(
        label=_("Satisfaction"),
        choices=[(5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("5 is best."),
    )
