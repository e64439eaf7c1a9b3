"""IN: declarations of minerals, their smelters, lists, classes, policy, cases."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models import ClassNode
from portal.countries import country_choices, country_name
from portal.files.forms import UploadField
from portal.forms import CodeField, DayField, FilterForm, TextField
from purchasing.esg.forms.suppliers import SupplierField
from purchasing.esg.models import MineralDeclaration
from purchasing.esg.rules.cmrt_words import country_of
from purchasing.esg.rules.minerals import LETTERS, questions_of
from purchasing.esg.services.mineral_files import LIST_FILE, WORKBOOK, countries
from purchasing.esg.services.minerals import Contents, SmelterIn
from purchasing.esg.states.minerals import (
    METALS_OF,
    POLICY_METALS,
    DeclarationScope,
    DeclarationState,
    ListKind,
    Metal,
    MineralStrategy,
    MineralTemplate,
    SmelterStatus,
)

MOST_PRODUCTS = 500
ANSWERS = [("", "—"), ("yes", _("yes")), ("no", _("no")), ("unknown", pgettext_lazy("answer", "unknown"))]
SHARES = [
    ("", "—"),
    *((share, share) for share in ("100%", ">90%", ">75%", ">50%", "50%", "<50%", "0%")),
]


def _day(label, **options) -> forms.DateField:
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class DeclarationFilter(FilterForm):
    """Words, state, template."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number or company")}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("Not ended")), *DeclarationState.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    template = forms.ChoiceField(
        label=_("template"),
        required=False,
        choices=[("", _("All")), ("cmrt", "CMRT"), ("emrt", "EMRT")],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )


