"""IN: confidentiality, agreement, registration, milestones, technical data, disputes, releases, costs."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import CodeField, TextField, TickField, WonField
from sharedgrowth.benefit.forms.fields import NumberField, day_field, words_field
from sharedgrowth.benefit.models import Agreement
from sharedgrowth.benefit.states import Bearer, Settle, ShareForm, Stop

HUNDRED = Decimal(100)
CLASS = re.compile(r"[0-9]{8}")


class PercentField(NumberField):
    """A share, typed in percent and kept as a fraction.

    >>> PercentField().clean("50")
    Decimal('0.5')
    """

    def __init__(self, **options):
        super().__init__(
            unit="%", **{"min_value": 0, "max_value": 100, "max_digits": 7, "decimal_places": 4, **options}
        )

    def prepare_value(self, value):
        """A stored fraction in percent."""
        return super().prepare_value(value * HUNDRED) if isinstance(value, Decimal) else value

    def clean(self, value):
        """Percent to fraction."""
        percent = super().clean(value)
        return None if percent is None else percent / HUNDRED


class NdaForm(forms.Form):
    """What the data is for, and until when it stays secret."""

    purpose = words_field(_("What the technical data is used for"))
    until = day_field(_("Kept secret until"))


class SignForm(forms.Form):
    """The text that was read, by its fingerprint."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agreed = TickField(label=_("I have read the text and sign it for my company."))


class AgreementForm(forms.Form):
    """What both sides agree."""

    rate = PercentField(label=_("Share of the suppliers"), help_text=_("Of the net benefit."))
    years = forms.TypedChoiceField(label=_("Years of sharing"), choices=[(n, str(n)) for n in (1, 2, 3)], coerce=int)
    settle = forms.ChoiceField(label=_("The years run"), choices=Settle, initial=Settle.ANNIVERSARY)
    starts_on = day_field(pgettext_lazy("benefit task", "Begins"))
    ends_on = day_field(pgettext_lazy("benefit task", "Completed by"))
    target = words_field(_("Target"), _("What is reached, in figures."))
    protocol = words_field(
        _("How it is measured"), _("Records, instruments, who reads them, representative operation."), most=3000, rows=4
    )
    cash = PercentField(label=_("Compensation in cash"))
    price = PercentField(label=_("By a higher unit price"), required=False)
    volume = PercentField(label=_("By more volume"), required=False)
    ip_supplier = PercentField(label=_("Supplier's share of new rights"))
    ip_words = words_field(_("Rights to what comes of it"), _("Patents, drawings, who uses them for what."))
    prototype_bearer = forms.ChoiceField(label=_("Prototype and trial paid by"), choices=Bearer)
    prototype_won = WonField(label=_("Cost of prototype and trial, at most"), required=False)
    right_months = forms.IntegerField(
        label=_("Right to a negotiated contract"),
        min_value=0,
        max_value=36,
        required=False,
        help_text=_("Months, at most 36. Tenders of these classes are stopped meanwhile (BS-07)."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "data-unit": _("months")}),
    )
    right_classes = TextField(
        label=_("UNSPSC codes of the right"),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"class": "mono"}),
    )
    right_items = words_field(_("Items of the right"), required=False, rows=2)
    dispute_clause = words_field(_("If the sides disagree"), rows=2)

    def __init__(self, *args, agreement: Agreement | None = None, **options):
        initial = dict(options.pop("initial", None) or {})
        if agreement is not None:
            for name in (
                "rate", "years", "settle", "starts_on", "ends_on", "target", "protocol", "ip_supplier", "ip_words",
                "prototype_bearer", "prototype_won", "right_months", "right_items", "dispute_clause",
            ):  # fmt: skip
                initial[name] = getattr(agreement, name)
            initial["right_classes"] = ", ".join(agreement.right_classes)
            for form in (ShareForm.CASH, ShareForm.PRICE, ShareForm.VOLUME):
                initial[form.value] = Decimal(agreement.forms.get(form, "0"))
        super().__init__(*args, initial=initial, **options)

    def clean_right_classes(self) -> list[str]:
        """Eight digits each."""
        codes = [code for code in re.split(r"[,;\s]+", self.cleaned_data["right_classes"] or "") if code]
        for code in codes:
            if not CLASS.fullmatch(code):
                raise ValidationError(_("“%(code)s” is no UNSPSC code: eight digits."), params={"code": code[:20]})
        return sorted(set(codes))

    def given(self) -> dict:
        """As the service takes it."""
        told = dict(self.cleaned_data)
        parts = {name: told.pop(name) or Decimal(0) for name in ("cash", "price", "volume")}
        told["forms"] = {name: f"{part.normalize():f}" for name, part in parts.items() if part or name == "cash"}
        told["prototype_won"] = told["prototype_won"] or Decimal(0)
        told["right_months"] = told["right_months"] or 0
        return told


