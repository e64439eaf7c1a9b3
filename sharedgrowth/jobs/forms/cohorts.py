"""IN: the plan of a cohort, a question of its form, words of decisions."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from portal.forms import FilterForm, TextField, WonField
from portal.regions import region_choices
from sharedgrowth.jobs.forms.fields import day_field, moment_field, whole_field, words_field
from sharedgrowth.jobs.models import Cohort
from sharedgrowth.jobs.states import CohortState, QuestionKind

OPTION = re.compile(r"^\s*([a-z0-9_-]{1,40})\s*\|\s*([^|]{1,80}?)\s*(?:\|\s*(.{1,80}?)\s*)?$")


class CohortForm(forms.Form):
    """What is offered, to how many, where and when."""

    title_ko = TextField(label=gettext_lazy("Title (Korean)"), max_length=120)
    title_en = TextField(label=gettext_lazy("Title (English)"), max_length=120, required=False)
    course_ko = TextField(label=gettext_lazy("Course (Korean)"), max_length=120)
    course_en = TextField(label=gettext_lazy("Course (English)"), max_length=120, required=False)
    site_ko = TextField(label=gettext_lazy("Site (Korean)"), max_length=80)
    site_en = TextField(label=gettext_lazy("Site (English)"), max_length=80, required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"))
    capacity = whole_field(pgettext_lazy("cohort", "Places"), least=1, most=500)
    apply_from = moment_field(gettext_lazy("Applications from"))
    apply_to = moment_field(gettext_lazy("Applications until"), gettext_lazy("Closes by itself in this minute."))
    announce_on = day_field(gettext_lazy("Results on"))
    starts_on = day_field(gettext_lazy("Training starts"))
    ends_on = day_field(gettext_lazy("Training ends"))
    budget_won = WonField(label=gettext_lazy("Budget"), help_text=gettext_lazy("Shown to the office only."))
    text_ko = words_field(gettext_lazy("About the course (Korean)"), rows=8, most=8000)
    text_en = words_field(gettext_lazy("About the course (English)"), rows=8, most=8000, required=False)

    def __init__(self, data: Any = None, *, cohort: Cohort | None = None):
        initial: dict[str, Any] = {"capacity": 30, "region": "KR-47"}
        if cohort is not None:
            initial = {name: getattr(cohort, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        self.fields["region"].choices = region_choices(get_language() or "ko")


class CohortFilter(FilterForm):
    """Which cohorts."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    q = TextField(label=gettext_lazy("Title, course or number"), max_length=60, required=False)

    def __init__(self, *args: Any, inside: bool, **options: Any):
        super().__init__(*args, **options)
        states = [choice for choice in CohortState.choices if inside or choice[0] != CohortState.PLANNED]
        self.fields["state"].choices = [("", _("All states")), *states]


class OptionsField(TextField):
    """One option a line: ``value | Korean | English``; a line without a value gets one."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4, "data-span": "full"}))
        super().__init__(max_length=3000, **options)

    def prepare_value(self, value):
        """As it is typed."""
        if isinstance(value, list):
            return "\n".join(f"{each['value']} | {each['ko']} | {each['en']}" for each in value)
        return value

    def clean(self, value):
        """Each line read; the first that cannot be is named."""
        found = []
        for number, line in enumerate((super().clean(value) or "").splitlines(), start=1):
            if not line.strip():
                continue
            match = OPTION.match(line)
            korean, _bar, english = (part.strip() for part in line.partition("|"))
            told = (match[1], match[2], match[3] or match[2]) if match else (f"o{number}", korean, english or korean)
            if not told[1] or len(told[1]) > 80 or len(told[2]) > 80:
                raise ValidationError(
                    _("Line %(number)s cannot be read. Write it as: value | Korean | English."),
                    code="line",
                    params={"number": number},
                )
            found.append(dict(zip(("value", "ko", "en"), told, strict=True)))
        values = [each["value"] for each in found]
        if len(set(values)) != len(values):
            raise ValidationError(_("Each option has its own value."), code="twice")
        return found


class QuestionForm(forms.Form):
    """A question; what the Hiring Procedure Act forbids is refused at its field when it is saved."""

    label_ko = TextField(label=gettext_lazy("Question (Korean)"), max_length=160)
    label_en = TextField(label=gettext_lazy("Question (English)"), max_length=160, required=False)
    key = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=40,
        help_text=gettext_lazy("Latin letters, digits, underscores."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=QuestionKind.choices)
    help_ko = TextField(label=gettext_lazy("Help (Korean)"), max_length=300, required=False)
    help_en = TextField(label=gettext_lazy("Help (English)"), max_length=300, required=False)
    options = OptionsField(
        label=gettext_lazy("Options of a choice"),
        required=False,
        help_text=gettext_lazy("One a line: value | Korean | English."),
    )
    most_letters = whole_field(gettext_lazy("Characters at most"), least=1, most=5000)
    required = forms.BooleanField(label=gettext_lazy("Needed before the application is sent"), required=False)

    def __init__(self, data: Any = None, *, question: Any = None):
        initial: dict[str, Any] = {"most_letters": 1000, "required": True, "kind": QuestionKind.LONG}
        if question is not None:
            initial = {name: getattr(question, name) for name in self.base_fields}
        super().__init__(data, initial=initial)


class ExtendForm(forms.Form):
    """A later deadline, and why."""

    apply_to = moment_field(gettext_lazy("Applications until"))
    reason = words_field(gettext_lazy("Reason"), gettext_lazy("Everybody reads it."))


class ReasonForm(forms.Form):
    """Why."""

    reason = words_field(gettext_lazy("Reason"), gettext_lazy("Everybody reads it."))


class NothingForm(forms.Form):
    """A decision without words."""
