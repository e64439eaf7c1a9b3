"""Explanations of low prices: the request, the answer with its cost sheet, the votes, the decision."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.files.forms import UploadField
from portal.forms import TextField, WonField
from purchasing.bidding import rules
from purchasing.bidding.forms.lines import QuantityField
from purchasing.bidding.services.explanations import MOST_COSTS, MOST_FILES
from purchasing.bidding.states import ExplanationTopic

ROWS = 4


def _words(label, help_text="", *, rows: int = 5, max_length: int = 4000) -> TextField:
    return TextField(
        label=label, help_text=help_text, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows})
    )


class DoubtForm(forms.Form):
    """Why a price looks too low although no figure says so."""

    reason = _words(_("What makes the price look too low"), _("The bidder reads it."), rows=4, max_length=2000)


class AskForm(forms.Form):
    """What the bidder is asked about."""

    items = _words(
        _("Doubtful items"),
        _("One a line: which part of the bid, and what is doubtful. Do not ask for costs: who wants to shows them."),
    )


class ClarifyForm(forms.Form):
    """The one further question."""

    question = _words(_("What is still unclear"), _("Asked once; then it is judged."))


class VoteForm(forms.Form):
    """One assessor's view."""

    accepts = forms.ChoiceField(
        label=_("Does the explanation account for the price?"),
        choices=[("yes", _("Yes: the price can be kept")), ("no", _("No: it stays abnormally low"))],
        widget=forms.RadioSelect,
    )
    reason = _words(_("Reasons"), rows=4, max_length=2000)


class DecideForm(forms.Form):
    """The chair closes it; ``casting`` only where the votes are equal."""

    casting = forms.ChoiceField(
        label=_("Your casting vote"),
        choices=[("yes", _("Yes: the price can be kept")), ("no", _("No: it stays abnormally low"))],
        widget=forms.RadioSelect,
    )
    decision = _words(_("Reasons of the decision"), _("The bidder reads them."))

    def __init__(self, *args, tied: bool, **options):
        super().__init__(*args, **options)
        if not tied:
            del self.fields["casting"]


class AnswerForm(forms.Form):
    """What the bidder says; everything but the words is by its own choice."""

    text = _words(
        _("Explanation"),
        _("In words: how this price comes about, and why the order can be carried out for it."),
        rows=8,
        max_length=10_000,
    )
    topics = forms.MultipleChoiceField(
        label=_("What the explanation is about"),
        choices=ExplanationTopic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    files = UploadField(
        label=_("Evidence"), required=False, multiple=True, max_files=MOST_FILES, help_text=_("By your own choice.")
    )
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)


class CostForm(forms.Form):
    """One line of a cost sheet; the amount may be left to the portal."""

    label = TextField(label=_("Cost"), max_length=200, required=False)
    qty = QuantityField(
        label=_("Quantity"),
        required=False,
        min_value=Decimal("0.001"),
        max_digits=14,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}),
    )
    unit = TextField(label=_("Unit"), max_length=12, required=False)
    unit_cost_won = WonField(label=_("Cost of a unit"), required=False)
    amount_won = WonField(label=_("Amount"), required=False, help_text=_("Empty: the portal computes it."))
    note = TextField(label=_("Source or evidence"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A line that was begun is whole, and its amount is what quantity and cost make."""
        given = super().clean() or {}
        begun = any(given.get(name) not in (None, "") for name in self.fields)
        for name in ("label", "qty", "unit_cost_won"):
            if begun and name not in self.errors and given.get(name) in (None, ""):
                self.add_error(name, _("This line was begun: fill it in, or empty the line."))
        qty, cost, amount = given.get("qty"), given.get("unit_cost_won"), given.get("amount_won")
        if qty is not None and cost is not None and amount is not None and amount != rules.line_amount(qty, cost):
            words = gettext("%(qty)s × ₩%(cost)s makes ₩%(right)s, not ₩%(typed)s.") % {
                "qty": f"{qty.normalize():f}",
                "cost": f"{cost:,}",
                "right": f"{rules.line_amount(qty, cost):,}",
                "typed": f"{amount:,}",
            }
            self.add_error("amount_won", words)
        return given


class BaseCostFormSet(forms.BaseFormSet):
    """A cost sheet; empty lines do not count."""

    def answers(self) -> list[dict[str, Any]]:
        """The lines by the names that the service takes."""
        named = ("label", "qty", "unit", "unit_cost_won", "note")
        return [
            {name: form.cleaned_data[name] for name in named} for form in self.forms if form.cleaned_data.get("label")
        ]


CostFormSet = forms.formset_factory(
    CostForm, formset=BaseCostFormSet, extra=ROWS, max_num=MOST_COSTS, absolute_max=MOST_COSTS, validate_max=True
)
