"""IN: who is asked to bid together, and with which share."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.forms import TextField
from portal.people.models import Company
from purchasing.bidding.forms.tco import PercentField


def supplier_with_number(told: str) -> Company | None:
    """The company with this business registration number, or this number in the portal."""
    digits = "".join(character for character in told if character.isdigit())
    suppliers = Company.objects.filter(is_buyer=False)
    found = suppliers.filter(number__iexact=told).first()
    if found is None and len(digits) == 10:
        found = suppliers.filter(brn=digits).first()
    return found


class PartnerForm(forms.Form):
    """Another company, by its number, and its share."""

    partner = TextField(
        label=_("Company"),
        help_text=_("Its business registration number, or its number in the portal."),
        max_length=20,
    )
    share = PercentField(label=_("Share of the partner"), help_text=_("Percent of the work, as the two have agreed."))

    def clean_partner(self) -> Company:
        """The company with this number."""
        found = supplier_with_number(self.cleaned_data["partner"].strip())
        if found is None:
            raise ValidationError(_("No company in the portal has this number."))
        return found
