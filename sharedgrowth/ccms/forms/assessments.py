"""IN: answers of a module, the second person's judgement, actions, units, the open run."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files import File as Upload
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS, PICTURES
from portal.forms import DayField, FilterForm, TextField
from portal.people.models import User
from portal.people.queries import staff_of_buyer
from sharedgrowth.ccms.forms.overviews import OwnerChoice
from sharedgrowth.ccms.models import Answer, Flag, Item, Module, SelfAssessment
from sharedgrowth.ccms.services.assessments import AnswerIn, Judged
from sharedgrowth.ccms.states import ActionState, AssessmentState, Level

NA = "na"


def level_choices(item: Item | None = None) -> list[tuple[str, str]]:
    """The five levels, and that it does not apply where that may be."""
    found = [(str(level.value), f"{level.value} {level.label}") for level in Level]
    if item is None or item.na_allowed:
        found.append((NA, _("does not apply")))
    return found


class AnswersForm(forms.Form):
    """The statements of a module with level, reason, evidence and a document each."""

    def __init__(self, *args: Any, items: Iterable[Item], answers: Mapping[int, Answer], **options: Any):
        self.items, self.answers = list(items), answers
        super().__init__(*args, initial=self._standing(), **options)
        for item in self.items:
            self.fields[f"level-{item.pk}"] = forms.ChoiceField(
                label=item.statement, required=False, choices=level_choices(item), widget=forms.RadioSelect
            )
            self.fields[f"reason-{item.pk}"] = TextField(
                label=_("Why this level"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"evidence-{item.pk}"] = TextField(
                label=_("Where the evidence lies"), required=False, max_length=300, help_text=item.hint
            )
            self.fields[f"file-{item.pk}"] = UploadField(
                label=_("Document"), required=False, kinds=DOCUMENTS | PICTURES
            )
            self.fields[f"seen-{item.pk}"] = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def _standing(self) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for item in self.items:
            answer = self.answers.get(item.pk)
            initial[f"seen-{item.pk}"] = answer.edition if answer else 0
            if answer is not None:
                initial[f"level-{item.pk}"] = NA if answer.not_applicable else str(answer.level or "")
                initial[f"reason-{item.pk}"] = answer.reason
                initial[f"evidence-{item.pk}"] = answer.evidence
        return initial

    def told(self) -> dict[int, AnswerIn]:
        """What was sent, by statement."""
        found = {}
        for item in self.items:
            level = self.cleaned_data[f"level-{item.pk}"]
            found[item.pk] = AnswerIn(
                level=int(level) if level.isdigit() else None,
                not_applicable=level == NA,
                reason=self.cleaned_data[f"reason-{item.pk}"],
                evidence=self.cleaned_data[f"evidence-{item.pk}"],
                seen=self.cleaned_data[f"seen-{item.pk}"] or 0,
            )
        return found

    def uploads(self) -> dict[int, Upload]:
        """Documents, by statement."""
        found = {item.pk: self.cleaned_data.get(f"file-{item.pk}") for item in self.items}
        return {pk: upload for pk, upload in found.items() if upload}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Statement by statement, for the template."""
        return [
            {
                "item": item,
                "answer": self.answers.get(item.pk),
                "level": self[f"level-{item.pk}"],
                "reason": self[f"reason-{item.pk}"],
                "evidence": self[f"evidence-{item.pk}"],
                "file": self[f"file-{item.pk}"],
                "seen": self[f"seen-{item.pk}"],
            }
            for item in self.items
        ]


