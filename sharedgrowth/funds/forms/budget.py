"""IN: a plan, lines, transfers, the government's half, commitments and drawdowns."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import CodeField, TextField, WonField
from sharedgrowth.funds.forms.fields import day, money, words
from sharedgrowth.funds.models import BudgetLine, Commitment
from sharedgrowth.funds.registry import programme_name, programme_names
from sharedgrowth.funds.states import YearEnd

MOST_YEARS = 10


class NothingForm(forms.Form):
    """A deed without words."""


class ReasonForm(forms.Form):
    """Why."""

    reason = words(_("Reason"))


class RemarkForm(forms.Form):
    """What the firm reads."""

    remark = words(_("Reason"), _("The firm reads it."))


class AnswerForm(forms.Form):
    """A decision."""

    answer = words(_("Decision with its reasons"), _("The day of the meeting, and the resolution it stands on."))


class PlanForm(forms.Form):
    """A fund by years."""

    code = CodeField(label=_("Code"), max_length=20, help_text=_("Letters, digits and dashes: FND-2026"))
    name_ko = TextField(label=pgettext_lazy("fund", "Name (Korean)"), max_length=120)
    name_en = TextField(label=pgettext_lazy("fund", "Name (English)"), max_length=120)
    total = money(_("Total of the fund"))
    first_year = forms.IntegerField(label=_("First year"), min_value=2000, max_value=2100)
    years = forms.IntegerField(label=pgettext_lazy("fund", "Years"), min_value=1, max_value=MOST_YEARS, initial=5)
    amounts = words(
        _("Amount of each year"),
        _("One line for each year, in won. Leave it empty to divide the total evenly."),
        required=False,
    )

    def clean_amounts(self) -> list:
        """Lines to amounts, each the way people type them."""
        field = WonField()
        lines = [line for line in self.cleaned_data["amounts"].splitlines() if line.strip()]
        return [field.clean(line) for line in lines]

    def clean(self) -> dict:
        """As many amounts as years, or none."""
        given = super().clean() or {}
        amounts, years = given.get("amounts"), given.get("years")
        if amounts and years and len(amounts) != years:
            self.add_error("amounts", _("Give one amount for each year."))
        return given


class LineForm(forms.Form):
    """A programme's line of a year."""

    programme = forms.ChoiceField(label=_("Programme"))
    amount = money(_("Amount"))
    matched = forms.BooleanField(
        label=_("Matched by the government"), required=False, help_text=_("Paid only as far as its half is confirmed.")
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["programme"].choices = [(slug, name) for slug, name in programme_names.items()]


class TransferForm(forms.Form):
    """To which line of the same year."""

    target = forms.ModelChoiceField(BudgetLine.objects.none(), label=_("To the line of"))
    amount = money(_("Amount"))
    reason = words(_("Reason"))

    def __init__(self, *args, source: BudgetLine, **options):
        super().__init__(*args, **options)
        field = self.fields["target"]
        field.queryset = BudgetLine.objects.filter(year=source.year).exclude(pk=source.pk)
        field.label_from_instance = lambda line: str(programme_name(line.programme))


class MatchForm(forms.Form):
    """What is expected from the government."""

    amount = money(_("Amount"))
    expected_on = day(_("Expected on"))


class NoticeForm(forms.Form):
    """The notice of the government."""

    reference = TextField(label=_("Number of the notice"), max_length=60)


class CloseForm(forms.Form):
    """What becomes of the rest of the last year."""

    decision = forms.ChoiceField(label=_("The rest of the last year"), choices=YearEnd.choices)


class ReceiptForm(forms.Form):
    """A receipt for what was donated."""

    number = TextField(label=_("Number of the receipt"), max_length=40)
    issuer = TextField(label=_("Issued by"), max_length=120)
    donated_on = day(_("Donated on"))
    amount = money(_("Amount"))
    upload = UploadField(label=_("The receipt"), required=False)


class ReleaseForm(forms.Form):
    """All that is left, or a part."""

    amount = WonField(label=_("Amount"), min_value=1, required=False, help_text=_("Empty: all that is left."))
    reason = words(_("Reason"))


class DrawForm(forms.Form):
    """A tranche with its evidence."""

    tranche = forms.TypedChoiceField(label=pgettext_lazy("fund", "Tranche"), coerce=int)
    amount = money(_("Amount"))
    invoices = words(
        _("Invoice numbers"),
        _("One in each line. An invoice that another support already stands on is refused."),
        required=False,
    )
    evidence = UploadField(label=_("Evidence"), multiple=True, required=False)
    note = words(_("Note"), required=False)

    def __init__(self, *args, commitment: Commitment, **options):
        super().__init__(*args, **options)
        names = (_("with the agreement"), _("with evidence of the work"), _("with the verified result"))
        self.fields["tranche"].choices = [
            (no, f"{no}: {Decimal(percent).normalize():f}% {name}")
            for no, (percent, name) in enumerate(zip(commitment.percents, names, strict=False), start=1)
        ]


class CompleteForm(forms.Form):
    """What was missing."""

    amount = money(_("Amount"))
    invoices = words(_("Invoice numbers"), _("One in each line."), required=False)
    evidence = UploadField(label=_("More evidence"), multiple=True, required=False)
    note = words(_("Note"), required=False)


class FindingForm(forms.Form):
    """What the auditor found."""

    finding = words(_("What you looked at and what you found"), most=2000)
