"""IN: the code of conduct, the consent, entry qualifications, the terms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import DayField, FilterForm, TextField, WonField
from purchasing.esg.models import CodePart, EntryPoint, EsgTerms
from purchasing.esg.rules import code as code_rules
from purchasing.esg.rules.gate import NA_ITEMS
from purchasing.esg.states import ConsentState, EntryAnswer, EntryItem, EntryState
from purchasing.esg.states.self_assessment import SelfAnswer, SelfQuestion

DAY = {"format": "%Y-%m-%d", "attrs": {"type": "date"}}
NO_FIGURES = ("id", "valid_from", "note", "entered_by", "entered_at", "approved_by")


def _long(label, *, rows: int = 3, most: int = 1000, required: bool = False, hint: object = "") -> TextField:
    area = forms.Textarea(attrs={"rows": rows, "data-span": "full"})
    return TextField(label=label, widget=area, max_length=most, required=required, help_text=hint)


class ReasonForm(forms.Form):
    """One field of words, called by the page."""

    def __init__(self, *args, name: str = "reason", label: object, hint: object = "", most: int = 2000, **options):
        super().__init__(*args, **options)
        self.fields[name] = _long(label, rows=4, most=most, required=True, hint=hint)


# The code of conduct --------------------------------------------------------------------------------------------------
class ConsentForm(forms.Form):
    """A tick for each part; an exception if there is one."""

    exception = _long(
        _("Exception and its reason"),
        most=2000,
        hint=_(
            "Only if your company cannot keep a part: legal looks at it, and until then the consent does not count."
        ),
    )

    def __init__(self, *args, parts: Sequence[CodePart], **options):
        super().__init__(*args, **options)
        for part in parts:
            label = _("I have read part %(no)s and consent for my company.") % {"no": part.no}
            self.fields[f"part{part.no}"] = forms.BooleanField(label=label, required=False)
        self.order_fields([*(f"part{part.no}" for part in parts), "exception"])

    @property
    def ticked(self) -> list[int]:
        """Numbers of the parts that are ticked."""
        return [no for no in range(1, code_rules.PARTS_OF_A_CODE + 1) if self.cleaned_data.get(f"part{no}")]


class ExceptionForm(forms.Form):
    """What legal decides on an exception."""

    accept = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Accept the exception")), ("no", _("Refuse the exception"))],
        widget=forms.RadioSelect,
    )
    reason = _long(_("Reason"), required=True, hint=_("The company reads it."))


class CodeForm(forms.Form):
    """The facts of a version."""

    version = TextField(label=_("Version"), max_length=12)
    effective_on = DayField(label=_("In force from"), widget=forms.DateInput(**DAY))
    is_material = forms.BooleanField(
        label=_("Asks for a new consent"),
        required=False,
        help_text=_("Former consents count 30 days more; then no new bids until the company consents."),
    )
    changes_ko = _long(_("What changed (Korean)"), most=2000)
    changes_en = _long(_("What changed (English)"), most=2000)


class PartForm(forms.Form):
    """One of the seven parts, in both languages."""

    title_ko = TextField(label=_("Title (Korean)"), max_length=120, required=False)
    title_en = TextField(label=_("Title (English)"), max_length=120, required=False)
    text_ko = _long(_("Text (Korean)"), rows=8, most=8000)
    text_en = _long(_("Text (English)"), rows=8, most=8000)


class ConsentFilter(FilterForm):
    """Above the list of consents."""

    q = TextField(label=_("Company"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *ConsentState.choices], required=False)


# Entry qualifications -------------------------------------------------------------------------------------------------
class EntryFilter(FilterForm):
    """Above the list of entries."""

    q = TextField(label=_("Company or number"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *EntryState.choices], required=False)


class PointForm(forms.Form):
    """The answer to one of the ten items."""

    answer = forms.ChoiceField(label=pgettext_lazy("entry", "Answer"), widget=forms.RadioSelect, required=False)
    statement = _long(_("Declaration"), hint=_("In a sentence or two: what holds, since when, how it is made sure."))
    remedy = _long(_("What has been done about it"), hint=_("Only for a no."))
    evidence_until = DayField(label=_("Evidence valid until"), required=False, widget=forms.DateInput(**DAY))
    owners = _long(
        _("Beneficial owners"),
        hint=_(
            "One on a line: identifier and share in percent, for example 124-81-00998 62.5. A business number, an LEI, "
            "or the number that you use for the person; never a resident number."
        ),
    )
    representative = TextField(
        label=_("Identifier of the representative"),
        max_length=40,
        required=False,
        help_text=_("The same that stands for the person among the owners; never a resident number."),
    )
    uploads = UploadField(label=_("Evidence"), multiple=True, max_files=5, required=False)
    drop = forms.MultipleChoiceField(label=_("Take away"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, point: EntryPoint, **options):
        super().__init__(*args, **options)
        self.point = point
        choices = [(each.value, each.label) for each in EntryAnswer if each != "na" or point.item in NA_ITEMS]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]
        files = list(point.files.all()) if point.pk else []
        if files:
            self.fields["drop"].choices = [(str(file.pk), file.name) for file in files]  # type: ignore[attr-defined]
        else:
            del self.fields["drop"]
        self.initial = {
            "answer": point.answer,
            "statement": point.statement,
            "remedy": point.remedy,
            "evidence_until": point.evidence_until,
            "owners": point.owners,
            "representative": point.representative,
        } | self.initial
        if point.item != EntryItem.OWNERS:
            del self.fields["owners"], self.fields["representative"]

    def given(self) -> dict[str, Any]:
        """For the service."""
        found = dict(self.cleaned_data)
        found["drop"] = [int(pk) for pk in found.get("drop", [])]
        found["uploads"] = found.get("uploads") or []
        return found


class SelfForm(forms.Form):
    """The short self-assessment."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for question in SelfQuestion:
            self.fields[question.value] = forms.TypedChoiceField(
                label=question.label,
                choices=[("", "—"), *SelfAnswer.choices],
                coerce=int,
                empty_value=None,
                required=False,
            )


