"""IN: one supplier, as people write it."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.forms import TextField
from portal.people.models import Company
from purchasing.esg.models import Assessment
from purchasing.esg.states import AssessmentState


class SupplierField(TextField):
    """A supplier by its business number, its number here, or a part of its name that fits one only."""

    def __init__(self, **options):
        options.setdefault("label", _("Company"))
        options.setdefault("help_text", _("Business number, or a part of the name that fits one company only."))
        options.setdefault("max_length", 100)
        super().__init__(**options)

    def prepare_value(self, value):
        """A chosen company is shown by its number."""
        return value.number if isinstance(value, Company) else value

    def clean(self, value):
        """The one company that is meant; else what was found is said."""
        words = super().clean(value)
        if not words:
            return None
        suppliers = Company.objects.filter(is_buyer=False)
        exact = suppliers.filter(Q(number__iexact=words) | Q(brn=words.replace("-", ""))).first()
        if exact is not None:
            return exact
        found = list(suppliers.filter(Q(legal_name_ko__icontains=words) | Q(legal_name_en__icontains=words))[:4])
        if not found:
            raise ValidationError(_("No registered company fits “%(words)s”."), code="none", params={"words": words})
        if len(found) > 1:
            names = ", ".join(company.name for company in found[:3])
            raise ValidationError(
                _("More than one company fits: %(names)s. Write the business number."),
                code="many",
                params={"names": names},
            )
        return found[0]


def assessment_of(form: forms.Form, given: dict) -> None:
    """Turn a typed number of an assessment into the company's own final one, or say what is wrong."""
    company, number = given.get("company"), given.get("assessment")
    given["assessment"] = None
    if number and company is not None:
        found = Assessment.objects.filter(number__iexact=number, company=company, state=AssessmentState.FINAL)
        given["assessment"] = found.select_related("company").first()
        if given["assessment"] is None:
            form.add_error("assessment", _("This company has no final assessment of this number."))
