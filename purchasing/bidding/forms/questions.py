"""Questions about a notice and their answers; contacts that outsiders sought."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm, TextField
from purchasing.bidding.forms.tenders import moment_field
from purchasing.bidding.models import SolicitationRecord, Tender
from purchasing.bidding.services.questions import LONGEST_ANSWER, LONGEST_QUESTION
from purchasing.bidding.states.questions import Channel, SolicitationState


def words_field(label, most: int, rows: int = 5, help_text="") -> TextField:
    """Several lines of text."""
    return TextField(label=label, max_length=most, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


class QuestionForm(forms.Form):
    """A supplier's question."""

    text = words_field(
        pgettext_lazy("tender", "Your question"),
        LONGEST_QUESTION,
        help_text=_("Everybody will read it with the answer. Leave out your company's name and anything secret."),
    )
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The officer's answer, and the question as everybody will read it."""

    published_text = words_field(
        _("Question as all will read it"),
        LONGEST_QUESTION,
        help_text=_("Take out what would tell who asks: names, places, own products. The sense stays the same."),
    )
    answer = words_field(_("Answer"), LONGEST_ANSWER, rows=7)


class CorrectionForm(forms.Form):
    """A better answer to a published question."""

    answer = words_field(
        _("Answer"), LONGEST_ANSWER, rows=7, help_text=_("The earlier answer stays readable below it.")
    )


class SetAsideForm(forms.Form):
    """Why a question is not published."""

    reason = words_field(
        _("Why it is not published"), LONGEST_QUESTION, rows=3, help_text=_("Only who asked reads this.")
    )


class SolicitationForm(forms.Form):
    """Who came near, when, how, with what."""

    number = TextField(
        label=_("Tender"),
        required=False,
        max_length=20,
        help_text=_("Its number, such as TND-2026-000012. Leave empty where it is about no tender in particular."),
    )
    who = TextField(label=_("Who came near"), max_length=200, help_text=_("Name, company and position, if known."))
    happened_at = moment_field(_("When"))
    channel = forms.ChoiceField(label=_("How"), choices=Channel)
    content = words_field(_("What was said, asked or offered"), 4000, rows=6)
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, tenders=None, **options):
        super().__init__(*args, **options)
        self.tenders = tenders if tenders is not None else Tender.objects.none()
        self.tender: Tender | None = None

    def clean_number(self) -> str:
        """A tender that the person sees."""
        number = self.cleaned_data["number"].upper()
        if number:
            self.tender = self.tenders.filter(number=number).first()
            if self.tender is None:
                raise forms.ValidationError(
                    _("There is no tender “%(number)s”. Copy the number from its page."), params={"number": number}
                )
        return number


class AssessmentForm(forms.Form):
    """What follows from a contact."""

    refer = forms.TypedChoiceField(
        label=_("What follows"),
        coerce=lambda value: value == "refer",
        choices=[("note", _("Noted, nothing follows")), ("refer", _("Referred for inquiry"))],
        widget=forms.RadioSelect,
        initial="note",
    )
    assessment = words_field(_("Why"), SolicitationRecord._meta.get_field("assessment").max_length or 4000, rows=4)


class SolicitationFilter(FilterForm):
    """By state."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *SolicitationState.choices], widget=forms.Select
    )
