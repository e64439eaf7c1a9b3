"""IN: what a person asks, and what the privacy officer answers, tells and enters."""

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.countries import country_choices
from portal.forms import FIRST_YEAR, LAST_YEAR, DayField, FilterForm, MomentField, TextField
from portal.privacy.registry import holdings
from portal.privacy.states import RightKind, RightState

MOMENT = "%Y-%m-%dT%H:%M"


def words_field(label, hint: object = "", *, rows: int = 4, most: int = 2000, required: bool = True) -> TextField:
    """Words that others read."""
    area = forms.Textarea(attrs={"rows": rows, "data-span": "full"})
    return TextField(label=label, max_length=most, help_text=hint, required=required, widget=area)


def day_field(label, hint: object = "", *, required: bool = True) -> DayField:
    """A day."""
    return DayField(label=label, help_text=hint, required=required)


def moment_field(label, hint: object = "", *, required: bool = True) -> forms.DateTimeField:
    """A moment in Korea."""
    picker = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
    return MomentField(
        label=label, help_text=hint, required=required, input_formats=[MOMENT, "%Y-%m-%d %H:%M"], widget=picker
    )


# The person ----------------------------------------------------------------------------------------------------------
class AskForm(forms.Form):
    """What is asked, about which data, in one's own words."""

    kind = forms.ChoiceField(label=_("What do you ask?"), choices=RightKind.choices, widget=forms.RadioSelect)
    holding = forms.ChoiceField(
        label=_("About which data"), required=False, help_text=_("Leave it open if it is about everything.")
    )
    text = words_field(
        _("In your words"),
        _("What is wrong and how it should be, or which decision you mean. Needed for all but copies and erasure."),
        required=False,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        everything = [("", _("Everything that is kept of me"))]
        self.fields["holding"].choices = everything + [(key, entry.label) for key, entry in holdings.items()]


class EraseForm(forms.Form):
    """The person says it is meant."""

    sure = forms.BooleanField(
        label=_("I understand that this cannot be undone and that I can no longer sign in."),
        error_messages={"required": _("Tick this box to go on.")},
    )


# The privacy officer -------------------------------------------------------------------------------------------------
class RequestFilter(FilterForm):
    """Requests by state and kind."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *RightState.choices])
    kind = forms.ChoiceField(label=_("What is asked"), required=False, choices=[("", _("All")), *RightKind.choices])


class AnswerForm(forms.Form):
    """The answer and its reasons."""

    outcome = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            (RightState.GRANTED, RightState.GRANTED.label),
            (RightState.PARTLY, RightState.PARTLY.label),
            (RightState.REFUSED, RightState.REFUSED.label),
        ],
        widget=forms.RadioSelect,
    )
    decision = words_field(
        _("Reasons"), _("The person reads them: what is done, what is not, on which ground, and where to complain.")
    )


class ExtendForm(forms.Form):
    """Why it takes longer."""

    because = TextField(label=_("Why it takes longer"), max_length=300)


class ExportDecisionForm(forms.Form):
    """Words of a decision about an export."""

    decision = TextField(label=_("Words to who asked"), max_length=300, required=False)


class ExportRefusalForm(forms.Form):
    """Why not."""

    decision = TextField(label=_("Reason"), max_length=300)


class MonthForm(FilterForm):
    """Which month of the access record."""

    month = forms.RegexField(
        r"^(19|20)\d\d-(0[1-9]|1[0-2])$",
        label=pgettext_lazy("privacy", "Month"),
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "data-span": "narrow"}),
    )


class PolicyForm(forms.Form):
    """The next version of the policy, in both languages."""

    valid_from = day_field(_("In force from"), _("People are told before it counts: choose a later day."))
    change_ko = TextField(label=_("What changes (Korean)"), max_length=300)
    change_en = TextField(label=_("What changes (English)"), max_length=300)
    text_ko = words_field(
        _("Text (Korean)"), _("“## ” begins a heading, “- ” an entry of a list."), rows=14, most=40_000
    )
    text_en = words_field(
        _("Text (English)"), _("“## ” begins a heading, “- ” an entry of a list."), rows=14, most=40_000
    )


class ProcessorForm(forms.Form):
    """Who processes what, by which contract."""

    name = TextField(label=_("Name"), max_length=120)
    task = TextField(label=pgettext_lazy("privacy", "Task"), max_length=300)
    items = TextField(label=_("Items"), max_length=300, help_text=_("Which data it gets to see."))
    country = forms.ChoiceField(label=_("Country"), initial="KR")
    transfer_basis = TextField(
        label=_("Ground of the transfer abroad"),
        max_length=300,
        required=False,
        help_text=_("Only for another country: the ground of article 28-8."),
    )
    contract_on = day_field(_("Written contract of"))
    until_on = day_field(_("Contract ends"), required=False)
    supervised_on = day_field(
        _("Last looked at"), _("When it was last checked how it protects the data."), required=False
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["country"].choices = country_choices((get_language() or "ko")[:2])

    def clean(self):
        """As the database has it, said at the field."""
        given = super().clean()
        if given.get("country", "KR") != "KR" and not given.get("transfer_basis"):
            self.add_error(
                "transfer_basis", _("Personal data leaves the country only on a ground of article 28-8: name it.")
            )
        if given.get("until_on") and given.get("contract_on") and given["until_on"] < given["contract_on"]:
            self.add_error("until_on", _("A contract ends after it began."))
        return given


class EndForm(forms.Form):
    """The last day."""

    on = day_field(_("Ended on"))


class IncidentForm(forms.Form):
    """What is known when it is opened, or by now."""

    title = TextField(label=_("Title"), max_length=120)
    known_at = moment_field(_("Known since"), _("The 72 hours run from here. It is not changed afterwards."))
    happened_at = moment_field(_("Happened"), required=False)
    items = TextField(label=_("Which data"), max_length=300)
    persons = forms.IntegerField(label=_("How many persons"), min_value=0, max_value=100_000_000)
    sensitive = forms.BooleanField(label=_("Sensitive data or unique identifiers"), required=False)
    outside = forms.BooleanField(label=_("Unlawful access from outside"), required=False)
    course = words_field(pgettext_lazy("privacy", "What happened"), most=4000)
    measures = words_field(_("What is done about it"), most=4000, required=False)
    advice = words_field(_("What those concerned can do"), required=False)

    def __init__(self, *args, opened: bool = False, **options):
        super().__init__(*args, **options)
        if opened:
            del self.fields["known_at"]

    def clean(self):
        """Years that a person can mean."""
        given = super().clean()
        for name in ("known_at", "happened_at"):
            if given.get(name) and not FIRST_YEAR <= given[name].year <= LAST_YEAR:
                self.add_error(
                    name,
                    _("Choose a day between the years %(first)s and %(last)s.")
                    % {"first": FIRST_YEAR, "last": LAST_YEAR},
                )
        return given


class AffectedForm(forms.Form):
    """Who is concerned, by address."""

    addresses = words_field(
        _("E-mail addresses"), _("One on each line, at most 1,000 at a time."), rows=8, most=100_000
    )

    def clean_addresses(self) -> list[str]:
        """As a list."""
        return [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()][:1000]


class ReportForm(forms.Form):
    """The reference that the authority gave."""

    reference = TextField(label=_("Reference of the report"), max_length=80, required=False)


class ClosingForm(forms.Form):
    """What was learnt."""

    reason = words_field(_("What was learnt from it"), most=1000)


class NothingForm(forms.Form):
    """A decision without words."""
