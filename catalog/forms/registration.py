"""Groups as they are written, applications as they are filled in, and the steps of their evaluation."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models import ClassNode, GroupApplication, GroupCall, SourcingGroup
from catalog.queries.classes import UNSPSC
from catalog.queries.registration import named
from catalog.rules.registration import DEFAULT_WEIGHTS
from catalog.rules.values import number_text
from catalog.services import CriterionIn, DocumentIn
from catalog.services.applications import PAPERS
from catalog.states import ApplicationState
from portal.files.forms import UploadField
from portal.forms import CodeField, DayField, FilterForm, TextField

CRITERIA, DOCUMENTS = 7, 6
FIRST_CRITERIA = [
    ("신용", "Credit"),
    ("기술 능력", "Technical capability"),
    ("납품 실적", "References"),
    ("품질 체계", "Quality system"),
    ("납기와 물류", "Delivery and logistics"),
]
AREA = {"rows": 4}


def _text(label, lines: int = 4, **options) -> TextField:
    return TextField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": lines}), **options)


class GroupForm(forms.Form):
    """A sourcing group with its criteria and documents."""

    use_required_attribute = False
    code = CodeField(label=_("Code"), max_length=20, help_text=_("Capital letters, digits and hyphens."))
    name_ko = TextField(label=pgettext_lazy("group", "Name (Korean)"), max_length=80)
    name_en = TextField(label=pgettext_lazy("group", "Name (English)"), max_length=80)
    class_codes = TextField(
        label=_("Classes (UNSPSC)"),
        max_length=400,
        required=False,
        help_text=_("Codes of 8 digits, with commas between. A class stands for everything below it."),
    )
    pass_mark = forms.DecimalField(label=_("Pass mark"), min_value=0, max_value=100, max_digits=5, decimal_places=2)
    notice_days = forms.IntegerField(label=_("Open for applications (days)"), min_value=1, max_value=365)
    valid_years = forms.IntegerField(label=_("Registration lasts (years)"), min_value=1, max_value=10)
    requirements_ko = _text(_("Requirements (Korean)"))
    requirements_en = _text(_("Requirements (English)"), required=False)
    cancellation_ko = _text(_("When a registration is cancelled (Korean)"))
    cancellation_en = _text(_("When a registration is cancelled (English)"), required=False)

    PLAIN = (
        "code", "name_ko", "name_en", "pass_mark", "notice_days", "valid_years", "requirements_ko", "requirements_en",
        "cancellation_ko", "cancellation_en",
    )  # fmt: skip

    def __init__(self, *args, group: SourcingGroup | None = None, **kwargs):
        kwargs.setdefault("initial", self.first(group))
        super().__init__(*args, **kwargs)
        if group is not None:
            self.fields["code"].disabled = True
        for number in range(1, CRITERIA + 1):
            korean = gettext("Criterion %(number)d (Korean)") % {"number": number}
            english = gettext("Criterion %(number)d (English)") % {"number": number}
            self.fields[f"criterion_ko_{number}"] = TextField(label=korean, max_length=60, required=False)
            self.fields[f"criterion_en_{number}"] = TextField(label=english, max_length=60, required=False)
            self.fields[f"weight_{number}"] = forms.DecimalField(
                label=pgettext_lazy("points", "Weight"), required=False, min_value=Decimal("0.01"), max_value=100,
                max_digits=5, decimal_places=2,
            )  # fmt: skip
        for number in range(1, DOCUMENTS + 1):
            korean = gettext("Document %(number)d (Korean)") % {"number": number}
            english = gettext("Document %(number)d (English)") % {"number": number}
            self.fields[f"document_ko_{number}"] = TextField(label=korean, max_length=80, required=False)
            self.fields[f"document_en_{number}"] = TextField(label=english, max_length=80, required=False)
            self.fields[f"needed_{number}"] = forms.BooleanField(label=_("Required"), required=False)

    def first(self, group: SourcingGroup | None) -> dict:
        """What the form begins with: the group, or the five usual criteria."""
        if group is None:
            found = {"pass_mark": Decimal(80), "notice_days": 30, "valid_years": 3}
            rows = [(*names, Decimal(weight)) for names, weight in zip(FIRST_CRITERIA, DEFAULT_WEIGHTS, strict=True)]
            papers: list[tuple] = [("신용평가서", "Credit report", True)]
        else:
            found = {name: getattr(group, name) for name in self.PLAIN}
            found["class_codes"] = ", ".join(node.code for node in group.classes.all())
            rows = [(row.name_ko, row.name_en, row.weight) for row in group.criteria.all()]
            papers = [(row.name_ko, row.name_en, row.required) for row in group.documents.all()]
        for number, (ko, en, weight) in enumerate(rows[:CRITERIA], start=1):
            found |= {f"criterion_ko_{number}": ko, f"criterion_en_{number}": en, f"weight_{number}": weight}
        for number, (ko, en, required) in enumerate(papers[:DOCUMENTS], start=1):
            found |= {f"document_ko_{number}": ko, f"document_en_{number}": en, f"needed_{number}": required}
        return found

    def clean_code(self):
        """Capital letters, digits and hyphens."""
        code = self.cleaned_data["code"].upper()
        if not all(character.isascii() and (character.isalnum() or character == "-") for character in code):
            raise forms.ValidationError(_("Capital letters, digits and hyphens."))
        return code

    def clean_class_codes(self) -> list[ClassNode]:
        """The classes by their codes."""
        codes = {part.strip() for part in self.cleaned_data["class_codes"].split(",") if part.strip()}
        nodes = list(ClassNode.objects.filter(scheme__code=UNSPSC, code__in=codes))
        if missing := sorted(codes - {node.code for node in nodes}):
            raise forms.ValidationError(
                _("There is no class with the code %(codes)s."), params={"codes": ", ".join(missing)[:100]}
            )
        return nodes

    def clean(self):
        """A criterion has both names and a weight, a document both names."""
        data = super().clean() or {}
        for number in range(1, CRITERIA + 1):
            row = [data.get(f"criterion_ko_{number}"), data.get(f"criterion_en_{number}"), data.get(f"weight_{number}")]
            if any(row) and not all(row) and not self.errors.get(f"weight_{number}"):
                self.add_error(f"weight_{number}", _("A criterion has a name in both languages and a weight."))
        for number in range(1, DOCUMENTS + 1):
            row = [data.get(f"document_ko_{number}"), data.get(f"document_en_{number}")]
            if any(row) and not all(row):
                self.add_error(f"document_ko_{number}", _("A document has a name in both languages."))
        return data

    @property
    def facts(self) -> dict:
        """Plain fields for the service."""
        return {name: self.cleaned_data[name] for name in self.PLAIN}

    @property
    def criteria(self) -> list[CriterionIn]:
        """Criteria that were written."""
        rows = range(1, CRITERIA + 1)
        data = self.cleaned_data
        return [
            CriterionIn(data[f"criterion_ko_{n}"], data[f"criterion_en_{n}"], data[f"weight_{n}"])
            for n in rows
            if data.get(f"criterion_ko_{n}")
        ]

    @property
    def documents(self) -> list[DocumentIn]:
        """Documents that were written."""
        rows = range(1, DOCUMENTS + 1)
        data = self.cleaned_data
        return [
            DocumentIn(data[f"document_ko_{n}"], data[f"document_en_{n}"], data[f"needed_{n}"])
            for n in rows
            if data.get(f"document_ko_{n}")
        ]

    @property
    def plain_fields(self):
        """Fields of the group itself."""
        return [self[name] for name in ("code", "name_ko", "name_en", "class_codes", *self.PLAIN[3:])]

    @property
    def criterion_rows(self):
        """Criteria, a row each."""
        names = ("criterion_ko", "criterion_en", "weight")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, CRITERIA + 1)]

    @property
    def document_rows(self):
        """Documents, a row each."""
        names = ("document_ko", "document_en", "needed")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, DOCUMENTS + 1)]


class AnnounceForm(forms.Form):
    """Until when applications are taken."""

    use_required_attribute = False
    closes_on = DayField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Left empty: the shortest time allowed. It closes at 18:00."),
    )


class PlanForm(forms.Form):
    """The first answer to all applicants."""

    use_required_attribute = False
    plan_ko = _text(_("Evaluation plan (Korean)"), 3, help_text=_("Who evaluates, how, and until when."))
    plan_en = _text(_("Evaluation plan (English)"), 3, required=False)


class ReasonNeededForm(forms.Form):
    """A reason that others read."""

    use_required_attribute = False
    reason = TextField(
        label=pgettext_lazy("registration", "Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("A reason is needed: the applicant reads it.")},
    )


class NoteForm(forms.Form):
    """What is missing, or what was found at the yearly check."""

    use_required_attribute = False
    note = TextField(
        label=_("Note"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("A reason is needed: the applicant reads it.")},
    )


class ApplicationForm(forms.Form):
    """What an applicant says: criterion by criterion, references, certificates in force."""

    use_required_attribute = False

    def __init__(self, *args, application: GroupApplication, certificates: Sequence, **kwargs):
        super().__init__(*args, **kwargs)
        self.application = application
        for row in application.call.criteria:
            field = _text(
                gettext("%(name)s (%(weight)s points)")
                % {"name": named(row), "weight": number_text(Decimal(row["weight"]))},
                3,
                required=False,
                initial=application.answers.get(row["code"], ""),
            )
            field.needed_later = True  # type: ignore[attr-defined]
            self.fields[f"answer_{row['code']}"] = field
        self.fields["references"] = _text(
            _("References"),
            required=False,
            initial=application.references,
            help_text=_("One per line: customer, what, year."),
        )
        if certificates:
            chosen = {row.pk for row in application.certificates.all()}
            self.fields["certificates"] = forms.MultipleChoiceField(
                label=_("Certificates in force"),
                required=False,
                choices=[(str(row.pk), f"{row.kind} · {row.number}") for row in certificates],
                initial=[str(pk) for pk in chosen],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Verified ones of your company profile."),
            )
        self._certificates = {str(row.pk): row for row in certificates}

    @property
    def answers(self) -> dict[str, str]:
        """By code of the criterion."""
        return {row["code"]: self.cleaned_data[f"answer_{row['code']}"] for row in self.application.call.criteria}

    @property
    def certificates(self) -> list:
        """Those that were ticked."""
        return [self._certificates[pk] for pk in self.cleaned_data.get("certificates", [])]


class DocumentForm(forms.Form):
    """One file for one of the documents needed."""

    use_required_attribute = False
    code = forms.ChoiceField(
        label=_("Which document"), error_messages={"required": _("Choose which document this is.")}
    )
    file = UploadField(label=_("File"), kinds=PAPERS)

    def __init__(self, *args, call: GroupCall, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (row["code"], f"{named(row)}{'' if row['required'] else ' ' + gettext('(optional)')}")
            for row in call.documents
        ]


class RatingForm(forms.Form):
    """Every criterion in percent, with what the rating rests on."""

    use_required_attribute = False

    def __init__(self, *args, call: GroupCall, **kwargs):
        super().__init__(*args, **kwargs)
        self.call = call
        for row in call.criteria:
            self.fields[f"rating_{row['code']}"] = forms.DecimalField(
                label=named(row),
                min_value=0,
                max_value=100,
                decimal_places=0,
                widget=forms.NumberInput(attrs={"data-unit": "%"}),
                error_messages={"required": _("Rate every criterion.")},
            )
            self.fields[f"reason_{row['code']}"] = TextField(
                label=gettext("What it rests on: %(name)s") % {"name": named(row)},
                max_length=500,
                error_messages={"required": _("Say what the rating rests on: the applicant reads it.")},
            )

    @property
    def ratings(self) -> dict[str, tuple[Decimal, str]]:
        """As the service takes them: 0 to 1."""
        return {
            row["code"]: (
                self.cleaned_data[f"rating_{row['code']}"] / 100,
                self.cleaned_data[f"reason_{row['code']}"],
            )
            for row in self.call.criteria
        }

    @property
    def rows(self):
        """Rating and reason side by side."""
        return [(self[f"rating_{row['code']}"], self[f"reason_{row['code']}"]) for row in self.call.criteria]


class GateForm(forms.Form):
    """Why what the ESG entry gate says counts here; the verdict is that of the entry in force."""

    use_required_attribute = False
    reason = TextField(
        label=_("What it rests on, point by point"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("E-1 to E-10; for a “no” what is to be remedied."),
        error_messages={"required": _("A reason is needed: the applicant reads it.")},
    )


class ApplicationFilter(FilterForm):
    """The list of applications, narrowed."""

    group = forms.ChoiceField(label=_("Sourcing group"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("running", _("All that run")), *ApplicationState.choices[1:]],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = SourcingGroup.objects.order_by("code")
        self.fields["group"].choices = [("", gettext("All")), *((row.code, str(row)) for row in groups)]
