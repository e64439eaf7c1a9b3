"""A company's data: registered, completed, kept up to date."""

from collections.abc import Callable

from django import forms
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.countries import country_choices
from portal.errors import RuleBroken
from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS, PICTURES
from portal.forms import CodeField, DayField, TextField
from portal.people.models import Company
from portal.people.queries import company_terms
from portal.people.rules import industry_code
from portal.people.services import check_certificate_day, check_corp_no, check_facts, check_number, check_postcode
from portal.people.states import LegalForm
from portal.text import digits_of

PAPERS = (DOCUMENTS & {"pdf"}) | PICTURES


def certificate_age_text() -> str:
    """Where the day stands, and how old the registration certificate may be."""
    months = company_terms(today()).certificate_months
    return ngettext(
        "As printed on the certificate; at most %(months)d month ago.",
        "As printed on the certificate; at most %(months)d months ago.",
        months,
    ) % {"months": months}


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
    document = UploadField(label=_("Business registration certificate"), kinds=PAPERS, required=False)
    registration_issued_on = DayField(label=_("Certificate issued on"), required=False)
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
        "registration_issued_on",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].needed_later = self.fields["registration_issued_on"].needed_later = True
        self.fields["registration_issued_on"].help_text = certificate_age_text()

    def clean_industry(self):
        """In the one form that we keep, if it is a code."""
        typed = self.cleaned_data["industry"]
        return industry_code(typed) or typed

    def clean(self):
        """The corporate number must fit, and the certificate be recent, beside everything else.

        A day that was said before and stays is looked at when the registration is submitted.
        """
        data = super().clean()
        if "registration_issued_on" in self.changed_data:
            say_refusal(self, check_certificate_day, data.get("registration_issued_on"))
        if (
            data.get("document")
            and not data.get("registration_issued_on")
            and not self.has_error("registration_issued_on")
        ):
            self.add_error(
                "registration_issued_on", _("Say when the certificate was issued: the day is printed on it.")
            )
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
