"""IN: supply limitations, step by step."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm, TextField
from purchasing.contracts.forms.fields import day_field
from purchasing.esg.forms.actions import words_field
from purchasing.esg.forms.suppliers import SupplierField, assessment_of
from purchasing.esg.models import RedFlag
from purchasing.esg.states import FlagState, LimitationLevel, LimitationState

LEVELS = [choice for choice in LimitationLevel.choices if choice[0] != "0"]


class LimitationFilter(FilterForm):
    """Above the list of limitations."""

    words = TextField(label=_("Number or company"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all states")),
            ("running", _("not yet decided")),
            ("in_force", pgettext_lazy("limitation", "In force")),
            *[each for each in LimitationState.choices if each[0] != "in_force"],
        ],
    )
    level = forms.ChoiceField(
        label=pgettext_lazy("limitation", "Level"), required=False, choices=[("", _("all")), *LEVELS]
    )


class ProposalForm(forms.Form):
    """A level, with its facts."""

    company = SupplierField()
    level = forms.ChoiceField(label=pgettext_lazy("limitation", "Level"), choices=LEVELS)
    facts = words_field(_("Facts"), _("With dates and figures: the supplier answers them."), most=4000, rows=6)
    assessment = TextField(
        label=_("Assessment"), max_length=20, required=False, help_text=_("Its number, if it rests on one.")
    )
    flag = forms.ModelChoiceField(
        label=_("Red flag"), queryset=RedFlag.objects.none(), required=False, to_field_name="uid", empty_label=_("none")
    )
    authority_report = forms.BooleanField(
        label=_("It rests on the supplier's own report to an authority (then it is no reason, LIM-03)"), required=False
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        confirmed = RedFlag.objects.filter(state=FlagState.CONFIRMED).select_related("company")
        self.fields["flag"].queryset = confirmed  # type: ignore[attr-defined]
        self.fields["flag"].label_from_instance = lambda flag: f"{flag.company.name}: {flag.title_ko}"  # type: ignore[attr-defined]

    def clean(self):
        """The assessment and the flag belong to the company."""
        given = super().clean() or {}
        assessment_of(self, given)
        company, flag = given.get("company"), given.get("flag")
        if flag is not None and company is not None and flag.company_id != company.pk:
            self.add_error("flag", _("This red flag belongs to another company."))
        return given


class LimitationAnswerForm(forms.Form):
    """The supplier's answer to the notice."""

    answer = words_field(_("Answer to the facts"), _("The committee reads your words."), most=4000, rows=6)
    hearing = forms.BooleanField(label=_("We ask to be heard in person as well"), required=False)


class HearingForm(forms.Form):
    """What was said."""

    on = day_field(_("Heard on"))
    note = words_field(_("What was said, and who was there"), most=4000, rows=6)


class VoteForm(forms.Form):
    """A member's vote."""

    in_favour = forms.ChoiceField(label=_("Vote"), widget=forms.RadioSelect, choices=[])
    words = words_field(_("Reason"), _("Needed for a vote against it; it is kept with the vote."), required=False)

    def __init__(self, *args, on_appeal: bool = False, **options):
        super().__init__(*args, **options)
        yes = _("the limitation stands") if on_appeal else _("for the limitation")
        no = _("the appeal is right") if on_appeal else _("against it")
        self.fields["in_favour"].choices = [("yes", yes), ("no", no)]  # type: ignore[attr-defined]


class CommitteeForm(forms.Form):
    """The decision that the votes make."""

    reason = words_field(_("Decision and reasons"), _("The supplier reads it."), most=4000, rows=6)
    from_on = day_field(pgettext_lazy("limitation", "From"), required=False, help_text=_("Empty: from today."))
    until_on = day_field(_("Until"), required=False, help_text=_("Empty: until it is lifted."))
    level = forms.TypedChoiceField(label=pgettext_lazy("limitation", "Level"), coerce=int, choices=[])

    field_order = ("level", "reason", "from_on", "until_on")

    def __init__(self, *args, levels: Sequence[int], **options):
        super().__init__(*args, **options)
        if len(levels) == 1:
            del self.fields["level"]
        else:  # band R: the committee chooses
            names = dict(LEVELS)
            self.fields["level"].choices = [  # type: ignore[attr-defined]
                (level, f"{level}. {names[str(level)]}") for level in levels
            ]


class InterimForm(forms.Form):
    """A danger to life."""

    reason = words_field(_("The danger, and since when it is known"), most=2000, rows=4)
    danger_to_life = forms.BooleanField(label=_("There is an imminent danger to life."), required=False)


class AppealForm(forms.Form):
    """What is wrong with the decision."""

    text = words_field(_("Appeal"), _("The panel answers these words."), most=4000, rows=6)


class DecisionWordsForm(forms.Form):
    """Words of a decision, under the name that the service takes them by."""

    def __init__(self, *args, name: str = "reason", label: object = "", hint: object = "", **options):
        super().__init__(*args, **options)
        self.fields[name] = words_field(label or _("Decision and reasons"), hint, most=2000, rows=5)
