"""The board's filter, what a reviewer gives to items, audits, ties, objections, contests."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, FilterForm, TextField
from portal.people.models import Company, User
from purchasing.esg.forms.suppliers import SupplierField
from purchasing.esg.queries import ItemRow
from purchasing.esg.services import Given
from purchasing.esg.states import AssessmentKind, AssessmentState, Band, TieReason

SCORES = [("", "—"), *((str(score), str(score)) for score in range(5, -1, -1))]
LEFT_OUT = "na"


def day_field(label, **fields) -> forms.DateField:
    """A day."""
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **fields)


def words_field(label, help_text="", *, rows: int = 4, most: int = 2000, required: bool = True) -> TextField:
    """Several lines that the other side reads."""
    return TextField(
        label=label,
        help_text=help_text,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


LANES = [
    ("", _("All")),
    ("assign", _("To assign")),
    ("mine", _("Mine to review")),
    ("second", pgettext_lazy("esg", "Second look")),
    ("agree", _("To agree on")),
    ("query", _("Supplier is asked")),
    ("send", _("Result to send")),
    ("audit", _("To audit on site")),
    ("objection", _("Objected or contested")),
    ("due", pgettext_lazy("assessments", "Being answered")),
    ("overdue", pgettext_lazy("assessments", "Overdue")),
]


class BoardFilter(FilterForm):
    """Above the board."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Company or number")}),
    )
    lane = forms.ChoiceField(label=_("Waits for"), required=False, choices=LANES)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *AssessmentState.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    band = forms.ChoiceField(
        label=_("Band"),
        required=False,
        choices=[("", _("All")), *Band.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    period = forms.ChoiceField(label=_("Period"), required=False, widget=forms.Select(attrs={"data-span": "narrow"}))

    def __init__(self, *args, periods: Sequence[str] = (), **fields):
        super().__init__(*args, **fields)
        self.fields["period"].choices = [("", _("All")), *((period, period) for period in periods)]  # type: ignore[attr-defined]


class BandFilter(FilterForm):
    """Above the bands."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Company or number")}),
    )
    band = forms.ChoiceField(label=_("Band"), required=False, choices=[("", _("All")), *Band.choices])


class AssignForm(forms.Form):
    """To whom."""

    reviewer = forms.ModelChoiceField(label=_("Reviewer"), queryset=User.objects.none())

    def __init__(self, *args, reviewers, **fields):
        super().__init__(*args, **fields)
        self.fields["reviewer"].queryset = reviewers  # type: ignore[attr-defined]
        self.fields["reviewer"].label_from_instance = lambda user: user.name  # type: ignore[attr-defined]


class CallForm(forms.Form):
    """Whom, how, why."""

    company = SupplierField()
    kind = forms.ChoiceField(
        label=_("How"),
        choices=[
            (AssessmentKind.ADHOC, _("the company answers anew")),
            (AssessmentKind.ONSITE, _("the company answers anew, and is audited on site")),
        ],
    )
    reason = words_field(_("Reason"), _("The supplier reads it."))


class ItemsForm(forms.Form):
    """What a reviewer gives to the items of a page; an item without a choice is left as it was."""

    def __init__(self, *args, rows: Sequence[ItemRow], round: int, proposed: Mapping[str, tuple[int, str]], **fields):
        """``proposed``: by code, the score and its explanation that the portal proposes where nothing is given yet."""
        super().__init__(*args, **fields)
        self.rows, self.round = rows, round
        for row in rows:
            code, kept = row.question.code, row.rounds.get(round)
            choices = [*SCORES, (LEFT_OUT, gettext("does not apply"))] if row.question.na_allowed else SCORES
            score, remark = proposed.get(code, ("", "")) if kept is None else (kept.score, kept.remark)
            start = LEFT_OUT if kept is not None and kept.not_applicable else str(score)
            self.fields[code] = forms.ChoiceField(
                label=gettext("Score of %(code)s") % {"code": code},
                choices=choices,
                required=False,
                initial=start,
                widget=forms.Select(attrs={"data-span": "narrow"}),
            )
            self.fields[f"{code}_remark"] = TextField(
                label=gettext("Explanation to the supplier"),
                required=False,
                max_length=1000,
                initial=remark,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"{code}_verified"] = forms.BooleanField(
                label=gettext("evidence looked at"), required=False, initial=bool(kept and kept.verified)
            )

    def parts(self) -> list[dict[str, Any]]:
        """Each row with its three fields."""
        return [
            {
                "row": row,
                "score": self[row.question.code],
                "remark": self[f"{row.question.code}_remark"],
                "verified": self[f"{row.question.code}_verified"],
            }
            for row in self.rows
        ]

    def given(self) -> dict[str, Given]:
        """By code, what was chosen."""
        found = {}
        for row in self.rows:
            code = row.question.code
            chosen = self.cleaned_data.get(code, "")
            if chosen:
                found[code] = Given(
                    score=None if chosen == LEFT_OUT else int(chosen),
                    not_applicable=chosen == LEFT_OUT,
                    remark=self.cleaned_data.get(f"{code}_remark", ""),
                    verified=self.cleaned_data.get(f"{code}_verified", False),
                )
        return found


class AgreeForm(forms.Form):
    """What the two agree on."""

    score = forms.ChoiceField(label=_("Agreed score"), choices=[*SCORES, (LEFT_OUT, _("does not apply"))])
    remark = words_field(_("Explanation to the supplier"), _("Why you agree on this score."), rows=3, most=1000)

    def given(self) -> Given:
        """As the service takes it."""
        chosen = self.cleaned_data["score"]
        is_out = chosen == LEFT_OUT
        return Given(
            score=None if is_out else int(chosen),
            not_applicable=is_out,
            remark=self.cleaned_data["remark"],
            verified=True,
        )


class AskForm(forms.Form):
    """A question to the supplier."""

    text = words_field(_("Question to the supplier"), _("Name the items. The supplier reads this as it stands."))


class ChangesForm(forms.Form):
    """Items that a decision corrects: nothing chosen leaves an item as it is."""

    def __init__(self, *args, rows: Sequence[ItemRow], **fields):
        super().__init__(*args, **fields)
        self.rows = [row for row in rows if row.review is not None]
        for row in self.rows:
            now = "—" if row.score is None else row.score
            self.fields[f"item_{row.question.code}"] = forms.ChoiceField(
                label=f"{row.question.code} {row.question.text}",
                help_text=gettext("Now: %(score)s") % {"score": now},
                choices=[("", gettext("as it is")), *SCORES[1:], (LEFT_OUT, gettext("does not apply"))],
                required=False,
            )

    def scores(self) -> dict[str, Given]:
        """By code, what is corrected."""
        found = {}
        for row in self.rows:
            chosen = self.cleaned_data.get(f"item_{row.question.code}", "")
            if chosen:
                is_out = chosen == LEFT_OUT
                found[row.question.code] = Given(score=None if is_out else int(chosen), not_applicable=is_out)
        return found


class AuditForm(ChangesForm):
    """What the audit on site found."""

    on = day_field(_("Audited on"))
    note = words_field(_("What the audit found"), _("What was looked at, and what differs. The supplier reads it."))


class ObjectionDecisionForm(ChangesForm):
    """The decision on an objection."""

    answer = words_field(_("Decision with its reasons"), _("The supplier reads this as it stands."))


class ObjectForm(forms.Form):
    """The supplier objects."""

    text = words_field(_("What is wrong"), _("With dates or figures, and where the evidence stands."))


class ItemContestForm(forms.Form):
    """The supplier contests one item."""

    text = words_field(_("What is wrong"), _("Which fact, with its date or figure, and where its evidence stands."))


class ItemContestDecisionForm(forms.Form):
    """The decision on a contested item."""

    upheld = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("The supplier is right: the item gets another score")), ("no", _("The score stands"))],
        widget=forms.RadioSelect,
    )
    score = forms.ChoiceField(label=_("New score"), choices=SCORES, required=False)
    answer = words_field(_("Decision with its reasons"), _("The supplier reads this as it stands."))


class TieForm(forms.Form):
    """A tie of a person to a company."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    company = TextField(
        label=_("Company"), max_length=60, help_text=_("Its business number, or its number on this portal.")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=TieReason.choices)
    last_on = day_field(_("Last on"), required=False, help_text=_("Left empty while it lasts."))
    note = TextField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args, people, **fields):
        super().__init__(*args, **fields)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda user: user.name  # type: ignore[attr-defined]

    def clean_company(self) -> Company:
        """The company that was meant."""
        words = self.cleaned_data["company"]
        digits = words.replace("-", "")
        found = Company.objects.filter(is_buyer=False)
        company = found.filter(brn=digits).first() or found.filter(number__iexact=words).first()
        if company is None:
            raise forms.ValidationError(_("No registered company fits “%(words)s”."), params={"words": words})
        return company
