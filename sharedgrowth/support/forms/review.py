"""IN: the board's filter, screening, reviewers, points, investigations, votes."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS, PICTURES
from portal.forms import FilterForm, TextField, TickField
from portal.people.models import User
from sharedgrowth.support.forms.fields import day_field, words_field
from sharedgrowth.support.models import Review
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.services.committee import Outsider
from sharedgrowth.support.states import ApplicationState, Opinion

PAPERS = DOCUMENTS | PICTURES
LANES = [
    ("", _("All")),
    ("new", pgettext_lazy("support", "To take up")),
    ("screening", pgettext_lazy("support", "Screening")),
    ("asked", pgettext_lazy("support", "Applicant is asked")),
    ("review", pgettext_lazy("support", "Under review")),
    ("to_shortlist", pgettext_lazy("support", "Reviewed")),
    ("investigation", pgettext_lazy("support", "Joint investigation")),
    ("committee", pgettext_lazy("support", "Committee")),
    ("to_select", pgettext_lazy("support", "To select")),
    ("late", pgettext_lazy("support", "Late")),
]
OUTSIDERS = 3


class PeopleChoice(forms.ModelChoiceField):
    """One person, by name and department."""

    def label_from_instance(self, user: User) -> str:
        """Their name."""
        return user.name


class PeopleChoices(forms.ModelMultipleChoiceField):
    """Several people."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, user: User) -> str:
        """Their name."""
        return user.name


class BoardFilter(FilterForm):
    """Above the board."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Company or number")}),
    )
    lane = forms.ChoiceField(label=_("Waits for"), required=False, choices=LANES)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *ApplicationState.choices])

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        known = [(each.slug, each.title) for each in programmes]
        self.fields["programme"].choices = [("", _("All")), *known]  # type: ignore[attr-defined]


class OwnFilter(FilterForm):
    """Above a reviewer's own list."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("awaited", pgettext_lazy("reviews", "Waiting for me")),
            ("locked", pgettext_lazy("reviews", "Locked")),
            ("abstained", pgettext_lazy("reviews", "Abstained")),
        ],
    )


class AskForm(forms.Form):
    """What is missing."""

    text = words_field(
        _("What is missing"), _("The applicant reads this as it stands. Name papers and figures."), rows=5, most=2000
    )


class AnswerForm(forms.Form):
    """The applicant's answer."""

    text = words_field(_("Answer"), _("Name the papers that you add."), rows=6, most=4000)
    files = UploadField(label=_("Files"), kinds=PAPERS, multiple=True, required=False)


class ReasonForm(forms.Form):
    """A decision with its reason."""

    reason = words_field(_("Reason"), _("The applicant reads it."), rows=4, most=2000)


class InnerReasonForm(forms.Form):
    """A reason that stays inside."""

    reason = words_field(_("Reason"), _("For the record of the review."), rows=3, most=500)


