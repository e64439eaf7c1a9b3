"""IN: what was seen at a certified company, and why a visit is repeated."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files.forms import with_most
from portal.forms import DayField, TextField
from purchasing.bidding.forms.decisions import reason_field
from purchasing.bidding.states.site_visits import SiteFinding


class VisitReportForm(forms.Form):
    """A visit: when, who, what was found, with its evidence."""

    visited_on = DayField(label=_("Visited on"), widget=forms.DateInput(attrs={"type": "date"}))
    visitors = TextField(label=_("Who was there"), help_text=_("Of both sides, with their function."), max_length=300)
    finding = forms.ChoiceField(label=_("Finding"), choices=SiteFinding.choices, widget=forms.RadioSelect)
    report = TextField(
        label=_("What was seen"),
        help_text=_("People at work, machines, books, who decides; what was asked and answered."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        help_text=with_most(_("Report or photographs: PDF, picture or ZIP, at most %(most)s MB.")),
    )


class RepeatVisitForm(forms.Form):
    """Why the company is visited again."""

    reason = reason_field(_("Why the visit is repeated"), _("Who reported it reads this."), rows=2)
