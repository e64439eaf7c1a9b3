"""IN: one answer, the library of documents, handing in."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.display import day_text
from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS, PICTURES
from portal.forms import DayField, FilterForm, TextField, TickField
from portal.people.models import Certificate
from purchasing.esg.models import Answer, Evidence, Question
from purchasing.esg.rules.scoring import canonical
from purchasing.esg.services.answers import AnswerIn
from purchasing.esg.states import QuestionKind

PAPERS = DOCUMENTS | PICTURES
K = QuestionKind


def mark_of(told: AnswerIn) -> str:
    """A short fingerprint of what stands in an answer: whether a person has changed it since it was shown."""
    values = [
        _plain(getattr(told, name)) for name in AnswerIn.__slots__ if name not in ("seen", "taken_from", "evidence")
    ]
    return hashlib.sha256(canonical([*values, sorted(told.evidence)]).encode()).hexdigest()[:16]


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def answer_in(answer: Answer | None, evidence: Iterable[Evidence]) -> AnswerIn:
    """A stored answer as it would be sent back untouched."""
    if answer is None:
        return AnswerIn()
    return AnswerIn(
        seen=answer.version,
        score=None if answer.not_applicable else answer.score,
        number=answer.number,
        text=answer.text,
        day=answer.day,
        not_applicable=answer.not_applicable,
        na_reason=answer.na_reason,
        note=answer.note,
        evidence=frozenset(each.pk for each in evidence),
    )


class FigureField(forms.DecimalField):
    """A figure with its unit; grouping commas are taken."""

    def __init__(self, **options: Any):
        super().__init__(max_digits=16, decimal_places=4, widget=forms.TextInput(), **options)

    def widget_attrs(self, widget):
        """Digits on the phone's keyboard."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value):
        """Without noughts that say nothing; what was typed comes back as it was typed."""
        return f"{value.normalize():f}" if hasattr(value, "normalize") else value

    def to_python(self, value):
        """As people type it."""
        number = super().to_python(value.replace(",", "") if isinstance(value, str) else value)
        return None if number is None else number.normalize() if number else number * 0


