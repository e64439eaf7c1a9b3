"""IN: a vacancy, and the facts that firms are checked by."""

from decimal import Decimal

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.forms import FilterForm, TextField, WonField
from portal.regions import region_choices
from sharedgrowth.jobs.forms.match_fields import FirmField, ReasonForm, day_field, whole_field, words_field
from sharedgrowth.jobs.models import Vacancy
from sharedgrowth.jobs.states.vacancies import Employment, Trade, VacancyState

__all__ = ["ArrearsForm", "ReasonForm", "VacancyFilter", "VacancyForm", "WageForm"]


def _regions() -> list[tuple[str, str]]:
    return region_choices(get_language() or "ko")


class VacancyFilter(FilterForm):
    """Above the vacancies."""

    q = TextField(label=_("Job, firm or number"), max_length=80, required=False)
    trade = forms.ChoiceField(
        label=pgettext_lazy("vacancy", "Trade"), required=False, choices=[("", _("all")), *Trade.choices]
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *VacancyState.choices])

    def __init__(self, *args, states: bool = True, **options):
        super().__init__(*args, **options)
        self.fields["region"].choices = [("", _("all")), *_regions()]
        if not states:
            del self.fields["state"]


class VacancyForm(forms.ModelForm):
    """What a firm offers. The pay is checked against the minimum wage at once."""

    wage_from_won = WonField(label=_("Base pay a month, from"), min_value=1)
    wage_to_won = WonField(label=_("Base pay a month, to"), min_value=1)
    seats = whole_field(pgettext_lazy("vacancy", "People wanted"), least=1, most=200)
    hours_week = forms.DecimalField(
        label=_("Working hours a week"),
        min_value=Decimal(15),
        max_value=Decimal(40),
        max_digits=4,
        decimal_places=1,
        initial=Decimal(40),
        help_text=_("As agreed, without overtime."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": _("hours")}),
    )
    region = forms.ChoiceField(label=_("Region"))
    valid_to = day_field(_("Open until"))
    text = words_field(
        _("Duties and conditions"),
        _("Work, shifts, training on the job, benefits. Nothing about looks, family or origin of people."),
        rows=6,
        most=4000,
    )

    class Meta:
        model = Vacancy
        fields = (
            "title", "trade", "employment", "seats", "wage_from_won", "wage_to_won", "hours_week", "region", "place",
            "accommodation", "valid_to", "text",
        )  # fmt: skip
        field_classes = {"title": TextField, "place": TextField}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["region"].choices = _regions()
        self.fields["employment"].choices = Employment.choices

    def _post_clean(self):
        """The service checks the row: a form changes nothing."""


class WageForm(forms.Form):
    """The minimum wage of a new year."""

    valid_from = day_field(_("In force from"))
    hourly_won = WonField(label=_("An hour"), min_value=1, max_value=1_000_000)
    source = TextField(
        label=pgettext_lazy("minimum wage", "Source"), max_length=200, help_text=_("Notice and its day.")
    )


class ArrearsForm(forms.Form):
    """A firm on the public list of wage arrears."""

    company = FirmField()
    listed_on = day_field(_("Listed on"))
    until = day_field(_("Listed until"))
    source = TextField(label=pgettext_lazy("wage arrears", "Source"), max_length=200)
