"""IN: points, reviewers, interviews, the list."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.forms import TextField
from portal.people.models import User
from sharedgrowth.jobs.forms.fields import moment_field, whole_field, words_field
from sharedgrowth.jobs.rules.judging import DOCUMENTS, INTERVIEW

CRITERIA = {
    "motivation": gettext_lazy("Motivation: a reason of one's own"),
    "preparation": gettext_lazy("Preparation: what was done for this work"),
    "papers": gettext_lazy("Certificates that fit the course"),
    "clarity": gettext_lazy("Clear and thought through"),
    "attitude": gettext_lazy("Attitude: safety, will to learn"),
    "understanding": gettext_lazy("Understanding of the work"),
    "teamwork": gettext_lazy("Working with others"),
}
STARS = [(number, str(number)) for number in range(6)]


class ScoreForm(forms.Form):
    """0 to 5 for each criterion."""

    criteria: Mapping[str, int] = DOCUMENTS

    def __init__(self, data: Any = None, *, scores: Mapping[str, int] | None = None, remark: str = ""):
        super().__init__(data, initial={**(scores or {}), "remark": remark})
        fields: dict[str, forms.Field] = {}
        for name in self.criteria:
            fields[name] = forms.TypedChoiceField(
                label=CRITERIA[name], choices=STARS, coerce=int, widget=forms.RadioSelect
            )
        self.fields = {**fields, **self.fields}

    def scores(self) -> dict[str, int]:
        """The points given."""
        return {name: self.cleaned_data[name] for name in self.criteria}


class ReviewForm(ScoreForm):
    """The points of a blind review."""

    remark = words_field(
        gettext_lazy("Remark"), gettext_lazy("For the office; it is destroyed with the data."), required=False
    )


class TalkForm(ScoreForm):
    """The points of an interview, or that nobody came."""

    criteria = INTERVIEW
    remark = words_field(
        gettext_lazy("Remark"), gettext_lazy("For the office; it is destroyed with the data."), required=False
    )
    absent = forms.BooleanField(label=gettext_lazy("Did not come: the application ends here"), required=False)

    def __init__(self, data: Any = None, **options: Any):
        super().__init__(data, **options)
        if data is not None and data.get("absent"):
            for name in self.criteria:
                self.fields[name].required = False


class TalkPlanForm(forms.Form):
    """When and where."""

    at = moment_field(gettext_lazy("Time"))
    place = TextField(label=gettext_lazy("Place"), max_length=120)
    minutes = whole_field(pgettext_lazy("interview", "Minutes"), least=5, most=240, initial=20)


class ReviewersForm(forms.Form):
    """Who judges."""

    reviewers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Reviewers"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Applications are spread over them by lot. Who has seen a name does not get it."),
    )

    def __init__(self, data: Any = None, *, people: Iterable[User]):
        super().__init__(data)
        self.fields["reviewers"].queryset = people
        self.fields["reviewers"].label_from_instance = lambda person: person.name


class ProposeForm(forms.Form):
    """How many wait; a note."""

    waiting = whole_field(gettext_lazy("On the waiting list, at most"), least=0, most=200, initial=5)
    note = words_field(gettext_lazy("Note"), rows=2, required=False)
