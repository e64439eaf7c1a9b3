"""IN: a call, its extension, reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import MomentField, TextField, WonField
from sharedgrowth.funds.models import BudgetLine
from sharedgrowth.support.forms.fields import day_field, whole_field, words_field
from sharedgrowth.support.forms.public import CallFilter, programme_choices
from sharedgrowth.support.models import Call
from sharedgrowth.support.rules.funding import MODES

__all__ = ["CallFilter", "CallForm", "ExtendForm", "ReasonForm"]

MOMENT = "%Y-%m-%dT%H:%M"


def moment_field(label: object, hint: object = "", *, required: bool = True) -> forms.DateTimeField:
    """A moment in Korean time."""
    return MomentField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
    )


class CallForm(forms.Form):
    """A call as its writer fills it in."""

    programme = forms.ChoiceField(label=_("Programme"))
    title_ko = TextField(label=_("Title (Korean)"), max_length=160)
    title_en = TextField(label=_("Title (English)"), max_length=160, required=False)
    text_ko = words_field(_("Text of the call (Korean)"), rows=8, most=8000)
    text_en = words_field(_("Text of the call (English)"), rows=8, most=8000, required=False)
    opens_at = moment_field(_("Opens at"), _("Empty: as soon as it is published."), required=False)
    closes_at = moment_field(_("Closes at"), _("Empty: it always takes applications."), required=False)
    results_on = day_field(_("Results on"), required=False)
    places = whole_field(_("Places"), least=1, most=9999)
    nontrading_pct = whole_field(
        _("Share of companies without trade with the buyer"),
        _("The selection keeps this balance. Empty: the house terms."),
        most=100,
        unit="%",
        required=False,
    )
    budget_line = forms.ModelChoiceField(
        label=_("Budget line"),
        help_text=_("It pays the buyer's part. A programme without one pays nothing."),
        queryset=BudgetLine.objects.none(),
        required=False,
        empty_label=_("none: no money"),
    )
    funding_mode = forms.ChoiceField(label=_("Funding mode"), required=False)
    most_won = WonField(label=_("Most for one company"), min_value=1, required=False)

    def __init__(self, *args: Any, call: Call | None = None, **options: Any):
        if call is not None:
            options["initial"] = {name: getattr(call, name) for name in CALL_FIELDS} | {
                "nontrading_pct": None if call.nontrading_target is None else int(call.nontrading_target * 100)
            }
        super().__init__(*args, **options)
        self.fields["programme"].choices = programme_choices()
        self.fields["funding_mode"].choices = [("", _("as the programme has it")), *MODES.items()]
        self.fields["budget_line"].queryset = BudgetLine.objects.order_by("-pk")
        if call is not None:
            del self.fields["programme"]

    def clean(self):
        """A call closes after it opens."""
        given = super().clean()
        opens, closes = given.get("opens_at"), given.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("A call closes after it opens."))
        return given


CALL_FIELDS = (
    "title_ko",
    "title_en",
    "text_ko",
    "text_en",
    "opens_at",
    "closes_at",
    "results_on",
    "places",
    "budget_line",
    "funding_mode",
    "most_won",
)


class ExtendForm(forms.Form):
    """A later closing time, and why."""

    closes_at = moment_field(_("New closing time"))
    reason = words_field(_("Why"), _("Everybody reads it."), most=500)


class ReasonForm(forms.Form):
    """A reason that the other side reads."""

    reason = words_field(_("Reason"), most=500)
