"""IN: red flags and corrective actions."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import CodeField, FilterForm, TextField
from purchasing.contracts.forms.fields import day_field
from purchasing.esg.forms.suppliers import SupplierField, assessment_of
from purchasing.esg.models import CorrectiveAction
from purchasing.esg.queries.actions import evidence_to_choose
from purchasing.esg.states import CapState, FlagSource, FlagState, Severity


def words_field(label, hint: object = "", *, rows: int = 3, most: int = 1000, required: bool = True) -> TextField:
    """Words that others read."""
    area = forms.Textarea(attrs={"rows": rows, "data-span": "full"})
    return TextField(label=label, max_length=most, help_text=hint, required=required, widget=area)


class ActionFilter(FilterForm):
    """Above the list of corrective actions."""

    words = TextField(label=_("Number, finding or company"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all states")), ("running", _("all that run")), *CapState.choices],
    )
    severity = forms.ChoiceField(
        label=pgettext_lazy("finding", "Severity"), required=False, choices=[("", _("all")), *Severity.choices]
    )


class ActionForm(forms.Form):
    """A finding, by a reviewer."""

    company = SupplierField()
    finding = words_field(
        pgettext_lazy("corrective action", "Finding"), _("What was found, where and when. The supplier reads it.")
    )
    severity = forms.ChoiceField(
        label=pgettext_lazy("finding", "Severity"),
        choices=Severity,
        help_text=_("Priority: closed within 30 days. Major: 90 days. Minor: 180 days."),
    )
    assessment = TextField(
        label=_("Assessment"), max_length=20, required=False, help_text=_("Its number, if it rests on one.")
    )
    question_code = CodeField(
        label=pgettext_lazy("esg", "Item"), max_length=8, required=False, help_text=_("Such as S1, if it fits one.")
    )

    def clean(self):
        """The assessment belongs to the company, the item to the assessment."""
        given = super().clean() or {}
        assessment_of(self, given)
        assessment, code = given.get("assessment"), given.get("question_code")
        if assessment is not None and code:
            known = assessment.question_set.questions.filter(code__iexact=code).first()
            if known is None:
                self.add_error("question_code", _("The assessment has no such item."))
            else:
                given["question_code"] = known.code
        return given


class PlanForm(forms.Form):
    """Why, what, who."""

    root_cause = words_field(_("Root cause"), _("Why it could happen, not only what happened."))
    action_text = words_field(
        pgettext_lazy("corrective action", "Action"),
        _("What is done, step by step, and until when."),
        most=2000,
        rows=4,
    )
    owner = TextField(label=_("Responsible"), max_length=80, help_text=_("Who answers for it, with the department."))
    containment = words_field(_("Containment at once"), _("What keeps harm away until it is mended."), required=False)

    def __init__(self, *args, action: CorrectiveAction, **options):
        given = {
            "root_cause": action.root_cause,
            "action_text": action.action,
            "owner": action.owner,
            "containment": action.containment,
        }
        super().__init__(*args, initial=given, **options)
        if action.contain_due is not None:
            self.fields["containment"].needed_later = True  # type: ignore[attr-defined]
        else:
            del self.fields["containment"]


class ContainForm(forms.Form):
    """What contains it, and since when."""

    text = words_field(_("Containment at once"))
    on = day_field(_("Contained on"))


class ExtensionForm(forms.Form):
    """More time."""

    days = forms.IntegerField(label=_("Days more"), min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    reason = words_field(_("Reason"), most=500)


class AnswerForm(forms.Form):
    """Granted or not."""

    granted = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("give the days")), ("no", _("do not give them"))],
        widget=forms.RadioSelect,
    )
    answer = words_field(_("Answer"), _("The supplier reads it."), most=500)


class RemarkForm(forms.Form):
    """What the reviewer says."""

    remark = words_field(_("Remark"), _("The supplier reads it."))


class AcceptForm(forms.Form):
    """What the reviewer adds, if anything."""

    remark = words_field(_("Remark"), _("The supplier reads it."), required=False)


class DoneForm(forms.Form):
    """What was done, and what shows it."""

    done_text = words_field(_("What was done"), most=2000)
    evidence = forms.ModelMultipleChoiceField(
        label=_("Evidence"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("From your evidence library; it has to hold today."),
        error_messages={"required": _("Choose at least one piece of evidence from your library.")},
    )

    def __init__(self, *args, action: CorrectiveAction, **options):
        super().__init__(*args, initial={"done_text": action.done_text}, **options)
        self.fields["evidence"].queryset = evidence_to_choose(action.company)  # type: ignore[attr-defined]


class VerifyForm(forms.Form):
    """What was looked at, and what the item earns now."""

    remark = words_field(_("What you looked at"), _("The supplier reads it."))
    new_score = forms.TypedChoiceField(
        label=_("The item's score from now on"),
        choices=[("", _("unchanged")), *[(str(score), str(score)) for score in range(6)]],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args, action: CorrectiveAction, **options):
        super().__init__(*args, **options)
        if action.assessment_id is None or not action.question_code:
            del self.fields["new_score"]


class FlagFilter(FilterForm):
    """Above the list of red flags."""

    words = TextField(label=_("What, or company"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *FlagState.choices])
    source = forms.ChoiceField(
        label=pgettext_lazy("red flag", "Source"), required=False, choices=[("", _("all")), *FlagSource.choices]
    )


class FlagForm(forms.Form):
    """Something grave, with its basis."""

    company = SupplierField()
    title_ko = TextField(label=_("what (Korean)"), max_length=200)
    title_en = TextField(label=_("what (English)"), max_length=200, required=False)
    source = forms.ChoiceField(label=pgettext_lazy("red flag", "Source"), choices=[])
    happened_on = day_field(_("Happened on"))
    basis = words_field(
        pgettext_lazy("red flag", "Basis"),
        _("Which paper, judgement or report says so, with its date. No names of callers."),
    )
    severity = forms.ChoiceField(label=pgettext_lazy("finding", "Severity"), choices=Severity, initial=Severity.MAJOR)
    question_code = CodeField(
        label=pgettext_lazy("esg", "Item"), max_length=8, required=False, help_text=_("Such as S1, if it fits one.")
    )
    critical = forms.BooleanField(label=_("Critical: once confirmed it overrides the score (band R)"), required=False)
    child_labour = forms.BooleanField(
        label=_("Child labour: the child's remedy comes first, the end of the relation last (LIM-04)"), required=False
    )
    authority_report = forms.BooleanField(
        label=_("It rests on the supplier's own report to an authority (then it is no reason, LIM-03)"), required=False
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in FlagSource.choices if value != FlagSource.MINERALS
        ]


class FlagDecisionForm(forms.Form):
    """The decision on a flag."""

    decision = words_field(_("Decision and reasons"), _("The supplier reads it."))


class FlagCommentForm(forms.Form):
    """What the supplier says."""

    text = words_field(_("What happened, and what was done"), most=2000, rows=5)
