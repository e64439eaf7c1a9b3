"""IN: technology offers and their licences."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm, TextField, WonField
from sharedgrowth.support.forms.fields import day_field, whole_field, words_field
from sharedgrowth.support.models import TechOffer
from sharedgrowth.support.states.offers import LicenceState, LicenceTerms, OfferState, TechField


class OfferFilter(FilterForm):
    """Above the technologies; staff also filter by state."""

    q = TextField(label=_("Technology or patent number"), max_length=80, required=False)
    field = forms.ChoiceField(
        label=pgettext_lazy("technology", "Field"), required=False, choices=[("", _("all")), *TechField.choices]
    )
    terms = forms.ChoiceField(
        label=pgettext_lazy("licence", "Terms"), required=False, choices=[("", _("all")), *LicenceTerms.choices]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *OfferState.choices])

    def __init__(self, *args, inside: bool, **options):
        super().__init__(*args, **options)
        if not inside:
            del self.fields["state"]


class LicenceFilter(FilterForm):
    """Above the list of licences."""

    q = TextField(label=_("Number, technology or company"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *LicenceState.choices])


class SignLicenceForm(forms.Form):
    """The terms that were read."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class OfferForm(forms.ModelForm):
    """A technology in both languages."""

    fee_won = WonField(label=_("Fee"), help_text=_("Once, when the licence is agreed. 0 when there is none."))
    royalty_pct = forms.DecimalField(
        label=_("Royalty"),
        min_value=0,
        max_value=30,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "%"}),
        help_text=_("Of the sales of what is made with it. 0 when there is none."),
    )
    filed_on = day_field(_("Filed on"))
    expires_on = day_field(_("Expires on"))

    class Meta:
        model = TechOffer
        fields = (
            "field", "title_ko", "title_en", "summary_ko", "summary_en", "patent_no", "patent_office", "filed_on",
            "expires_on", "department", "readiness", "terms", "fee_won", "royalty_pct", "years", "exclusive",
        )  # fmt: skip
        field_classes = {
            name: TextField for name in ("title_ko", "title_en", "patent_no", "patent_office", "department")
        }
        widgets = {
            "summary_ko": forms.Textarea(attrs={"rows": 4, "data-span": "full"}),
            "summary_en": forms.Textarea(attrs={"rows": 4, "data-span": "full"}),
        }

    def _post_clean(self):
        """The service checks the row: a form changes nothing."""


class AskLicenceForm(forms.Form):
    """What for."""

    use = words_field(
        _("What it is used for"), _("Product, quantity in a year, and where it is made."), most=2000, rows=5
    )


class TermsForm(forms.Form):
    """What both are to sign."""

    fee_won = WonField(label=_("Fee"))
    royalty_pct = forms.DecimalField(
        label=_("Royalty"),
        min_value=Decimal(0),
        max_value=Decimal(30),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "%"}),
    )
    begins_on = day_field(_("Begins on"))
    conditions = words_field(
        pgettext_lazy("licence", "Conditions"),
        _("Use, territory, secrecy, improvements. What the company already knew stays its own."),
        most=3000,
        rows=6,
    )


class TransferForm(forms.Form):
    """What was handed over."""

    handed_over = words_field(_("What was handed over"), _("Drawings, recipes, samples, software."), most=2000)
    training_hours = whole_field(_("Training"), most=500, unit=_("hours"))
