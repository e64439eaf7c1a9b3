"""IN: days, insurance, attendance, exams, marks."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.forms import CodeField, TextField
from sharedgrowth.jobs.forms.fields import day_field, time_field, whole_field, words_field
from sharedgrowth.jobs.models import Cohort, Trainee
from sharedgrowth.jobs.states import Presence


class InsuranceForm(forms.Form):
    """Which insurance covers the trainees."""

    insurer = TextField(label=gettext_lazy("Insurer"), max_length=80)
    policy = CodeField(label=gettext_lazy("Policy number"), max_length=40)
    valid_from = day_field(gettext_lazy("Covers from"))
    valid_until = day_field(gettext_lazy("Covers until"))

    def __init__(self, data: Any = None, *, cohort: Cohort):
        super().__init__(data, initial={"valid_from": cohort.starts_on, "valid_until": cohort.ends_on})


class DaysForm(forms.Form):
    """Sessions on each business day of a time."""

    title = TextField(label=pgettext_lazy("training", "Subject"), max_length=120)
    place = TextField(label=gettext_lazy("Place"), max_length=80, required=False)
    first = day_field(gettext_lazy("From the day"))
    last = day_field(gettext_lazy("to the day"), gettext_lazy("Business days only."))
    starts = time_field(pgettext_lazy("time", "Begins"))
    ends = time_field(pgettext_lazy("time", "Ends"))

    def __init__(self, data: Any = None, *, cohort: Cohort):
        initial = {"first": cohort.starts_on, "last": cohort.ends_on, "starts": "09:00", "ends": "17:00"}
        super().__init__(data, initial=initial)


class AttendanceForm(forms.Form):
    """One choice for each trainee; what was noted is corrected with a reason."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, trainees: Iterable[Trainee], noted: Mapping[int, str], names: Any):
        super().__init__(data)
        for trainee in trainees:
            self.fields[f"t{trainee.pk}"] = forms.ChoiceField(
                label=names(trainee),
                choices=Presence.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=noted.get(trainee.pk),
            )
        if noted:
            self.fields["reason"] = words_field(
                gettext_lazy("Why is it corrected?"),
                gettext_lazy("Only where something changes that was noted before."),
                rows=2,
                most=300,
                required=False,
            )

    def told(self) -> dict[int, str]:
        """Trainee to presence, of those that were chosen."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name.startswith("t") and value}
        return {int(name[1:]): value for name, value in chosen.items() if name[1:].isdecimal()}


class ExamForm(forms.Form):
    """Something that is marked."""

    title = TextField(label=gettext_lazy("Exam"), max_length=80)
    weight = whole_field(pgettext_lazy("exam", "Weight"), least=1, most=100, initial=1)


class MarksForm(forms.Form):
    """Points 0 to 100 for each trainee."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, trainees: Iterable[Trainee], given: Mapping[int, Decimal], names: Any):
        super().__init__(data)
        for trainee in trainees:
            self.fields[f"t{trainee.pk}"] = forms.DecimalField(
                label=names(trainee),
                min_value=0,
                max_value=100,
                max_digits=5,
                decimal_places=2,
                required=False,
                initial=given.get(trainee.pk),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def told(self) -> dict[int, Decimal]:
        """Trainee to points, of those that were typed."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if value is not None}


class DropForm(forms.Form):
    """Why a training ends early."""

    reason = words_field(
        gettext_lazy("Reason"), gettext_lazy("For the office and the trainee; destroyed with the data.")
    )
