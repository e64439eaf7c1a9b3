"""IN: the reader's own numbers for the calculators that are open to everybody."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import WonField
from sharedgrowth.support.forms.energy import number
from sharedgrowth.support.forms.fields import whole_field
from sharedgrowth.support.rules.funding import ANCHOR, LEVELS, MODES
from sharedgrowth.support.states.energy import Carrier


class FundingForm(forms.Form):
    """What a project costs, at which level, in which mode."""

    says_required = False
    use_required_attribute = False

    total = WonField(label=_("Cost of the project"), min_value=1, max_value=Decimal(10_000_000_000))
    level = forms.ChoiceField(label=_("Level wanted"), choices=list(LEVELS.items()))
    mode = forms.ChoiceField(label=_("Funding mode"), choices=[pair for pair in MODES.items() if pair[0] != ANCHOR])


class EnergyForm(forms.Form):
    """A year before and a time after, of one carrier."""

    says_required = False
    use_required_attribute = False

    carrier = forms.ChoiceField(label=_("Energy carrier"), choices=Carrier.choices)
    year = whole_field(_("Year of consumption"), least=2000, most=2100)
    tariff = number(_("won"), label=_("Price of a unit"), min_value=0, max_digits=12, decimal_places=4)
    before = number(label=_("Used before"), min_value=0)
    output_before = number(label=_("Output before"), min_value=0)
    after = number(label=_("Used now"), min_value=0)
    output_after = number(label=_("Output now"), min_value=0)

    def clean(self):
        """What is divided by is above zero."""
        given = super().clean()
        for name in ("before", "output_before"):
            if given.get(name) is not None and given[name] <= 0:
                self.add_error(name, _("Nothing can be measured against zero: enter what was really used."))
        return given