class AssignForm(forms.Form):
    """Whom to ask."""

    reviewer = PeopleChoice(label=_("Reviewer"), queryset=User.objects.none())

    def __init__(self, *args: Any, reviewers: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["reviewer"].queryset = reviewers  # type: ignore[attr-defined]


class ShareForm(forms.Form):
    """Among whom to share out the reviews of a call."""

    reviewers = PeopleChoices(
        label=_("Reviewers"),
        queryset=User.objects.none(),
        help_text=_("Each application goes to those who have least to do and no tie to the applicant."),
    )

    def __init__(self, *args: Any, reviewers: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["reviewers"].queryset = reviewers  # type: ignore[attr-defined]


class DeclareForm(forms.Form):
    """Before reading on."""

    free = TickField(
        label=_(
            "I have no shares in this company, no family there, did not work for it or advise it within twelve months."
        )
    )


class AbstainForm(forms.Form):
    """Not by me."""

    reason = words_field(_("Reason"), _("For the officer; the applicant does not read it."), rows=3, most=500)
    tied = forms.BooleanField(label=_("I am tied to this company: keep me away from it in future too."), required=False)


class PointsForm(forms.Form):
    """Points by criterion, and the reasons that the applicant reads."""

    def __init__(self, *args: Any, rubric: Sequence[dict[str, Any]], review: Review | None, **options: Any):
        super().__init__(*args, **options)
        self.codes = [row["code"] for row in rubric]
        kept = review.points if review is not None else {}
        language = "en" if get_language() == "en" else "ko"
        for row in rubric:
            self.fields[row["code"]] = forms.DecimalField(
                label=row.get(language) or row["ko"],
                min_value=Decimal(0),
                max_value=row["weight"],
                decimal_places=2,
                required=False,
                initial=kept.get(row["code"]),
                help_text=row.get(f"guidance_{language}", ""),
                widget=forms.NumberInput(
                    attrs={"data-unit": f"/ {row['weight']:f}", "inputmode": "decimal", "step": "any"}
                ),
            )
        self.fields["comment"] = words_field(
            _("Reasons"),
            _("Passed on to the applicant without your name."),
            rows=4,
            most=2000,
            required=False,
        )
        self.fields["comment"].initial = review.comment if review is not None else ""

    def given(self) -> dict[str, Decimal]:
        """Points that were given, by code."""
        return {code: self.cleaned_data[code] for code in self.codes if self.cleaned_data.get(code) is not None}


class PlanForm(forms.Form):
    """A joint investigation."""

    visit_on = day_field(_("Day of the visit"))
    place = TextField(label=_("Place"), max_length=200, required=False)
    members = PeopleChoices(label=_("People of the buyer"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["members"].queryset = people  # type: ignore[attr-defined]
        for number in range(1, OUTSIDERS + 1):
            needed = number == 1
            self.fields[f"name{number}"] = TextField(
                label=gettext("Outside member %(number)s: name") % {"number": number}, max_length=80, required=needed
            )
            self.fields[f"organisation{number}"] = TextField(
                label=gettext("Outside member %(number)s: organisation") % {"number": number},
                max_length=120,
                required=needed,
            )

    def outsiders(self) -> list[Outsider]:
        """Those whose name or organisation was written."""
        rows = [
            Outsider(self.cleaned_data.get(f"name{at}", ""), self.cleaned_data.get(f"organisation{at}", ""))
            for at in range(1, OUTSIDERS + 1)
        ]
        return [row for row in rows if row.name or row.organisation]


class ReportForm(forms.Form):
    """What was seen on site."""

    report = words_field(_("Report"), _("What was seen, said and measured."), rows=8, most=6000)
    files = UploadField(
        label=_("Files"),
        kinds=PAPERS,
        multiple=True,
        required=False,
        help_text=_("Photographs and papers from the site."),
    )


class VerdictForm(forms.Form):
    """In favour or against, and why."""

    opinion = forms.ChoiceField(
        label=_("Verdict"),
        choices=[(Opinion.FOR, Opinion.FOR.label), (Opinion.AGAINST, Opinion.AGAINST.label)],
        widget=forms.RadioSelect,
    )
    reason = words_field(_("Reason"), rows=3, most=500)


class OutsideVerdictForm(VerdictForm):
    """What an outside member signed."""

    sheet = UploadField(
        label=_("Signed sheet"), kinds=PAPERS, help_text=_("The verdict and its reason with the member's signature.")
    )


class VoteForm(forms.Form):
    """A vote of the committee."""

    opinion = forms.ChoiceField(label=_("Vote"), choices=Opinion.choices, widget=forms.RadioSelect)
    reason = words_field(_("Reason"), _("Of votes against, the applicant reads the reason without the name."), rows=3)


class SeatForm(forms.Form):
    """Whom to call into the committee."""

    member = PeopleChoice(label=pgettext_lazy("committee", "Member"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["member"].queryset = people  # type: ignore[attr-defined]


class BatchForm(forms.Form):
    """What is done to the chosen applications of a call."""

    act = forms.ChoiceField(
        label=_("Action"),
        choices=[
            ("take_up", _("Take up")),
            ("pass", _("Pass on to the reviewers")),
            ("points", _("Shortlist by points")),
        ],
    )
    chosen = forms.MultipleChoiceField(
        label=_("Applications"), error_messages={"required": _("Choose at least one application.")}
    )

    def __init__(self, *args: Any, numbers: Iterable[str], **options: Any):
        super().__init__(*args, **options)
        self.fields["chosen"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]