class AnswerForm(forms.Form):
    """One question. Nothing is required: a draft may lack everything; what is left stands beside it."""

    says_required = False
    use_required_attribute = False

    def __init__(self, data, *, question: Question, told: AnswerIn, library: list[Evidence]):
        self.question, self.told = question, told
        initial = {name: getattr(told, name) for name in AnswerIn.__slots__}
        initial["evidence"] = [str(pk) for pk in told.evidence]
        initial["score"] = "" if told.score is None else str(told.score)
        super().__init__(data, prefix=question.code, initial=initial)
        if question.kind in (K.SCALE, K.CHOICE):
            anchors = [(str(each.score), f"{each.score} · {each.text}") for each in question.anchors.all() if each.text]
            self.fields["score"] = forms.ChoiceField(
                label=_("Own score"), required=False, choices=anchors, widget=forms.RadioSelect
            )
        elif question.kind == K.YESNO:
            self.fields["score"] = forms.ChoiceField(
                label=_("Answer"), required=False, choices=[("5", _("yes")), ("0", _("no"))], widget=forms.RadioSelect
            )
        elif question.kind == K.TEXT:
            self.fields["text"] = TextField(
                label=_("Answer"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
            )
        elif question.kind == K.DATE:
            self.fields["day"] = DayField(
                label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
            )
        if question.kind == K.NUMBER or (question.unit and question.kind != K.DATE):
            self.fields["number"] = FigureField(
                label=_("Figure of last year") if question.kind != K.NUMBER else _("Value"), required=False
            )
            if question.unit:
                self.fields["number"].widget.attrs["data-unit"] = question.unit
        choices = [(str(each.pk), _document(each)) for each in library]
        self.fields["evidence"] = forms.MultipleChoiceField(
            label=_("Documents of the library"), required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )
        if question.na_allowed:
            self.fields["not_applicable"] = forms.BooleanField(label=_("Does not apply to us"), required=False)
            self.fields["na_reason"] = TextField(
                label=_("Why it does not apply"),
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["note"] = TextField(
            label=_("Remark to the reviewer"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
        )

    @property
    def seen(self) -> str:
        """What the page carries: version and fingerprint of what it shows."""
        return f"{self.told.seen}.{mark_of(self.told)}"

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        """What is asked."""
        return [self[name] for name in ("score", "text", "day", "number") if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What may be added."""
        return [self[name] for name in ("not_applicable", "na_reason", "note") if name in self.fields]

    @property
    def is_open(self) -> bool:
        """Whether what may be added is shown at once: something stands in it."""
        names = ("not_applicable", "na_reason", "note")
        return any(self[name].value() or self[name].errors for name in names if name in self.fields)

    def sent(self, seen: int) -> AnswerIn:
        """What was sent; only when valid."""
        given = self.cleaned_data
        score = given.get("score", "")
        return AnswerIn(
            seen=seen,
            score=int(score) if score not in ("", None) else self._kept_score(),
            number=given.get("number"),
            text=given.get("text", ""),
            day=given.get("day"),
            not_applicable=given.get("not_applicable", False),
            na_reason=given.get("na_reason", ""),
            note=given.get("note", ""),
            evidence=frozenset(int(pk) for pk in given.get("evidence", [])),
        )

    def _kept_score(self) -> int | None:
        """A number's score is computed, so the page does not send it."""
        return self.told.score if self.question.kind == K.NUMBER else None


def _document(evidence: Evidence) -> str:
    parts = [evidence.title]
    if evidence.valid_to:
        parts.append(_("until %(day)s") % {"day": day_text(evidence.valid_to, "day")})
    return " · ".join(parts)


class HandInForm(forms.Form):
    """The officer answers for it."""

    agrees = TickField(
        label=gettext_lazy("What is answered here is true, and its documents belong to our company."), required=True
    )


class QueryForm(forms.Form):
    """The answer to the reviewer."""

    text = TextField(
        label=gettext_lazy("Answer to the reviewer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class EvidenceFilter(FilterForm):
    """Words, and what ends."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Title, number or issuer")}),
    )
    ending = forms.ChoiceField(
        label=gettext_lazy("Validity"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("soon", gettext_lazy("Ends within 60 days")),
            ("expired", gettext_lazy("Expired")),
        ],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )


class EvidenceForm(forms.Form):
    """A file, or one of the company's certificates."""

    certificate = forms.ModelChoiceField(
        label=gettext_lazy("One of your certificates"),
        required=False,
        queryset=Certificate.objects.none(),
        empty_label=gettext_lazy("none, a file"),
        help_text=gettext_lazy("Number, issuer and validity are taken from it."),
    )
    file = UploadField(label=gettext_lazy("File"), kinds=PAPERS, required=False)
    title = TextField(
        label=gettext_lazy("Title"), required=False, max_length=120, help_text=gettext_lazy("Empty: the file's name.")
    )
    issuer = TextField(label=gettext_lazy("Issuer"), required=False, max_length=80)
    number = TextField(label=gettext_lazy("Number"), required=False, max_length=60)
    valid_from = DayField(
        label=gettext_lazy("Valid from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    valid_to = DayField(
        label=gettext_lazy("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: it has no end. You are reminded 60, 30 and 7 days before."),
    )

    def __init__(self, *args: Any, certificates, **options: Any):
        super().__init__(*args, **options)
        self.fields["certificate"].queryset = certificates

    def clean(self):
        """One of the two."""
        given = super().clean()
        if not given.get("file") and not given.get("certificate") and "file" not in self.errors:
            self.add_error("file", _("Attach a file, or choose one of your certificates."))
        start, end = given.get("valid_from"), given.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("A document ends after it begins."))
        return given
