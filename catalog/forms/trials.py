"""IN: trials of a sourcing request, and cases that change a specification."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.forms.sourcing import LONG, REASON, day_field
from catalog.forms.supply import NumberField
from catalog.states import Verdict
from portal.files.forms import UploadField
from portal.forms import TextField, WonField


class TrialForm(forms.Form):
    """Where, how long, with how much, and who runs it."""

    use_required_attribute = False
    plan = TextField(
        label=gettext_lazy("Plan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What is tried, and what is measured by which method."),
    )
    sample_qty = NumberField(
        label=gettext_lazy("Sample quantity"),
        places=3,
        most=Decimal(99_999_999),
        not_zero=gettext_lazy("A sample is more than zero."),
    )
    site = TextField(label=gettext_lazy("Site"), max_length=120)
    starts_on = day_field(pgettext_lazy("trial", "From"))
    ends_on = day_field(pgettext_lazy("trial", "Until"))
    runner = forms.ModelChoiceField(
        label=gettext_lazy("Runs the trial"),
        queryset=None,
        help_text=gettext_lazy("Another person gives the verdict."),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["runner"].queryset = people  # type: ignore[attr-defined]


class FindingsForm(forms.Form):
    """What was seen in the trial, and its report."""

    use_required_attribute = False
    findings = TextField(label=gettext_lazy("What was seen"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    report = UploadField(label=gettext_lazy("Report"), required=False)


class VerdictForm(forms.Form):
    """The verdict and its reason."""

    use_required_attribute = False
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    reason = TextField(
        label=pgettext_lazy("decision", "Reason"),
        max_length=REASON,
        widget=LONG,
        help_text=gettext_lazy("The supplier reads this. With conditions: name them."),
    )


class CaseForm(forms.Form):
    """Why a specification changes and from when."""

    use_required_attribute = False
    reason = TextField(
        label=pgettext_lazy("decision", "Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    effective_from = day_field(gettext_lazy("In force from"), gettext_lazy("Published tenders keep the old one."))
    savings_won = WonField(label=gettext_lazy("Estimated saving per year"), required=False)
