"""IN: a round, the list of a firm, changes by hand, a match."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import FilterForm, TextField
from sharedgrowth.jobs.forms.match_fields import ReasonForm, moment_field, words_field
from sharedgrowth.jobs.models import RankList, Trainee, Vacancy
from sharedgrowth.jobs.states.matching import MatchState

__all__ = ["ConsentForm", "DeclineForm", "HandForm", "MatchFilter", "RankForm", "ReasonForm", "RoundForm"]
HINT_NO_NAMES = _("Write no names: it is kept with the outcome.")


class VacancyChoices(forms.ModelMultipleChoiceField):
    """Open vacancies to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, vacancy: Vacancy) -> str:
        """Firm, job, places."""
        return f"{vacancy.company.name} · {vacancy.title} · {vacancy.left} ({vacancy.number})"  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """Which vacancies, until when."""

    wishes_until = moment_field(_("Lists of trainees until"))
    ranks_until = moment_field(_("Lists of firms until"), _("Firms rank the trainees who wish for them."))
    vacancies = VacancyChoices(
        label=_("Vacancies"), queryset=Vacancy.objects.none(), help_text=_("Open ones with places that nobody has yet.")
    )

    def __init__(self, *args, vacancies, **options):
        super().__init__(*args, **options)
        self.fields["vacancies"].queryset = vacancies


class RankForm(forms.Form):
    """One number for each trainee: 1 is best, equal numbers are a tie, empty is "not"."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, rank_list: RankList, trainees: Sequence[Trainee], **options):
        super().__init__(*args, **options)
        given = dict(rank_list.ranks.values_list("trainee", "rank"))
        self.fields["version"].initial = rank_list.version
        self.trainees = trainees
        for trainee in trainees:
            self.fields[f"rank_{trainee.pk}"] = forms.IntegerField(
                label=_("Rank of %(code)s") % {"code": trainee.application.code},
                required=False,
                min_value=1,
                max_value=500,
                initial=given.get(trainee.pk),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3}),
            )
        self.fields["takes_others"] = forms.BooleanField(
            label=_("All others follow, by their score"),
            required=False,
            initial=rank_list.takes_others,
            help_text=_("Without this, who has no number is not matched with you."),
        )

    def rows(self) -> list[tuple[Trainee, forms.BoundField]]:
        """Each trainee with the box for the number."""
        return [(trainee, self[f"rank_{trainee.pk}"]) for trainee in self.trainees]

    def ranks(self) -> dict[int, int | None]:
        """By trainee."""
        return {trainee.pk: self.cleaned_data[f"rank_{trainee.pk}"] for trainee in self.trainees}


class CodeChoice(forms.ModelChoiceField):
    """A trainee by the code name."""

    def label_from_instance(self, trainee: Trainee) -> str:
        """Without the name."""
        return trainee.application.code


class VacancyChoice(forms.ModelChoiceField):
    """A vacancy by firm and job."""

    def label_from_instance(self, vacancy: Vacancy) -> str:
        """Firm, job."""
        return f"{vacancy.company.name} · {vacancy.title}"


class HandForm(forms.Form):
    """Another vacancy for a trainee, or none, and why."""

    trainee = CodeChoice(label=_("Trainee"), queryset=Trainee.objects.none())
    vacancy = VacancyChoice(
        label=_("Vacancy"), queryset=Vacancy.objects.none(), required=False, empty_label=_("No match")
    )
    reason = words_field(_("Reason"), HINT_NO_NAMES, most=300)

    def __init__(self, *args, trainees, vacancies, needs_vacancy: bool = False, **options):
        super().__init__(*args, **options)
        self.fields["trainee"].queryset = trainees
        self.fields["vacancy"].queryset = vacancies
        if needs_vacancy:
            self.fields["vacancy"].required = True
            self.fields["vacancy"].empty_label = "—"


class MatchFilter(FilterForm):
    """Above the matches."""

    q = TextField(label=_("Number, code name, job or firm"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), ("open", _("all that run")), *MatchState.choices]
    )


class DeclineForm(forms.Form):
    """A reason helps, but nobody must give one."""

    reason = words_field(_("Reason"), _("If you like: the firm does not read it, the operator does."), required=False)


class ConsentForm(forms.Form):
    """The one box; never ticked beforehand."""

    agreed = forms.BooleanField(required=False, label=_("I agree"))