class RegistrationForm(forms.Form):
    """Where and when it was registered."""

    body = TextField(label=_("Registered with"), max_length=120, help_text=_("The body that confirms benefit sharing."))
    number = CodeField(label=_("Registration number"), max_length=60)
    registered_on = day_field(_("Registered on"))


class CertificateForm(forms.Form):
    """The confirmation after completion."""

    certificate = CodeField(label=pgettext_lazy("benefit task", "Certificate number"), max_length=60)
    certified_on = day_field(_("Certified on"))


class MilestoneForm(forms.Form):
    """A step with its day."""

    title = TextField(label=pgettext_lazy("benefit task", "Milestone"), max_length=200)
    due_on = day_field(pgettext_lazy("benefit task", "Due on"))


class ReportForm(forms.Form):
    """What was reached."""

    done_on = day_field(_("Reached on"))
    report = words_field(
        pgettext_lazy("milestone", "What was done"),
        _("Result of the trial in figures, photos in the attachments."),
        most=2000,
    )
    files = UploadField(label=_("Attachments"), multiple=True, max_files=10, required=False)


class ResumeForm(forms.Form):
    """How it goes on."""

    reason = words_field(_("How it goes on"), _("What was agreed with the supplier."))
    due_on = day_field(_("New day of the overdue milestones"))


class WhyForm(forms.Form):
    """A reason that both sides read."""

    reason = words_field(_("Reason"), _("Both sides read it."), most=2000)


class ItemForm(forms.Form):
    """Technical data."""

    title = TextField(label=_("What it is"), max_length=200)
    purpose = words_field(_("What it is used for"), most=500, rows=2)
    return_on = day_field(_("Returned or destroyed by"))
    upload = UploadField(label=_("File"))


class ReturnForm(forms.Form):
    """It went back, or was destroyed."""

    returned_on = day_field(_("Returned or destroyed on"))
    how = words_field(_("How"), most=500, rows=2)


class DisputeForm(forms.Form):
    """What a side says."""

    text = words_field(
        _("What the sides disagree about"), _("With its facts. The other side reads it."), most=2000, rows=5
    )


class AnswerForm(forms.Form):
    """What the other side says."""

    text = words_field(_("Answer"), _("The other side and compliance read it."), most=2000, rows=5)


class DecisionForm(forms.Form):
    """What compliance decides."""

    decision = words_field(_("Decision and reasons"), _("Both sides read it."), most=2000, rows=5)


class ConsentForm(forms.Form):
    """The supplier agrees."""

    stop = forms.ChoiceField(label=_("What is released"), choices=Stop)
    reason = words_field(_("Reason"), _("It is kept."))


class OverrideForm(ConsentForm):
    """Compliance lets one tender go on."""

    tender = CodeField(label=_("Tender"), max_length=20, help_text=_("Its number."))
    field_order = ["stop", "tender", "reason"]


class CostForm(forms.Form):
    """What was spent."""

    amount_won = WonField(label=_("Amount"), min_value=1)
    evidence = words_field(_("What was spent on what"))
    files = UploadField(label=_("Evidence"), multiple=True, max_files=10, required=False)


class GrantForm(forms.Form):
    """What is granted."""

    granted_won = WonField(label=pgettext_lazy("prototype", "Granted"))
    reason = words_field(_("Reason"), _("Needed where less is granted."), required=False)
