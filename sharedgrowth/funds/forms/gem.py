"""IN: GEM matching funds, their contributions, proposals, tranches and reports."""

from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.countries import country_choices
from portal.files.forms import UploadField
from portal.forms import CodeField, TextField
from portal.people.models import Company
from sharedgrowth.funds.forms.fields import day, usd, words
from sharedgrowth.funds.models import GemFund
from sharedgrowth.funds.states.gem import Theme, Unspent


def _rate() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Won for one US dollar"),
        min_value=1,
        max_digits=10,
        decimal_places=4,
        help_text=_("The base rate of that day."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
    )


class GemForm(forms.Form):
    """A new matching fund."""

    gem_name = TextField(label=_("Name of the gem"), max_length=40)
    partner = CodeField(label=_("Number of the partner company"), max_length=20, help_text=_("CMP-2026-000123"))
    country = forms.ChoiceField(label=_("Country of the partner"))
    time_zone = forms.CharField(label=_("Time zone of the partner"), max_length=40, initial="Australia/Brisbane")
    begins_on = day(_("Begins on"), _("The first contributions are due on this day."))
    party_usd = usd(_("Each company pays a year"))
    is_home_first = forms.BooleanField(label=_("The first year is used in Korea"), required=False, initial=True)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["country"].choices = country_choices(get_language() or "ko")

    def clean_partner(self) -> Company:
        """The company with this number."""
        found = Company.objects.filter(number=self.cleaned_data["partner"].upper(), is_buyer=False).first()
        if found is None:
            raise ValidationError(_("There is no such company."))
        return found

    def clean_time_zone(self) -> str:
        """As the time-zone database names it."""
        if (name := self.cleaned_data["time_zone"]) not in available_timezones():
            raise ValidationError(_("Write it like Australia/Brisbane."))
        return name


class IncomingForm(forms.Form):
    """Money that was found on the account."""

    amount = usd(_("Amount"))
    received_on = day(pgettext_lazy("contribution", "Received on"))
    rate = _rate()
    reference = TextField(label=_("Reference of the bank"), max_length=60)


class WaiveForm(forms.Form):
    """Why the rest is waived."""

    reason = words(_("Reason"), _("The first of both companies gives it."), required=False)


class CountryForm(forms.Form):
    """The other country, and why."""

    why = words(_("Why it is not the other country's turn"), _("The first of both companies gives it."), required=False)


class ProposalForm(forms.Form):
    """A project of an organisation."""

    operator = TextField(label=pgettext_lazy("gem", "Organisation"), max_length=120)
    registration = CodeField(label=_("Registration number of the organisation"), max_length=40)
    contact = forms.EmailField(label=_("E-mail address for questions"))
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)
    title_ko = TextField(label=_("Title (Korean)"), max_length=200)
    title_en = TextField(label=_("Title (English)"), max_length=200)
    text = words(_("What is done, where, for whom"), most=8000)
    goals = words(_("Goals that can be counted"), _("Trees, hectares, scholarships, people trained."), most=4000)
    budget_usd = usd(_("Budget"))
    overhead_usd = usd(_("Of it overhead"), _("At most a tenth."), least="0")
    other_money = words(_("Other money for the same project"), required=False)


class CheckForm(forms.Form):
    """Four checks of an operator."""

    is_registered = forms.BooleanField(label=_("Its registration was found"), required=False)
    is_unsanctioned = forms.BooleanField(label=_("It is on no sanctions list"), required=False)
    is_unofficial = forms.BooleanField(label=_("No public official is linked to it"), required=False)
    is_unrelated = forms.BooleanField(label=_("It is related to neither company"), required=False)
    checks = words(_("What was looked at"), _("Registers, lists, days. Without all four it is refused."), most=4000)


class VoteForm(forms.Form):
    """The word of one company."""

    agrees = forms.TypedChoiceField(
        label=pgettext_lazy("gem", "Your company"),
        choices=[("yes", _("agrees")), ("no", _("does not agree"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    amount = usd(_("Amount of the grant"), _("Both companies grant the same amount."), least="0", required=False)
    reason = words(_("Reasons"))


class OutgoingForm(forms.Form):
    """A tranche that was paid."""

    paid_on = day(_("Paid on"))
    rate = _rate()
    reference = TextField(label=_("Reference of the bank"), max_length=60)


class ReportForm(forms.Form):
    """What was done and spent."""

    text = words(pgettext_lazy("grant", "What was done"), most=8000)
    spent_usd = usd(_("Spent until now"), least="0")
    uploads = UploadField(label=_("Evidence of what was spent"), multiple=True)
    people = forms.IntegerField(label=_("People reached"), min_value=0, initial=0)
    scholarships = forms.IntegerField(label=_("Scholarships"), min_value=0, initial=0)
    trainees = forms.IntegerField(label=_("Trainees employed"), min_value=0, initial=0)
    trees = forms.IntegerField(label=_("Trees planted"), min_value=0, initial=0)
    hectares = forms.DecimalField(label=_("Hectares restored"), min_value=0, max_digits=8, decimal_places=2, initial=0)
    survival_pct = forms.DecimalField(
        label=_("Trees alive after a year (%)"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    is_final = forms.BooleanField(label=_("This is the final report"), required=False)


class ReportAnswerForm(forms.Form):
    """Accept it, or say what is missing."""

    accepts = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", pgettext_lazy("report", "Accept")), ("no", pgettext_lazy("report", "Send back"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    remark = words(_("Remark"), required=False, most=2000)


class BackForm(forms.Form):
    """Money of a recovery."""

    amount = usd(_("Amount"))
    reference = TextField(label=_("Reference of the bank"), max_length=60)


class CloseGemForm(forms.Form):
    """What becomes of unspent money."""

    unspent = forms.ChoiceField(label=_("Money that is not spent"), choices=Unspent.choices)
    into = forms.ModelChoiceField(GemFund.objects.none(), label=_("Next fund"), required=False)

    def __init__(self, *args, fund: GemFund, **options):
        super().__init__(*args, **options)
        self.fields["into"].queryset = GemFund.objects.filter(partner=fund.partner_id).exclude(pk=fund.pk)