class CheckForm(forms.Form):
    """The second person: each high level, each flag, and a word when it goes back."""

    reason = TextField(
        label=gettext_lazy("What has to change"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed to send it back; not to confirm."),
    )

    def __init__(self, *args: Any, answers: Iterable[Answer], flags: Iterable[Flag], **options: Any):
        super().__init__(*args, **options)
        self.answers, self.flags = list(answers), list(flags)
        for answer in self.answers:
            self.fields[f"accept-{answer.pk}"] = forms.ChoiceField(
                label=answer.item.code,
                required=False,
                choices=[("yes", pgettext("ccms", "accepted")), ("no", _("not accepted"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"note-{answer.pk}"] = TextField(label=_("Note"), required=False, max_length=500)
        for flag in self.flags:
            self.fields[f"flag-{flag.kind}"] = TextField(
                label=_("Why it stands all the same"), required=False, max_length=500
            )

    def judged(self) -> dict[int, Judged]:
        """What was said of each answer."""
        given = self.cleaned_data
        return {
            each.pk: Judged(given[f"accept-{each.pk}"] == "yes", given[f"note-{each.pk}"])
            for each in self.answers
            if given[f"accept-{each.pk}"]
        }

    def notes(self) -> dict[str, str]:
        """The words beside each flag."""
        return {flag.kind: self.cleaned_data[f"flag-{flag.kind}"] for flag in self.flags}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Answer by answer."""
        return [
            {"answer": each, "accept": self[f"accept-{each.pk}"], "note": self[f"note-{each.pk}"]}
            for each in self.answers
        ]

    @property
    def flag_rows(self) -> list[dict[str, Any]]:
        """Flag by flag."""
        return [{"flag": each, "field": self[f"flag-{each.kind}"]} for each in self.flags]


class AssessmentFilter(FilterForm):
    """Year and state."""

    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=2000, max_value=2100)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *AssessmentState.choices]
    )


class ActionFilter(FilterForm):
    """State."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *ActionState.choices]
    )


class PlanForm(forms.Form):
    """What is to be done, by whom, until when."""

    title = TextField(label=pgettext_lazy("ccms action", "What is to be done"), max_length=200)
    due_on = DayField(label=pgettext_lazy("ccms action", "Due"), widget=forms.DateInput(attrs={"type": "date"}))
    owner = OwnerChoice(label=gettext_lazy("Owner"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, assessment: SelfAssessment, **options: Any):
        super().__init__(*args, **options)
        if assessment.company_id is not None:
            people = User.objects.filter(
                is_active=True, memberships__company=assessment.company_id, memberships__state="active"
            )
            people = people.distinct().order_by("name")
        else:
            people = staff_of_buyer()
        self.fields["owner"].queryset = people
        self.fields["owner"].empty_label = _("nobody yet")


class OpenActionForm(PlanForm):
    """An action of one's own."""

    module = forms.ModelChoiceField(
        label=gettext_lazy("Module"), queryset=Module.objects.order_by("order"), empty_label=None
    )
    field_order = ["module", "title", "due_on", "owner"]


class ResultForm(forms.Form):
    """What was done."""

    result = TextField(
        label=pgettext_lazy("ccms action", "What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = TextField(label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class PeopleChoice(forms.ModelMultipleChoiceField):
    """People by name and address."""

    def label_from_instance(self, obj: Any) -> str:
        """Tells namesakes apart."""
        return f"{obj.name} · {obj.email}"


class UnitForm(forms.Form):
    """A unit and its people."""

    name_ko = TextField(label=pgettext_lazy("ccms", "Name (Korean)"), max_length=80)
    name_en = TextField(label=pgettext_lazy("ccms", "Name (English)"), max_length=80)
    in_use = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)
    members = PeopleChoice(
        label=gettext_lazy("Members"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At least two: one hands in, another confirms."),
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["members"].queryset = staff_of_buyer()


class RunForm(forms.Form):
    """The statements for everybody: a level each, nothing else."""

    def __init__(self, *args: Any, items: Iterable[Item], **options: Any):
        super().__init__(*args, **options)
        self.items = list(items)
        for item in self.items:
            self.fields[f"i-{item.code}"] = forms.ChoiceField(
                label=item.statement, required=False, choices=level_choices(), widget=forms.RadioSelect
            )

    def clean(self):
        """At least one level."""
        given = super().clean()
        if not self.errors and not any((given.get(f"i-{item.code}") or "").isdigit() for item in self.items):
            raise forms.ValidationError(_("Choose a level for at least one statement."))
        return given

    def levels(self) -> dict[str, int]:
        """Code of the statement → level; what does not apply or was left out is not in it."""
        given = {item.code: self.cleaned_data[f"i-{item.code}"] for item in self.items}
        return {code: int(level) for code, level in given.items() if level.isdigit()}

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Module by module."""
        found: dict[str, dict[str, Any]] = {}
        for item in self.items:
            part = found.setdefault(item.module.code, {"module": item.module, "rows": []})
            part["rows"].append({"item": item, "level": self[f"i-{item.code}"]})
        return list(found.values())