class SmelterFilter(FilterForm):
    """Words, mineral, status of a list."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name or number of a smelter")}),
    )
    metal = forms.ChoiceField(
        label=_("mineral"),
        required=False,
        choices=[("", _("All")), *Metal.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), *SmelterStatus.choices],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )


class TemplateForm(forms.Form):
    """Which template."""

    template = forms.ChoiceField(label=_("template"), choices=MineralTemplate.choices, widget=forms.RadioSelect)


class RequestForm(TemplateForm):
    """Who is asked."""

    company = SupplierField()
    field_order = ["company", "template"]


class QuestionForm(forms.Form):
    """A question to the supplier."""

    question = TextField(label=_("question to the supplier"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class WorkbookForm(forms.Form):
    """The workbook."""

    file = UploadField(label=_("workbook"), kinds=WORKBOOK)


class DeclarationForm(forms.Form):
    """All of a declaration but its smelters: nothing is required while it is a draft."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    template_version = CodeField(
        label=_("version of the template"),
        max_length=12,
        required=False,
        validators=[RegexValidator(r"^\d+(\.\d+)*$", _("Digits and dots, such as 6.4."))],
    )
    declared_on = _day(_("date of the declaration"), required=False)
    contact = TextField(label=_("contact"), max_length=120, required=False)
    contact_email = forms.EmailField(label=_("contact's e-mail"), required=False)
    authorizer = TextField(label=_("signed for the company by"), max_length=120, required=False)
    scope = forms.ChoiceField(label=_("scope"), choices=DeclarationScope.choices)
    scope_text = TextField(label=_("what it covers"), max_length=500, required=False)
    products = TextField(
        label=pgettext_lazy("minerals", "products"),
        required=False,
        max_length=40_000,
        help_text=_("One line for each: part number; name; comment."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono"}),
    )
    says_required = False

    def __init__(self, declaration: MineralDeclaration, data=None, *, words: dict[str, Any]):
        self.declaration = declaration
        self.template = MineralTemplate(declaration.template)
        super().__init__(data, initial=_initial(declaration))
        self.asked = questions_of(declaration.template, declaration.template_version)
        for metal in METALS_OF[self.template]:
            for question in self.asked:
                choices = SHARES if question == "suppliers" else ANSWERS
                given = declaration.metal_answers.get(str(metal), {}).get(question, "")
                self._add(f"{metal}-{question}", words[question], choices, given, hidden_label=metal.label)
        for letter in LETTERS[self.template]:
            given = declaration.company_answers.get(letter, "")
            self._add(f"company-{letter}", words[letter], ANSWERS, given)

    def _add(self, name: str, label, choices, given: str, hidden_label="") -> None:
        if given and given not in dict(choices):
            choices = [*choices, (given, given)]
        words = f"{label} ({hidden_label})" if hidden_label else label
        self.fields[name] = forms.ChoiceField(label=words, choices=choices, required=False, initial=given)

    @property
    def head_fields(self):
        """What stands above the questions."""
        names = ("template_version", "declared_on", "contact", "contact_email", "authorizer", "scope", "scope_text")
        return [self[name] for name in (*names, "products")]

    @property
    def company_fields(self):
        """The lettered questions."""
        return [(letter, self[f"company-{letter}"]) for letter in LETTERS[self.template]]

    @property
    def metal_rows(self):
        """One row for each mineral: its name and the answers in order."""
        return [(metal, [self[f"{metal}-{question}"] for question in self.asked]) for metal in METALS_OF[self.template]]

    def clean_products(self) -> list[dict[str, str]]:
        """Lines to products; too many are said."""
        rows = [line.strip() for line in self.cleaned_data["products"].splitlines() if line.strip()]
        if len(rows) > MOST_PRODUCTS:
            raise ValidationError(_("At most %(most)s products: send a workbook."), params={"most": MOST_PRODUCTS})
        found = []
        for row in rows:
            no, name, comment = (*(part.strip() for part in row.split(";", 2)), "", "")[:3]
            found.append({"no": no[:80], "name": name[:200], "comment": comment[:300]})
        return found

    def contents(self) -> Contents:
        """As the service takes it; comments that a workbook brought stay."""
        given = self.cleaned_data
        metals: dict[str, dict[str, str]] = {}
        for metal in METALS_OF[self.template]:
            told = {question: given[f"{metal}-{question}"] for question in self.asked}
            metals[str(metal)] = {question: answer for question, answer in told.items() if answer}
        company = {letter: given[f"company-{letter}"] for letter in LETTERS[self.template]}
        return Contents(
            template_version=given["template_version"],
            scope=given["scope"],
            scope_text=given["scope_text"],
            products=given["products"],
            contact=given["contact"],
            contact_email=given["contact_email"],
            authorizer=given["authorizer"],
            declared_on=given["declared_on"],
            company_answers={letter: answer for letter, answer in company.items() if answer},
            metal_answers=metals,
            comments=self.declaration.comments,
        )


def _initial(declaration: MineralDeclaration) -> dict[str, Any]:
    names = ("version", "template_version", "declared_on", "contact", "contact_email", "authorizer", "scope")
    told = {name: getattr(declaration, name) for name in (*names, "scope_text")}
    lines = [
        "; ".join(filter(None, [each["no"], each.get("name", ""), each.get("comment", "")]))
        for each in declaration.products
    ]
    return told | {"products": "\n".join(lines)}


class SmelterForm(forms.Form):
    """One smelter."""

    metal = forms.ChoiceField(label=_("mineral"))
    cid = CodeField(
        label=_("smelter number"),
        max_length=12,
        required=False,
        help_text=_("CID and six digits; leave it empty if the smelter is not on the list."),
        validators=[RegexValidator(r"^CID\d{6}$", _("CID and six digits, such as CID001234."))],
        widget=forms.TextInput(attrs={"class": "mono"}),
    )
    name = TextField(label=_("name"), max_length=200)
    country = forms.ChoiceField(label=_("country"), required=False)
    mines = TextField(
        label=_("Countries of origin"),
        max_length=300,
        required=False,
        help_text=_("Names or codes, separated by semicolons."),
    )
    recycled = forms.BooleanField(label=_("recycled or scrap only"), required=False)
    linked = forms.BooleanField(label=_("Our company or its owners hold shares in it, or it in ours"), required=False)
    comment = TextField(label=_("comment"), max_length=500, required=False)

    def __init__(self, template: str, *arguments, **options):
        super().__init__(*arguments, **options)
        metals = METALS_OF[MineralTemplate(template)]
        self.fields["metal"].choices = [(metal.value, metal.label) for metal in metals]
        language = (get_language() or "ko")[:2]
        self.fields["country"].choices = [("", "—"), *country_choices(language)]

    def clean_mines(self) -> list[str]:
        """Codes."""
        known, found = countries(), []
        for part in re.split(r"[;\n]+", self.cleaned_data["mines"]):
            if not part.strip():
                continue
            code = country_of(part, known)
            if not code:
                raise ValidationError(_("“%(words)s” is no country."), params={"words": part.strip()})
            found.append(code)
        return list(dict.fromkeys(found))

    def smelter(self) -> SmelterIn:
        """As the service takes it."""
        given = dict(self.cleaned_data)
        return SmelterIn(mine_countries=given.pop("mines"), **given)

    @staticmethod
    def initial_of(each) -> dict[str, Any]:
        """Of one that is there."""
        names = ("metal", "cid", "name", "country", "recycled", "linked", "comment")
        language = (get_language() or "ko")[:2]
        mines = "; ".join(country_name(code, language) for code in each.mine_countries)
        return {name: getattr(each, name) for name in names} | {"mines": mines}


class ListForm(forms.Form):
    """A version of a list."""

    kind = forms.ChoiceField(label=_("list"), choices=ListKind.choices)
    version = CodeField(label=_("version"), max_length=40)
    listed_on = _day(_("as of"))
    source = TextField(label=_("source"), max_length=200)
    file = UploadField(
        label=_("file"),
        kinds=LIST_FILE,
        help_text=_("Columns are known by their names: number, mineral, name, country, status."),
    )


class ClassForm(forms.Form):
    """A class with minerals."""

    code = CodeField(label=_("class"), max_length=12, help_text=_("Code of the class; all below it counts as well."))
    metals = forms.MultipleChoiceField(
        label=_("minerals"),
        choices=[(metal.value, metal.label) for metal in Metal if metal in POLICY_METALS],
        widget=forms.CheckboxSelectMultiple,
    )
    reason = TextField(label=_("why"), max_length=200, help_text=_("Where in these goods the minerals are."))

    def clean_code(self) -> ClassNode:
        """The class itself."""
        node = ClassNode.objects.filter(scheme__code="UNSPSC", code=self.cleaned_data["code"]).first()
        if node is None:
            raise ValidationError(_("There is no class with this code."))
        return node


class PolicyForm(forms.Form):
    """A version of the policy."""

    version = CodeField(label=_("version"), max_length=12)
    effective_on = _day(_("in force from"))
    text_ko = TextField(label=_("text (Korean)"), max_length=8000, widget=forms.Textarea(attrs={"rows": 14}))
    text_en = TextField(label=_("text (English)"), max_length=8000, widget=forms.Textarea(attrs={"rows": 14}))


class StrategyForm(forms.Form):
    """What follows from the risks."""

    strategy = forms.ChoiceField(
        label=_("strategy"),
        choices=[(each.value, each.label) for each in MineralStrategy if each.value],
        widget=forms.RadioSelect,
    )
    words = TextField(label=_("why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class StepForm(forms.Form):
    """What was found about a step."""

    words = TextField(label=_("what was found"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
