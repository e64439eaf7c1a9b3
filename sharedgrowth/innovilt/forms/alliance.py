"""IN: insolvency, benefits, surveillance, changed versions, terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.forms import FilterForm, TextField
from sharedgrowth.innovilt.forms.fields import day_field, words_field
from sharedgrowth.innovilt.models import AllianceBenefit, InnoviltTerms, SampleHeat
from sharedgrowth.innovilt.queries.alliance import benefits_offered
from sharedgrowth.innovilt.states import MemberState, Severity, SurveillanceState

FINDING_ROWS = 3
NO_FIGURES = ("id", "valid_from", "note", "entered_by", "entered_at", "approved_by")


class MemberFilter(FilterForm):
    """Above the members."""

    words = TextField(label=_("Member"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *MemberState.choices])


class SurveillanceFilter(FilterForm):
    """Above the surveillances."""

    words = TextField(label=_("Member or certificate"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all states")), *SurveillanceState.choices]
    )


class InsolvencyForm(forms.Form):
    """Since when, and where it is known from."""

    since = day_field(_("Since"))
    note = words_field(_("Where it is known from"), _("Court, file number, day of the notice."), most=500)


class BenefitForm(forms.ModelForm):
    """What active members get."""

    class Meta:
        model = AllianceBenefit
        fields = ["title_ko", "title_en", "text_ko", "text_en", "order", "offered"]


class GiveForm(forms.Form):
    """A benefit that a member got."""

    benefit = forms.ModelChoiceField(label=_("Benefit"), queryset=AllianceBenefit.objects.none(), empty_label=None)
    on = day_field(_("Day"))
    note = TextField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["benefit"].queryset = benefits_offered()


class SignForm(forms.Form):
    """The text that was read."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agreed = forms.BooleanField(label=_("I have read the agreement and sign it for my company."))


class HoldForm(forms.Form):
    """What was seen: each heat of the sample, findings, a summary."""

    def __init__(self, *args, sample: list[SampleHeat], **options):
        super().__init__(*args, **options)
        self.sample = sample
        self.fields["held_on"] = day_field(_("Held on"))
        for heat in sample:
            label = gettext("Heat %(heat)s traced to the product") % {"heat": heat.coil}
            self.fields[f"traced_{heat.coil_id}"] = forms.ChoiceField(
                label=label, choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect
            )
            self.fields[f"note_{heat.coil_id}"] = TextField(label=_("Note"), max_length=300, required=False)
        self.fields["summary"] = words_field(_("What was seen"))
        for place in range(FINDING_ROWS):
            self.fields[f"severity_{place}"] = forms.ChoiceField(
                label=_("Severity"), choices=[("", _("no finding")), *Severity.choices], required=False
            )
            self.fields[f"text_{place}"] = words_field(
                pgettext_lazy("innovilt", "Finding"), rows=2, most=1000, required=False
            )

    def clean(self) -> dict[str, Any]:
        """A finding has a severity and words."""
        told = super().clean() or {}
        for place in range(FINDING_ROWS):
            severity, text = told.get(f"severity_{place}"), told.get(f"text_{place}")
            if severity and not text:
                self.add_error(f"text_{place}", gettext("Write what was found."))
            if text and not severity:
                self.add_error(f"severity_{place}", gettext("How grave is it?"))
        return told

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        told = self.cleaned_data
        return {
            "held_on": told["held_on"],
            "summary": told["summary"],
            "traced": {
                heat.coil_id: (told[f"traced_{heat.coil_id}"] == "yes", told[f"note_{heat.coil_id}"])
                for heat in self.sample
            },
            "findings": [
                (told[f"severity_{place}"], told[f"text_{place}"])
                for place in range(FINDING_ROWS)
                if told[f"severity_{place}"]
            ],
        }


class AnswerForm(forms.Form):
    """What was done about a finding."""

    answer = words_field(pgettext_lazy("innovilt", "What was done"))


class ChangeForm(forms.Form):
    """What the member says of a newer version."""

    steel_same = forms.ChoiceField(
        label=_("Steel: grades, makers, tonnes in one unit"),
        choices=[("yes", _("unchanged")), ("no", _("changed"))],
        widget=forms.RadioSelect,
    )
    design_same = forms.ChoiceField(
        label=_("Design: shape, dimensions, function"),
        choices=[("yes", _("unchanged")), ("no", _("changed"))],
        widget=forms.RadioSelect,
    )
    statement = words_field(_("What has changed"), most=1000)

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        told = self.cleaned_data
        same = {name: told[name] == "yes" for name in ("steel_same", "design_same")}
        return same | {"statement": told["statement"]}


class DecideChangeForm(forms.Form):
    """Whether the certificate covers it."""

    covered = forms.ChoiceField(
        label=_("The certificate"),
        choices=[("yes", _("covers this version too")), ("no", _("covers it only after a new review"))],
        widget=forms.RadioSelect,
    )
    reason = words_field(_("Reason"), _("The company reads it."), most=500)


class InnoviltTermsForm(forms.Form):
    """Day, reason and every figure of the terms, made from the model, so that no figure is forgotten."""

    valid_from = day_field(_("In force from"), _("A later day: what runs today keeps its terms."))
    note = TextField(label=_("Reason and source"), max_length=300)

    def __init__(self, *args, now: InnoviltTerms, **options):
        super().__init__(*args, **options)
        for field in figures():
            made = field.formfield()
            value = getattr(now, field.name)
            if not isinstance(value, bool):
                made.widget.attrs["inputmode"] = "decimal"
            made.initial = f"{value.normalize():f}" if hasattr(value, "normalize") else value
            self.fields[field.name] = made

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        """The fields of the figures, for the page."""
        return [self[field.name] for field in figures()]


def figures() -> list[Any]:
    """The figures of the terms, in the order of the model."""
    return [field for field in InnoviltTerms._meta.concrete_fields if field.name not in NO_FIGURES]
