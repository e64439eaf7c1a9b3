"""IN: an application as its applicant writes it; certificates; a look at who it is."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from portal.files.forms import UploadField
from portal.forms import CodeField, DayField, FilterForm, TextField
from portal.regions import region_choices
from sharedgrowth.jobs.forms.fields import day_field, words_field
from sharedgrowth.jobs.models import Identity, Question
from sharedgrowth.jobs.queries.applications import Asked
from sharedgrowth.jobs.services.papers import COPIES
from sharedgrowth.jobs.states import ApplicationState, Education, QuestionKind

K = QuestionKind
PHONE = re.compile(r"\+?[\d\s()-]*(?:\d[\s()-]*){8,15}")
TALL = 300  # from how many characters on a field of several lines is taller
FACTS = ("name", "born_on", "phone", "email", "region", "education", "field_of_study")


class ApplicationForm(forms.Form):
    """Who applies, and the questions of the cohort. Nothing is required while one writes; what is left stands beside.

    For each fact the page carries what it showed, for each answer its version: a second window overwrites nothing.
    """

    use_required_attribute = False
    name = TextField(label=gettext_lazy("Name"), max_length=80, required=False)
    born_on = DayField(
        label=gettext_lazy("Day of birth"),
        required=False,
        help_text=gettext_lazy("Only to see that the call is for you; reviewers do not see it."),
    )
    phone = CodeField(label=gettext_lazy("Phone"), max_length=30, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    region = forms.ChoiceField(label=gettext_lazy("Where you live"), required=False)
    education = forms.ChoiceField(label=gettext_lazy("Highest diploma"), required=False)
    field_of_study = TextField(label=gettext_lazy("Field of study"), max_length=80, required=False)

    def __init__(self, data: Any, *, identity: Identity | None, asked: Sequence[Asked]):
        self.asked = list(asked)
        initial: dict[str, Any] = {name: getattr(identity, name) for name in FACTS} if identity else {}
        initial |= {f"q_{row.question.key}": row.value for row in self.asked}
        super().__init__(data, initial=initial)
        self.fields["region"].choices = [("", "—"), *region_choices(get_language() or "ko")]
        self.fields["education"].choices = [("", "—"), *Education.choices]
        for name in FACTS:
            self.fields[name].show_hidden_initial = True
            self.fields[name].needed_later = name != "field_of_study"  # type: ignore[attr-defined]
        for row in self.asked:
            self.fields[f"q_{row.question.key}"] = _input(row.question)

    def clean_phone(self):
        """A telephone number, however its digits are grouped."""
        phone = self.cleaned_data["phone"]
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("This is not a telephone number."), code="phone")
        return phone

    @property
    def facts(self) -> list[dict[str, Any]]:
        """The fields of who applies, each with what the page carries."""
        return [{"field": self[name], "carried": self[name].as_hidden(only_initial=True)} for name in FACTS]

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The fields of the questions, each with the version that the page carries."""
        return [
            {"field": self[f"q_{row.question.key}"], "key": row.question.key, "version": row.version}
            for row in self.asked
        ]

    def identity(self) -> dict[str, Any]:
        """What this window changed of who applies, as far as it can be read."""
        return {
            name: self.cleaned_data[name]
            for name in FACTS
            if name in self.data and name not in self.errors and self[name]._has_changed()
        }

    def told(self) -> list[tuple[Question, str, int]]:
        """(question, answer, version that was seen) of what can be read."""
        rows = []
        for row in self.asked:
            name = f"q_{row.question.key}"
            carried = str(self.data.get(f"{name}-seen", ""))
            if name in self.errors or not carried.isdecimal() or len(carried) > 8:
                continue
            rows.append((row.question, _plain(self.cleaned_data.get(name)), int(carried)))
        return rows


def _plain(value: Any) -> str:
    if value in (None, ""):
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _input(question: Question) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "help_text": question.help, "required": False}
    made: forms.Field
    if question.kind == K.NUMBER:
        made = forms.DecimalField(**common, max_digits=12, decimal_places=2, widget=forms.TextInput())
    elif question.kind == K.DATE:
        made = DayField(**common)
    elif question.kind in (K.CHOICE, K.YESNO):
        choices = question.choices if question.kind == K.CHOICE else [("yes", _("yes")), ("no", _("no"))]
        made = forms.ChoiceField(**common, choices=choices, widget=forms.RadioSelect)
    elif question.kind == K.LONG:
        rows = 6 if question.most_letters > TALL else 3
        area = forms.Textarea(attrs={"rows": rows, "data-span": "full"})
        made = TextField(**common, max_length=question.most_letters, widget=area)
    else:
        made = TextField(**common, max_length=min(question.most_letters, 300))
    made.needed_later = question.required  # type: ignore[attr-defined]
    return made


class ContactForm(forms.Form):
    """Where one is reached, also after the application was sent."""

    phone = CodeField(label=gettext_lazy("Phone"), max_length=30)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    region = forms.ChoiceField(label=gettext_lazy("Where you live"))
    clean_phone = ApplicationForm.clean_phone

    def __init__(self, data: Any, *, identity: Identity | None):
        known = {name: getattr(identity, name) for name in ("phone", "email", "region")} if identity else {}
        super().__init__(data, initial=known)
        self.fields["region"].choices = [("", "—"), *region_choices(get_language() or "ko")]


class IdentityForm(forms.Form):
    """What the person asked to have corrected; what stays is left empty."""

    name = TextField(label=gettext_lazy("Name"), max_length=80, required=False)
    born_on = DayField(label=gettext_lazy("Day of birth"), required=False)
    why = words_field(
        gettext_lazy("By which request or proof"),
        gettext_lazy("The person can read who looked, when and why."),
        rows=2,
        most=300,
    )


class PaperForm(forms.Form):
    """A certificate by its number."""

    title = TextField(label=pgettext_lazy("applicant", "Certificate"), max_length=80)
    number = CodeField(label=gettext_lazy("Number of the certificate"), max_length=40)
    issuer = TextField(label=gettext_lazy("Issuing body"), max_length=80)
    issued_on = day_field(gettext_lazy("Issued on"))
    upload = UploadField(label=pgettext_lazy("paper", "Copy"), kinds=COPIES, required=False)


class LookForm(forms.Form):
    """Why one has to see who it is."""

    why = words_field(
        gettext_lazy("Why do you need to see it?"),
        gettext_lazy("The person can read who looked, when and why."),
        rows=2,
        most=300,
    )


class ApplicantFilter(FilterForm):
    """Which applicants."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    q = CodeField(label=gettext_lazy("Code name or number"), max_length=20, required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        states = [choice for choice in ApplicationState.choices if choice[0] != ApplicationState.DRAFT]
        self.fields["state"].choices = [("", _("All states")), *states]
