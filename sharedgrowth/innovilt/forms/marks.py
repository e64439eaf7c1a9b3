"""IN: acts on a certificate, uses of the mark, reports of misuse."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import DayField, TextField, TickField
from sharedgrowth.innovilt.models import Certificate, MarkUse
from sharedgrowth.innovilt.services.mark_misuses import EVIDENCE
from sharedgrowth.innovilt.services.mark_uses import ARTWORK, MOST_FILES
from sharedgrowth.innovilt.states import Medium, MisuseKind


def words(label: object, help_text: object = "", *, most: int = 1000, required: bool = True) -> TextField:
    """Several lines."""
    area = forms.Textarea(attrs={"rows": 4, "data-span": "full"})
    return TextField(label=label, help_text=help_text, max_length=most, required=required, widget=area)


class NothingForm(forms.Form):
    """The button alone."""


class ReasonForm(forms.Form):
    """Why."""

    reason = words(_("Reason"))


class ActForm(forms.Form):
    """What is proposed for a certificate, and why."""

    reason = words(_("Reason"), _("The member reads it."), most=2000)
    public_reason = TextField(
        label=_("Reason for everybody"),
        help_text=_("One line in the public register; may stay empty. No names, no business secrets."),
        max_length=300,
        required=False,
    )


class ConditionsForm(forms.Form):
    """Under which conditions the mark may be shown."""

    conditions = words(pgettext_lazy("mark", "Conditions"), _("May stay empty."), required=False)


class MarkUseForm(forms.Form):
    """Where the mark is to be shown, until when, and how it will look."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    medium = forms.ChoiceField(label=pgettext_lazy("mark", "Medium"), choices=Medium)
    purpose = TextField(label=_("What it is for"), max_length=200)
    place = TextField(
        label=_("Where it is seen"),
        help_text=_("Address, website, fair, or the products that carry it."),
        max_length=300,
    )
    begins_on = DayField(label=_("Begins on"))
    ends_on = DayField(label=_("Ends on"))
    artwork = UploadField(
        label=_("Artwork"), help_text=_("As it will be printed or shown."), kinds=ARTWORK, multiple=True,
        max_files=MOST_FILES,
    )  # fmt: skip
    number_shown = TickField(label=_("The certificate number stands beside the mark, readable."))

    def __init__(self, *args, certificate: Certificate, use: MarkUse | None = None, **options):
        super().__init__(*args, **options)
        self.fields["ends_on"].help_text = _("At the latest %(day)s, when the certificate ends.") % {
            "day": certificate.valid_to.isoformat()
        }
        if use is not None:
            self.fields["artwork"].required = False
            self.fields["artwork"].help_text = _("Without new files the artwork stays as it is.")


class MisuseForm(forms.Form):
    """What somebody saw. Nothing about the person who tells it is asked for."""

    kind = forms.ChoiceField(label=_("What is wrong"), choices=MisuseKind)
    number = TextField(
        label=_("Certificate number, if one is shown"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "mono", "autocomplete": "off"}),
    )
    addressee = TextField(label=_("Who shows the mark"), max_length=160, required=False)
    place = TextField(label=_("Where it was seen"), max_length=300)
    seen_on = DayField(label=_("Seen on"))
    text = words(_("What was seen"), _("Please name no private persons."), most=2000)
    evidence = UploadField(label=_("Photographs or papers"), kinds=EVIDENCE, multiple=True, max_files=5, required=False)


class LetterForm(forms.Form):
    """What has to stop."""

    addressee = TextField(label=_("Who shows the mark"), max_length=160, required=False)
    letter_text = words(
        _("What has to stop"), _("What was seen, where, and what has to be done until the day."), most=2000
    )


class AnswerForm(forms.Form):
    """What the member has done."""

    answer = words(_("What you have done"), most=2000)
