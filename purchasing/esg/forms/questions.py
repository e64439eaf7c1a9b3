"""IN: question sets and their questions."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.files.forms import UploadField
from portal.files.states import Kind
from portal.forms import CodeField, DayField, FilterForm, TextField
from portal.people.models import CertificateKind
from portal.people.states import SizeClass
from purchasing.esg.forms.answers import FigureField
from purchasing.esg.models import QuestionSet
from purchasing.esg.registry import known_facts
from purchasing.esg.rules.questionnaire import SCORES, AnchorIn, QuestionIn
from purchasing.esg.states import Area, Pillar, QuestionKind, SetState

SHARES = ("weight_e", "weight_s", "weight_g", "na_share")
FACTS = {
    "eco_labels": gettext_lazy("valid eco-labels in e-Catalog"),
    "eco_3r": gettext_lazy("claims of recycling and reuse in e-Catalog"),
    "code": gettext_lazy("consent to the code of conduct"),
    "payment": gettext_lazy("payment of own suppliers"),
    "minerals": gettext_lazy("declaration of minerals"),
    "courses": gettext_lazy("certificates of ESG courses"),
}


class SetFilter(FilterForm):
    """Words and state."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Code or title")}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *SetState.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )


class ShareField(forms.DecimalField):
    """A share of 1, typed in percent."""

    def __init__(self, **options: Any):
        super().__init__(
            min_value=0, max_value=100, max_digits=7, decimal_places=4, widget=forms.TextInput(), **options
        )

    def widget_attrs(self, widget):
        """The unit behind."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "data-unit": "%"}

    def prepare_value(self, value):
        """Stored shares in percent."""
        return f"{(value * 100).normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value):
        """As a share of 1."""
        typed = super().clean(value)
        return None if typed is None else typed / 100


def _day(label) -> forms.DateField:
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class VersionForm(forms.Form):
    """The next version of a set."""

    version = CodeField(
        label=gettext_lazy("Version"),
        max_length=12,
        validators=[RegexValidator(r"^[0-9A-Za-z.]+$", gettext_lazy("Digits, letters and dots, such as 1.1."))],
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2018, max_value=2100)
    valid_from = _day(gettext_lazy("Valid from"))


class SetForm(VersionForm):
    """For whom a set is, and how it weighs."""

    code = CodeField(
        label=gettext_lazy("Code"),
        max_length=20,
        validators=[
            RegexValidator(r"^[A-Z][A-Z0-9-]*$", gettext_lazy("Capital letters, digits and hyphens, such as TG-ESG."))
        ],
    )
    title_ko = TextField(label=gettext_lazy("Title (Korean)"), max_length=120)
    title_en = TextField(label=gettext_lazy("Title (English)"), max_length=120)
    sizes = forms.MultipleChoiceField(
        label=gettext_lazy("Sizes of company"),
        required=False,
        choices=[choice for choice in SizeClass.choices if choice[0]],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all sizes."),
    )
    industries = TextField(
        label=gettext_lazy("Industries (beginnings of KSIC codes)"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Separated by commas, such as 24, 25. Empty: all industries."),
    )
    weight_e = ShareField(label=gettext_lazy("Weight of environment"))
    weight_s = ShareField(label=gettext_lazy("Weight of society"))
    weight_g = ShareField(label=gettext_lazy("Weight of governance"))
    band_a = FigureField(label=gettext_lazy("Band A from"))
    band_b = FigureField(label=gettext_lazy("Band B from"))
    band_c = FigureField(label=gettext_lazy("Band C from"))
    na_share = ShareField(label=gettext_lazy("Most of a pillar's weight that may not apply"))
    field_order = [
        "code", "version", "year", "valid_from", "title_ko", "title_en", "sizes", "industries",
        "weight_e", "weight_s", "weight_g", "band_a", "band_b", "band_c", "na_share",
    ]  # fmt: skip

    def clean_industries(self) -> list[str]:
        """Beginnings of codes."""
        parts = [part.strip() for part in re.split(r"[,\s]+", self.cleaned_data["industries"]) if part.strip()]
        for part in parts:
            if not re.fullmatch(r"[0-9]{1,5}", part):
                raise forms.ValidationError(_("“%(part)s” is not the beginning of a KSIC code."), params={"part": part})
        return parts

    def clean(self):
        """The bands go down."""
        given = super().clean()
        a, b, c = (given.get(name) for name in ("band_a", "band_b", "band_c"))
        if a is not None and b is not None and c is not None and not 100 >= a > b > c > 0:
            self.add_error("band_a", _("The bands lie in the order A, B, C between 0 and 100."))
        return given


def set_initial(question_set: QuestionSet) -> dict[str, Any]:
    """What the form shows of a stored set."""
    initial = {name: getattr(question_set, name) for name in SetForm.base_fields}
    initial["industries"] = ", ".join(question_set.industries)
    return initial


class QuestionForm(forms.Form):
    """A question with its six anchors."""

    code = CodeField(
        label=gettext_lazy("Code"),
        max_length=8,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]*$", gettext_lazy("A letter, then letters or digits, such as E1."))],
    )
    pillar = forms.ChoiceField(label=gettext_lazy("Pillar"), choices=Pillar.choices)
    area = forms.ChoiceField(label=pgettext_lazy("esg", "Area"), choices=Area.choices)
    kind = forms.ChoiceField(label=pgettext_lazy("question", "Answered by"), choices=QuestionKind.choices)
    text_ko = TextField(
        label=gettext_lazy("Question (Korean)"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    text_en = TextField(
        label=gettext_lazy("Question (English)"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    help_ko = TextField(
        label=gettext_lazy("Help (Korean)"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    help_en = TextField(
        label=gettext_lazy("Help (English)"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    weight = forms.TypedChoiceField(
        label=pgettext_lazy("question", "Weight"),
        coerce=int,
        choices=[(str(n), str(n)) for n in range(1, 6)],
        initial="3",
    )
    evidence_from = forms.TypedChoiceField(
        label=gettext_lazy("Documents from score"),
        coerce=int,
        choices=[("0", gettext_lazy("never")), *((str(n), str(n)) for n in range(1, 6))],
        initial="2",
    )
    unit = TextField(label=gettext_lazy("Unit of a figure"), required=False, max_length=20)
    fact = forms.ChoiceField(label=gettext_lazy("Known from"), required=False)
    depends_on = forms.ChoiceField(label=gettext_lazy("Asked only after"), required=False)
    depends_from = forms.TypedChoiceField(
        label=gettext_lazy("answered with at least"),
        coerce=int,
        empty_value=1,
        required=False,
        choices=[(str(n), str(n)) for n in range(1, 6)],
    )
    critical = forms.BooleanField(label=gettext_lazy("Critical: 0 or 1 decides the band"), required=False)
    na_allowed = forms.BooleanField(label=gettext_lazy("May not apply"), required=False, initial=True)
    falling = forms.BooleanField(label=gettext_lazy("Less is better (bounds fall)"), required=False)
    evidence_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Certificates that prove it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kesg = TextField(label=gettext_lazy("K-ESG items"), required=False, max_length=60)

    def __init__(self, *args: Any, others: list[str], **options: Any):
        super().__init__(*args, **options)
        kinds = CertificateKind.objects.filter(in_use=True).order_by("order")
        self.fields["evidence_kinds"].choices = [(kind.code, str(kind)) for kind in kinds]
        self.fields["depends_on"].choices = [("", _("always asked")), *((code, code) for code in others)]
        names = [name for name, _source in known_facts.items()]
        self.fields["fact"].choices = [("", _("certificates and earlier answers only"))] + [
            (name, FACTS.get(name, name)) for name in names
        ]
        for score in SCORES:
            words = {"score": score}
            self.fields[f"anchor{score}_ko"] = TextField(
                label=_("%(score)s means (Korean)") % words, required=False, max_length=200
            )
            self.fields[f"anchor{score}_en"] = TextField(
                label=_("%(score)s means (English)") % words, required=False, max_length=200
            )
            self.fields[f"bound{score}"] = FigureField(label=_("Bound of %(score)s") % words, required=False)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Above the anchors."""
        return [self[name] for name in self.fields if not re.match(r"anchor|bound", name)]

    @property
    def anchor_rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """Score by score."""
        return [
            (score, [self[f"anchor{score}_ko"], self[f"anchor{score}_en"], self[f"bound{score}"]]) for score in SCORES
        ]

    def told(self) -> QuestionIn:
        """What was sent; only when valid."""
        given = self.cleaned_data
        anchors = []
        for score in SCORES:
            ko, en, bound = given[f"anchor{score}_ko"], given[f"anchor{score}_en"], given[f"bound{score}"]
            if ko or en or bound is not None:
                anchors.append(AnchorIn(score, ko, en, bound, given["falling"]))
        plain = {
            name: given[name]
            for name in QuestionIn.__slots__
            if name in given and name not in ("kesg", "evidence_kinds")
        }
        return QuestionIn(
            **plain,
            evidence_kinds=tuple(given["evidence_kinds"]),
            kesg=tuple(part.strip()[:8] for part in re.split(r"[;,]", given["kesg"]) if part.strip()),
            anchors=tuple(anchors),
        )


def question_initial(told: QuestionIn) -> dict[str, Any]:
    """What the form shows of a stored question."""
    initial: dict[str, Any] = {name: getattr(told, name) for name in QuestionIn.__slots__ if name != "anchors"}
    initial |= {"kesg": ", ".join(told.kesg), "evidence_kinds": list(told.evidence_kinds)}
    initial["falling"] = any(anchor.falling for anchor in told.anchors)
    for anchor in told.anchors:
        initial[f"anchor{anchor.score}_ko"] = anchor.text_ko
        initial[f"anchor{anchor.score}_en"] = anchor.text_en
        initial[f"bound{anchor.score}"] = anchor.bound
    return initial


class ImportForm(forms.Form):
    """A table of questions."""

    file = UploadField(
        label=gettext_lazy("Table (XLSX or CSV)"),
        kinds={Kind.XLSX, Kind.CSV},
        help_text=gettext_lazy(
            "One row a question, with the columns of an export. It takes the place of all questions."
        ),
    )


class SendBackForm(forms.Form):
    """Why it is not published yet."""

    reason = TextField(
        label=gettext_lazy("What has to change"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
