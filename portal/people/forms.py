"""IN: what people type about companies, people and papers."""

from collections.abc import Callable

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.countries import country_choices
from portal.errors import RuleBroken
from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS, PICTURES
from portal.forms import CodeField, DayField, FilterForm, TextField, WonField
from portal.people.models import CertificateKind, Company, Role
from portal.people.rules import industry_code
from portal.people.services import Post, check_corp_no, check_facts, check_number, check_postcode
from portal.people.states import CompanyState, LegalForm, Level, SizeClass
from portal.text import digits_of, plain_code

PAPERS = (DOCUMENTS & {"pdf"}) | PICTURES
REGISTRATION_TO_DAY = _("Issued within the last three months.")


def several_lines(rows: int = 4) -> forms.Textarea:
    """A box for several lines."""
    return forms.Textarea(attrs={"rows": rows})


class DigitsField(forms.CharField):
    """A number that is written with separators: they are dropped."""

    def __init__(self, *, digits: int, **options):
        self.digits = digits
        super().__init__(max_length=40, **options)

    def widget_attrs(self, widget):
        """Digits on the phone's keyboard."""
        return {"inputmode": "numeric", "autocomplete": "off", **super().widget_attrs(widget)}

    def to_python(self, value):
        """Digits only."""
        return digits_of(super().to_python(value) or "")

    def validate(self, value):
        """As many as there must be."""
        super().validate(value)
        if value and len(value) != self.digits:
            raise forms.ValidationError(
                _("%(found)d digits were found; there must be %(digits)d.")
                % {"found": len(value), "digits": self.digits},
                code="digits",
            )


def say_refusal(form: forms.Form, check: Callable[..., None], *about: object) -> None:
    """What a service's check refuses, at its field: beside what the form found itself, not after it."""
    try:
        check(*about)
    except RuleBroken as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


class ContactForm(forms.Form):
    """What a company may change at any time."""

    FACTS: tuple[str, ...] = ("phone",)  # what services.check_facts looks at

    postcode = CodeField(label=_("Postcode"), max_length=10, required=False)
    address = TextField(label=_("Address"), max_length=200)
    address_detail = TextField(label=_("Address, detail"), max_length=100, required=False)
    phone = CodeField(label=_("Phone"), max_length=30)
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")
    about_ko = TextField(label=_("About the company (Korean)"), max_length=2000, required=False, widget=several_lines())
    about_en = TextField(
        label=_("About the company (English)"), max_length=2000, required=False, widget=several_lines()
    )

    def clean_website(self):
        """Only web addresses."""
        value = self.cleaned_data["website"]
        if value and not value.startswith(("http://", "https://")):
            raise forms.ValidationError(_("A web address begins with https://."))
        return value

    def clean(self):
        """What no company can have is said with everything else."""
        data = super().clean()
        for name in self.FACTS:
            say_refusal(self, check_facts, {name: data.get(name)})
        return data


class IdentityForm(ContactForm):
    """Everything about a company that nobody has vouched for yet, except its number."""

    FACTS = ("phone", "established_on", "industry")

    legal_name_ko = TextField(label=_("Legal name"), max_length=200, help_text=_("As in the registration certificate."))
    legal_name_en = TextField(label=_("Legal name (English)"), max_length=200, required=False)
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=LegalForm.choices, required=False)
    rep_name = TextField(label=_("Representative"), max_length=80)
    established_on = DayField(label=_("Established on"), required=False)
    corp_no = DigitsField(
        label=_("Corporate registration number"),
        digits=13,
        required=False,
        help_text=_("13 digits; sole traders have none."),
    )
    industry = CodeField(label=_("Industry (KSIC)"), max_length=10, required=False, help_text=_("Code such as C2400."))
    document = UploadField(
        label=_("Business registration certificate"), kinds=PAPERS, required=False, help_text=REGISTRATION_TO_DAY
    )
    field_order = [
        "legal_name_ko",
        "legal_name_en",
        "legal_form",
        "rep_name",
        "established_on",
        "corp_no",
        "industry",
        "postcode",
        "address",
        "address_detail",
        "phone",
        "website",
        "about_ko",
        "about_en",
        "document",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].needed_later = True

    def clean_industry(self):
        """In the one form that we keep, if it is a code."""
        typed = self.cleaned_data["industry"]
        return industry_code(typed) or typed

    def clean(self):
        """The corporate number must fit, beside everything else."""
        data = super().clean()
        if data.get("corp_no"):
            say_refusal(self, check_corp_no, data["corp_no"], data.get("established_on"))
        return data


