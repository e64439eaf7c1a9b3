"""IN: a field of an application form, an item of costs, files, people, sending."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.files.forms import UploadField
from portal.files.states import ARCHIVES, DOCUMENTS, DRAWINGS, PICTURES
from portal.forms import DayField, TextField, TickField, WonField
from portal.people.models import User
from sharedgrowth.support.forms.fields import SupplierField, words_field
from sharedgrowth.support.models import Application, CostItem, FormField
from sharedgrowth.support.queries.applications import CostRow, Row
from sharedgrowth.support.registry import Question
from sharedgrowth.support.services.answers import AnswerIn, CostIn
from sharedgrowth.support.states import FieldKind

PAPERS = DOCUMENTS | PICTURES | DRAWINGS | ARCHIVES
K = FieldKind
TALL = 300  # from how many characters on a field of several lines is taller


def mark_of(*values: object) -> str:
    """A short fingerprint of what a page shows: whether a person has changed it since."""
    return hashlib.sha256("\0".join(map(str, values)).encode()).hexdigest()[:12]


def split_mark(text: str) -> tuple[int, str]:
    """(version, fingerprint) of what a page carried."""
    version, _dot, mark = text.partition(".")
    return (int(version) if version.isdecimal() and len(version) < 9 else 0), mark


class PlainNumberField(forms.DecimalField):
    """A number as people type it, with or without grouping."""

    def __init__(self, **options: Any):
        super().__init__(max_digits=18, decimal_places=3, widget=forms.TextInput(), **options)

    def widget_attrs(self, widget):
        """Digits on the phone's keyboard."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value):
        """Grouping commas are taken."""
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


def input_for(field: FormField) -> forms.Field:
    """What is shown for a field. Nothing is required while one writes; what is left stands beside it."""
    common: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
    attrs: dict[str, Any] = {"data-unit": field.unit} if field.unit else {}
    made: forms.Field
    if field.kind == K.NUMBER:
        made = PlainNumberField(**common)
    elif field.kind == K.MONEY:
        made = WonField(**common)
    elif field.kind == K.DATE:
        made = DayField(
            **common, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), input_formats=["%Y-%m-%d"]
        )
    elif field.kind in (K.CHOICE, K.YESNO):
        choices = field.choices if field.kind == K.CHOICE else [("yes", _("yes")), ("no", _("no"))]
        made = forms.ChoiceField(**common, choices=choices, widget=forms.RadioSelect)
    elif field.kind == K.LONG:
        rows = 6 if field.most_letters > TALL else 3
        made = TextField(**common, max_length=field.most_letters, widget=forms.Textarea(attrs={"rows": rows}))
    else:
        made = TextField(
            **common, max_length=min(field.most_letters, 300), widget=forms.TextInput(attrs={"data-span": "full"})
        )
    made.widget.attrs.update(attrs)
    made.needed_later = field.required  # type: ignore[attr-defined]
    return made


class AnswerForm(forms.Form):
    """One field of the application. Its page carries the version and fingerprint of what it shows."""

    use_required_attribute = False

    def __init__(self, data: Any, row: Row):
        self.row = row
        super().__init__(data, prefix=f"f-{row.key}", initial={"value": self._shown(row)})
        self.fields["value"] = input_for(row.field)

    @staticmethod
    def _shown(row: Row) -> Any:
        if row.field.kind == K.MONEY and row.value.isdecimal():
            return Decimal(row.value)
        return row.value

    @property
    def seen(self) -> str:
        """What the page carries."""
        return f"{self.row.version}.{mark_of(self.row.value)}"

    @property
    def shown(self) -> forms.BoundField:
        """The input."""
        return self["value"]

    def text(self) -> str:
        """The answer as it is kept; only when valid."""
        value = self.cleaned_data["value"]
        if value in (None, ""):
            return ""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return value.isoformat() if hasattr(value, "isoformat") else str(value)

    def sent(self, carried: str) -> AnswerIn | None:
        """What was sent, or None when this person has not touched it."""
        version, mark = split_mark(carried)
        text = self.text()
        return None if mark_of(text) == mark else AnswerIn(self.row.field, text, version)


