"""IN: projects: agreement, plan, what is handed in, indicators, the end."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import FilterForm, TextField, TickField, WonField
from purchasing.contracts.forms.fields import GroupedField
from sharedgrowth.support.forms.fields import day_field, words_field
from sharedgrowth.support.models import Project, ProjectPhase
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.plans import KpiDirection


class ProjectFilter(FilterForm):
    """Above the list of projects."""

    words = TextField(label=_("Number, title or company"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all states")), ("running", _("all that run")), *ProjectState.choices],
    )
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    mine = forms.BooleanField(label=_("only mine"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        known = sorted(programmes, key=lambda each: each.order)
        self.fields["programme"].choices = [  # type: ignore[attr-defined]
            ("", _("all programmes")),
            *((each.slug, each.title) for each in known),
        ]


class AgreementForm(forms.Form):
    """What is agreed; the rest comes from the application and the call."""

    scope = words_field(
        _("What is done"),
        _("What the company gets, what it does itself, and what it shows at the end."),
        rows=8,
        most=4000,
    )
    begins_on = day_field(_("First day"), _("The phases of the programme follow one another from this day on."))


class SignForm(forms.Form):
    """The version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agrees = TickField(label=_("I have read the agreement and sign it for my organisation."))


class ReasonForm(forms.Form):
    """Why."""

    reason = words_field(_("Reason"), _("The company reads it."))


class HoldForm(ReasonForm):
    """Why, and until when."""

    until = day_field(_("Until"))


class RemarkForm(forms.Form):
    """What was looked at, or is missing."""

    remark = words_field(_("Remark"), _("The company reads it."))


class OptionalRemarkForm(forms.Form):
    """A remark, if there is one."""

    remark = words_field(_("Remark"), _("The company reads it."), required=False)


class CompleteForm(forms.Form):
    """The last day of the work."""

    on = day_field(_("Completed on"))


class PhaseForm(forms.Form):
    """Other days of a phase."""

    begins_on = day_field(_("First day"))
    ends_on = day_field(pgettext_lazy("project", "Last day"))
    reason = words_field(_("Reason"), _("The company reads it."))


class PhaseDoneForm(forms.Form):
    """A word on how it went."""

    note = words_field(_("Note"), _("How it went; the company reads it."), required=False)


class DeliverableForm(forms.Form):
    """Something more to hand in."""

    title = TextField(label=pgettext_lazy("deliverable", "What is handed in"), max_length=160)
    due_on = day_field(_("Due by"))
    phase = forms.ModelChoiceField(
        label=pgettext_lazy("project", "Phase"), queryset=ProjectPhase.objects.none(), required=False
    )

    def __init__(self, *args, project: Project, **options):
        super().__init__(*args, **options)
        self.fields["phase"].queryset = project.phases.filter(done_on=None)  # type: ignore[attr-defined]


class HandInForm(forms.Form):
    """Files and a note."""

    uploads = UploadField(label=_("Files"), multiple=True, max_files=10)
    note = words_field(_("Note"), required=False)


class KpiForm(forms.Form):
    """An indicator of this project."""

    name_ko = TextField(label=_("name (Korean)"), max_length=120)
    name_en = TextField(label=_("name (English)"), max_length=120, required=False)
    unit = TextField(label=_("Unit"), max_length=30, required=False)
    direction = forms.ChoiceField(label=_("Direction"), choices=KpiDirection, widget=forms.RadioSelect)


def value_field(label, hint: object = "", *, required: bool = True, unit: str = "") -> GroupedField:
    """A value of an indicator."""
    attrs = {"inputmode": "decimal", "class": "num"} | ({"data-unit": unit} if unit else {})
    return GroupedField(
        label=label,
        help_text=hint,
        required=required,
        max_digits=18,
        decimal_places=4,
        widget=forms.TextInput(attrs=attrs),
    )


class BeforeForm(forms.Form):
    """The value before, how it is measured, and the target."""

    def __init__(self, *args, kpi, **options):
        given = {
            "before": kpi.before,
            "before_on": kpi.before_on,
            "target": kpi.target,
            "how": kpi.before_how,
        }
        super().__init__(*args, initial=given, **options)
        self.fields["before"] = value_field(_("Value before"), unit=kpi.unit)
        self.fields["before_on"] = day_field(_("Measured on"))
        self.fields["target"] = value_field(_("Target"), kpi.get_direction_display(), required=False, unit=kpi.unit)
        self.fields["how"] = TextField(
            label=_("How it is measured"),
            max_length=300,
            help_text=_("From which record, over which time. It is measured in the same way afterwards."),
        )
        self.fields["upload"] = UploadField(label=_("Evidence"), required=False)


class MeasureForm(forms.Form):
    """The values after, the yearly effect, and where it is counted."""

    measured_on = day_field(_("Measured on"))

    def __init__(self, *args, project: Project, **options):
        super().__init__(*args, **options)
        self.kpis = list(project.kpis.all())
        for kpi in self.kpis:
            said = f"{kpi.before.normalize():f}" if kpi.before is not None else "—"
            hint = _("Before: %(value)s %(unit)s. %(how)s") % {"value": said, "unit": kpi.unit, "how": kpi.before_how}
            self.fields[f"after_{kpi.pk}"] = value_field(kpi.name, hint, unit=kpi.unit)
            self.fields[f"file_{kpi.pk}"] = UploadField(
                label=_("Evidence: %(name)s") % {"name": kpi.name}, required=False
            )
        self.fields["effect_won"] = WonField(
            label=_("Yearly effect (won)"), required=False, help_text=_("Money that the company saves or earns more.")
        )
        self.fields["effect_text"] = words_field(_("How the effect was computed"), required=False, most=2000)
        self.fields["counted_in"] = TextField(
            label=_("Counted already in"),
            max_length=20,
            required=False,
            help_text=_(
                "The number of the Benefit Sharing task or project whose agreement came first: an effect is counted "
                "once, there."
            ),
        )

    @property
    def told(self) -> dict:
        """As the service takes it."""
        given = self.cleaned_data
        return {
            "values": {kpi.pk: given[f"after_{kpi.pk}"] for kpi in self.kpis},
            "uploads": {kpi.pk: file for kpi in self.kpis if (file := given.get(f"file_{kpi.pk}"))},
            "measured_on": given["measured_on"],
            "effect_won": given["effect_won"],
            "effect_text": given["effect_text"],
            "counted_in": given["counted_in"],
        }


class VerifyForm(forms.Form):
    """What was looked at, and how much of the effect holds."""

    verified_won = WonField(label=_("Verified yearly effect (won)"), required=False)
    remark = words_field(_("What you looked at"), _("The company reads it."))


class FollowUpForm(forms.Form):
    """Does it still work?"""

    still_works = forms.ChoiceField(
        label=_("Is the effect still there?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        widget=forms.RadioSelect,
    )
    effect_pct = GroupedField(
        label=_("How much of it is left (%)"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(200),
        max_digits=5,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "data-unit": "%"}),
    )
    text = words_field(_("How it stands today"), _("What is used, what is not, and why."), most=2000)


class RatingForm(forms.Form):
    """1 to 5."""

    score = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        coerce=int,
        choices=[
            (5, _("5 · very satisfied")),
            (4, _("4 · satisfied")),
            (3, _("3 · neither")),
            (2, _("2 · not satisfied")),
            (1, _("1 · not at all")),
        ],
        widget=forms.RadioSelect,
    )
    text = words_field(_("What helped, what did not"), required=False, most=2000)
