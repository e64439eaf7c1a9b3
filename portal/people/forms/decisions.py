"""Reasons and decisions about a company; certificates and their verification."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import CodeField, DayField, TextField
from portal.people.forms.company import PAPERS, several_lines
from portal.people.models import CertificateKind, Company
from portal.people.states import SizeClass
from portal.text import digits_of


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