class RegisterForm(IdentityForm):
    """A company registers: its number first."""

    use_required_attribute = False  # which number is needed depends on the country
    country = forms.ChoiceField(label=_("Country"), initial="KR")
    brn = DigitsField(
        label=_("Business registration number"),
        digits=10,
        required=False,
        help_text=_("10 digits, such as 123-45-67891."),
    )
    foreign_id_type = forms.ChoiceField(
        label=_("Kind of number"),
        choices=Company.ForeignId.choices,
        error_messages={"required": _("Choose which number identifies the company: LEI, VAT or D-U-N-S.")},
    )
    foreign_id = forms.CharField(
        label=_("Number"),
        max_length=40,
        error_messages={"required": _("Enter the number that identifies the company.")},
    )
    message = TextField(
        label=_("Message to the administrator"),
        max_length=300,
        required=False,
        help_text=_("Read only if your company is already here: then its administrator decides about your access."),
    )
    field_order = ["country", "brn", "foreign_id_type", "foreign_id", *IdentityForm.field_order, "message"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices(get_language())
        country = (
            self.data.get("country") if self.is_bound else self.get_initial_for_field(self.fields["country"], "country")
        )
        self.fields["brn"].required = country == "KR"
        for name in ("foreign_id_type", "foreign_id"):
            self.fields[name].required = country != "KR"

    def clean_foreign_id(self):
        """Capital letters, no spaces, dots or dashes."""
        number = plain_code(self.cleaned_data["foreign_id"]).upper()
        return "".join(character for character in number if character.isalnum())

    def clean(self):
        """A Korean company has its business number, a foreign one one of three others; never both."""
        data = super().clean()
        unused = ["foreign_id_type", "foreign_id"] if data.get("country") == "KR" else ["brn"]
        for name in unused:
            data[name] = ""
            self.errors.pop(name, None)
        number = ("country", "brn", "foreign_id_type", "foreign_id")
        if not any(name in self.errors for name in number):
            say_refusal(self, check_number, *(data[name] for name in number))
        say_refusal(self, check_postcode, data.get("postcode", ""), data.get("country", ""))
        return data


class ReasonForm(forms.Form):
    """A decision with a reason that others read."""

    reason = TextField(label=pgettext_lazy("company", "Reason"), max_length=500, widget=several_lines(3))


class OptionalReasonForm(forms.Form):
    """A decision that may have a reason."""

    reason = TextField(
        label=pgettext_lazy("company", "Reason"), max_length=500, required=False, widget=several_lines(3)
    )


class SuspendForm(ReasonForm):
    """A proposal to suspend."""

    until = DayField(
        label=_("Until"), required=False, help_text=_("Last day of the suspension; empty: until reinstated.")
    )


def company_named(text: str, companies: QuerySet[Company]) -> Company:
    """The company with this business number, or number in the portal."""
    digits = digits_of(text)
    number = {"number__iexact": text} if text[:1].isalpha() else {"brn": digits} if digits else {"number": ""}
    company = companies.filter(**number).first()
    if company is None:
        raise forms.ValidationError(_("There is no company with this number in the portal."), code="unknown")
    return company


class ParentForm(ReasonForm):
    """A proposal which company owns this one."""

    parent = forms.CharField(
        label=_("Number of the parent company"),
        max_length=40,
        required=False,
        help_text=_("Its business number or number in this portal (CMP-…); empty: it has none any more."),
    )
    field_order = ["parent", "reason"]

    def __init__(self, *args, companies, **kwargs):
        super().__init__(*args, **kwargs)
        self.companies = companies

    def clean_parent(self):
        """The company with this number."""
        text = self.cleaned_data["parent"].strip()
        return company_named(text, self.companies) if text else None


class SuccessionForm(ReasonForm):
    """A proposal which company stands from now on where this one stood."""

    successor = forms.CharField(
        label=_("Number of the successor"),
        max_length=40,
        help_text=_("Its business number or number in this portal (CMP-…)."),
    )
    merged_on = DayField(label=_("Day of the merger"), help_text=_("As the commercial register shows it."))
    document = UploadField(label=_("Extract of the register"), kinds=PAPERS)
    field_order = ["successor", "merged_on", "document", "reason"]

    def __init__(self, *args, companies, **kwargs):
        super().__init__(*args, **kwargs)
        self.companies = companies

    def clean_successor(self):
        """The company with this number."""
        return company_named(self.cleaned_data["successor"].strip(), self.companies)


class RolesField(forms.ModelMultipleChoiceField):
    """Roles of one side, to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(queryset=Role.objects.none(), label=_("Roles"), **options)


class RolesForm(forms.Form):
    """Which roles a person holds; in the buying organisation also the department and the amount."""

    roles = RolesField()
    department = TextField(
        label=_("Department"),
        max_length=80,
        required=False,
        help_text=_("Needed for an opening committee: its two members come from different departments."),
    )
    approval_limit_won = WonField(
        label=_("May approve up to"),
        min_value=0,
        required=False,
        help_text=_("For approvers only. Without an amount an approver may approve no award."),
    )

    def __init__(self, *args, company, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].queryset = choices
        self.has_post = company.is_buyer
        if not self.has_post:
            del self.fields["department"], self.fields["approval_limit_won"]

    def post(self) -> Post | None:
        """Department and amount, where the company has them."""
        if not self.has_post:
            return None
        return Post(self.cleaned_data["department"], self.cleaned_data["approval_limit_won"])

    def codes(self) -> list[str]:
        """The chosen codes."""
        return [role.pk for role in self.cleaned_data["roles"]]


class InviteForm(RolesForm):
    """Whom to invite, with which roles."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    field_order = ["email", "roles", "department", "approval_limit_won"]


class CertificateForm(forms.Form):
    """A certificate and its evidence."""

    kind = forms.ModelChoiceField(label=pgettext_lazy("company", "Kind"), queryset=CertificateKind.objects.none())
    number = CodeField(label=_("Certificate number"), max_length=80)
    issuer = TextField(label=_("Issuer"), max_length=120)
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(
        label=_("Valid to"), required=False, help_text=_("From the document; empty only if it does not expire.")
    )
    document = UploadField(label=_("Document"), kinds=PAPERS)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = kinds


class VerifyForm(forms.Form):
    """What the verifier read in the document."""

    size_class = forms.ChoiceField(label=_("Size that the document states"), choices=SizeClass.choices)


class ProfileForm(forms.Form):
    """One's own name, language and phone."""

    name = TextField(label=_("Your name"), max_length=80, min_length=2)
    language = forms.ChoiceField(label=_("Language of mails and pages"), choices=[("ko", "한국어"), ("en", "English")])
    phone = CodeField(label=_("Phone"), max_length=30, required=False)

    def clean(self):
        """A telephone number, if any."""
        data = super().clean()
        say_refusal(self, check_facts, {"phone": data.get("phone")})
        return data


class CompanyFilter(FilterForm):
    """The suppliers' register: by words, state and level."""

    q = forms.CharField(label=_("Name or number"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *CompanyState.choices], required=False)
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("All")), *Level.choices], required=False)


class MemberFilter(FilterForm):
    """The people of a company: by words and role. Only who manages them reads and searches addresses."""

    q = forms.CharField(label=_("Name or department"), max_length=80, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *arguments, roles: list[Role], by_email: bool, **options):
        super().__init__(*arguments, **options)
        self.fields["role"].choices = [("", _("All")), *((role.pk, str(role)) for role in roles)]  # type: ignore[attr-defined]
        if by_email:
            self.fields["q"].label = _("Name, e-mail or department")


class RightsFilter(FilterForm):
    """Above the table of rights: one role, one area."""

    role = forms.ChoiceField(label=_("Role"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, *arguments, roles: list[tuple[str, str]], areas: list[tuple[str, str]], **options):
        super().__init__(*arguments, **options)
        self.fields["role"].choices = [("", _("All")), *roles]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", _("All")), *areas]  # type: ignore[attr-defined]
