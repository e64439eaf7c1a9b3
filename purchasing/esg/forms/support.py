"""IN: meetings of the council, decisions, minutes, progress; consulting requests."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import DayField, FilterForm, MomentField, TextField, TickField
from purchasing.esg.models import CouncilMember
from purchasing.esg.states.support import AgendaKind, ConsultingField, ConsultingState, DecisionProgress

DAY = {"format": "%Y-%m-%d", "attrs": {"type": "date"}}
POINTS = 5


def _long(label, *, rows: int = 4, most: int = 1000, hint: object = "", required: bool = True) -> TextField:
    area = forms.Textarea(attrs={"rows": rows, "data-span": "full"})
    return TextField(label=label, widget=area, max_length=most, help_text=hint, required=required)


class MeetingForm(forms.Form):
    """When and where, and up to five points."""

    half = TextField(label=_("Half-year"), max_length=7, help_text=_("As 2026-H1 or 2026-H2."))
    meets_at = MomentField(
        label=_("Meets on"), widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    place = TextField(label=_("Place"), max_length=120)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for no in range(1, POINTS + 1):
            words = {"no": no}
            self.fields[f"kind{no}"] = forms.ChoiceField(
                label=_("Point %(no)s") % words, choices=AgendaKind.choices, required=False
            )
            self.fields[f"ko{no}"] = TextField(label=_("Title (Korean)"), max_length=200, required=no == 1)
            self.fields[f"en{no}"] = TextField(label=_("Title (English)"), max_length=200, required=False)

    @property
    def agenda(self) -> list[tuple[str, str, str]]:
        """The points that have a title."""
        given = self.cleaned_data
        return [
            (given[f"kind{no}"] or AgendaKind.STRATEGY, given[f"ko{no}"], given[f"en{no}"])
            for no in range(1, POINTS + 1)
            if given.get(f"ko{no}")
        ]


class MemberForm(forms.Form):
    """A group company's executive."""

    group_company = TextField(label=_("Group company"), max_length=80)
    person = TextField(label=_("Person"), max_length=80)
    title = TextField(label=_("Office"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("E-mail of the account in the portal"),
        required=False,
        help_text=_("With an account the member reports by itself where its company stands."),
    )
    chairs = forms.BooleanField(label=_("Chairs the council"), required=False)


class HoldForm(forms.Form):
    """Who is there, and that the notice was acknowledged."""

    present = forms.ModelMultipleChoiceField(
        label=_("Present"), queryset=CouncilMember.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    acknowledged = TickField(label=_("Everybody has heard and acknowledged the notice on competition law."))

    def __init__(self, *args, members, **options):
        super().__init__(*args, **options)
        self.fields["present"].queryset = members  # type: ignore[attr-defined]


class CouncilDecisionForm(forms.Form):
    """What, who, until when."""

    text = _long(_("Decision"))
    owner = forms.ModelChoiceField(label=_("Responsible"), queryset=CouncilMember.objects.none())
    due_on = DayField(label=_("Due"), widget=forms.DateInput(**DAY))

    def __init__(self, *args, members, **options):
        super().__init__(*args, **options)
        self.fields["owner"].queryset = members  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """The minutes."""

    minutes = _long(_("Minutes"), rows=14, most=8000)


class ProgressForm(forms.Form):
    """Where a group company stands."""

    state = forms.ChoiceField(
        label=pgettext_lazy("council decision", "Where it stands"), choices=DecisionProgress.choices
    )
    note = TextField(label=_("Note"), max_length=300, required=False)


class ConsultingForm(forms.Form):
    """What a supplier asks for."""

    field = forms.ChoiceField(label=pgettext_lazy("consulting", "Field"), choices=ConsultingField.choices)
    need = _long(_("What is needed"), most=2000, hint=_("The problem, what was tried, and when a visit would suit."))
    site = TextField(label=_("Site"), max_length=120, required=False)


class ConsultingDecisionForm(forms.Form):
    """The answer to a request."""

    take = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Hand over to the support programmes")), ("no", _("Decline"))],
        widget=forms.RadioSelect,
    )
    decision = _long(_("Answer to the company"))


class ConsultingFilter(FilterForm):
    """Above the list of requests."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *ConsultingState.choices], required=False)
    field = forms.ChoiceField(
        label=pgettext_lazy("consulting", "Field"), choices=[("", _("all")), *ConsultingField.choices], required=False
    )