class JudgeForm(forms.Form):
    """What the reviewer finds of one item."""

    passed = forms.TypedChoiceField(
        label=_("Met?"),
        choices=[("", _("not looked at")), ("yes", _("met")), ("no", _("not met"))],
        required=False,
        empty_value=None,
        coerce=lambda value: value == "yes",
    )
    finding = _long(_("Finding"), rows=2, hint=_("For a no: what the supplier has to remedy."))

    def __init__(self, *args, point: EntryPoint, **options):
        super().__init__(*args, **options)
        self.point = point
        if point.item == EntryItem.OWNERS:
            self.fields["checked_list"] = TextField(
                label=_("Sanctions list checked"),
                max_length=120,
                required=False,
                help_text=_("Its name and version; needed to find the item met."),
            )
            self.fields["checked_on"] = DayField(label=_("Checked on"), required=False, widget=forms.DateInput(**DAY))
        said = {True: "yes", False: "no"}.get(point.passed, "") if point.passed is not None else ""
        self.initial = {
            "passed": said,
            "finding": point.finding,
            "checked_list": point.checked_list,
            "checked_on": point.checked_on,
        } | self.initial

    def given(self) -> dict[str, Any]:
        """For the service."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


# Terms ----------------------------------------------------------------------------------------------------------------
class EsgTermsForm(forms.Form):
    """Day, reason and every figure of the terms; made from the model, so that no figure is forgotten."""

    valid_from = DayField(
        label=_("In force from"),
        help_text=_("A later day: what runs today keeps its terms."),
        widget=forms.DateInput(**DAY),
    )
    note = TextField(label=_("Reason and source"), max_length=300)

    def __init__(self, *args, now: EsgTerms, **options):
        super().__init__(*args, **options)
        for field in figures():
            made = field.formfield()
            if field.name.endswith("_won"):
                made = WonField(label=made.label, min_value=1)
            else:
                made.widget.attrs["inputmode"] = "decimal"
            value = getattr(now, field.name)
            if isinstance(value, list):
                value = ",".join(map(str, value))
            made.initial = f"{value.normalize():f}" if hasattr(value, "normalize") else value
            self.fields[field.name] = made

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        """The fields of the figures, for the page."""
        return [self[field.name] for field in figures()]


def figures() -> list[Any]:
    """The figures of the terms, in the order of the model."""
    return [field for field in EsgTerms._meta.concrete_fields if field.name not in NO_FIGURES]
