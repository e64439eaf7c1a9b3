"""IN: the quiz of a course, courses made mandatory, the filter above the list of learners."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import DayField, FilterForm, TextField
from purchasing.esg.forms.suppliers import SupplierField
from purchasing.esg.models import Course
from purchasing.esg.queries.courses import Asked, courses_offered
from purchasing.esg.states.support import EnrolmentState

DAY = {"format": "%Y-%m-%d", "attrs": {"type": "date"}}


class QuizForm(forms.Form):
    """One question under the other; the number of the try travels along, so that none is handed in twice."""

    try_no = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args, asked: Sequence[Asked], **options):
        super().__init__(*args, **options)
        self.asked = asked
        for place, each in enumerate(asked, start=1):
            self.fields[self._name(each)] = forms.TypedChoiceField(
                label=f"{place}. {each.question.text}",
                choices=each.options,
                coerce=int,
                widget=forms.RadioSelect(attrs={"data-span": "full"}),
            )

    @staticmethod
    def _name(each: Asked) -> str:
        return f"q{each.question.no}"

    @property
    def given(self) -> dict[int, int | None]:
        """The option chosen, by question."""
        return {each.question.no: self.cleaned_data[self._name(each)] for each in self.asked}


class AskForm(forms.Form):
    """Which company must have somebody pass what, until when."""

    company = SupplierField()
    courses = forms.ModelMultipleChoiceField(
        label=_("Courses"), queryset=Course.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(label=_("Due"), widget=forms.DateInput(**DAY))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        courses = self.fields["courses"]
        courses.queryset = courses_offered()  # type: ignore[attr-defined]
        courses.label_from_instance = lambda course: course.title  # type: ignore[attr-defined]


class LearnersFilter(FilterForm):
    """Above the list of who takes what."""

    q = TextField(label=_("Company or person"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *EnrolmentState.choices], required=False)
    course = forms.ChoiceField(label=pgettext_lazy("training", "Course"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        offered = [(course.code, course.title) for course in courses_offered()]
        self.fields["course"].choices = [("", _("all")), *offered]  # type: ignore[attr-defined]