class CostForm(forms.Form):
    """An item of the costs."""

    says_required = False
    use_required_attribute = False

    title = TextField(label=pgettext_lazy("cost", "Item"), required=False, max_length=120)
    vendor = TextField(label=gettext_lazy("Supplier of the item"), required=False, max_length=120)
    amount_won = WonField(label=pgettext_lazy("cost", "Amount"), required=False)

    def __init__(self, data: Any, row: CostRow | None = None):
        self.row = row
        item = row.item if row else None
        initial = {name: getattr(item, name) for name in ("title", "vendor", "amount_won")} if item else {}
        super().__init__(data, prefix=f"cost-{item.pk}" if item else "cost-new", initial=initial)

    @property
    def item(self) -> CostItem | None:
        """None for a new one."""
        return self.row.item if self.row else None

    @property
    def seen(self) -> str:
        """What the page carries."""
        item = self.item
        return f"{item.version}.{mark_of(item.title, item.vendor, item.amount_won)}" if item else "0."

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)

    def clean(self):
        """An item has a name and an amount."""
        given = super().clean()
        if not given.get("title") and "title" not in self.errors:
            self.add_error("title", _("Name the item."))
        if not given.get("amount_won") and "amount_won" not in self.errors:
            self.add_error("amount_won", _("Write what it costs, in won and without VAT."))
        return given

    def sent(self, carried: str) -> CostIn | None:
        """What was sent, or None when this person has not touched it."""
        given = self.cleaned_data
        version, mark = split_mark(carried)
        if self.item is not None and mark_of(given["title"], given["vendor"], given["amount_won"]) == mark:
            return None
        brn = self.item.vendor_brn if self.item else ""
        return CostIn(given["title"], given["vendor"], brn, given["amount_won"], self.item, version)


class FilesForm(forms.Form):
    """Files for a field, or quotes for an item."""

    says_required = False

    def __init__(self, data: Any, files: Any, *, name: str, label: object = ""):
        super().__init__(data, files, prefix=name)
        self.fields["files"] = UploadField(
            label=label or gettext_lazy("Files"), kinds=PAPERS, multiple=True, max_files=5, required=False
        )


def ask_quiz(form: forms.Form, questions: Sequence[Question]) -> None:
    """A field for each question of the eligibility quiz."""
    for question in questions:
        form.fields[question.key] = forms.ChoiceField(
            label=question.text,
            choices=[("yes", _("yes")), ("no", _("no"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("Answer this question.")},
        )


def quiz_told(form: forms.Form, questions: Sequence[Question]) -> dict[str, bool]:
    """Key of the question: whether it was answered with yes."""
    return {question.key: form.cleaned_data[question.key] == "yes" for question in questions}


class StartForm(forms.Form):
    """The eligibility quiz, and an earlier application to begin from."""

    def __init__(self, data: Any, *, questions: Any, copies: list[Application]):
        super().__init__(data)
        self.questions: list[Question] = list(questions)
        ask_quiz(self, self.questions)
        if copies:
            self.fields["copied_from"] = forms.ChoiceField(
                label=_("Begin with the answers of an earlier application"),
                required=False,
                choices=[("", _("no, empty")), *((each.number, f"{each.number} {each.title}") for each in copies)],
            )

    def quiz(self) -> dict[str, bool]:
        """Key of the question: whether it was answered with yes."""
        return quiz_told(self, self.questions)


class SendForm(forms.Form):
    """The administrator answers for it; and to the quiz, where it did not begin with it (recommended, invited)."""

    def __init__(self, data: Any = None, *, questions: Sequence[Question] = ()):
        super().__init__(data)
        self.questions = list(questions)
        ask_quiz(self, self.questions)
        self.order_fields([*(each.key for each in self.questions), "agrees"])

    def quiz(self) -> dict[str, bool]:
        """Key of the question: whether it was answered with yes."""
        return quiz_told(self, self.questions)

    agrees = TickField(
        label=gettext_lazy(
            "What is written here is true; the reviewers of the buyer and of the organisations may read it."
        ),
        required=True,
    )


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    reason = words_field(gettext_lazy("Why it is taken back"), most=2000, required=False)


class EditorForm(forms.Form):
    """A colleague who writes it, too."""

    user = forms.ModelChoiceField(
        label=gettext_lazy("Colleague"), queryset=User.objects.none(), empty_label=gettext_lazy("choose")
    )

    def __init__(self, data: Any, *, colleagues: Any):
        super().__init__(data)
        self.fields["user"].queryset = colleagues


class PartnerForm(forms.Form):
    """A company of the consortium."""

    company = SupplierField()
    part = TextField(label=gettext_lazy("Its part in the project"), max_length=300)


class DeclineForm(forms.Form):
    """Why a partner declines."""

    reason = words_field(pgettext_lazy("partner", "Why not"), most=300)


class RecommendForm(forms.Form):
    """A recommendation, entered by the officer for the organisation."""

    company = SupplierField(label=gettext_lazy("Company that is recommended"))
    organisation = TextField(label=gettext_lazy("Organisation that recommends"), max_length=120)
    contact = TextField(label=gettext_lazy("Contact of the organisation"), max_length=120, required=False)
    why = words_field(gettext_lazy("Why this company"), most=2000)
    letter = UploadField(label=gettext_lazy("Letter"), kinds=PAPERS, required=False)
    related = forms.BooleanField(
        label=gettext_lazy("The recommender and the company are related (ownership, family, contract)"), required=False
    )
