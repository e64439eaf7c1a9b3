"""IN: membership, themes, recipient organisations, a certificate, a report of a year."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import CodeField, TextField
from sharedgrowth.friends.forms.fields import RegionField, day_field, whole_field, words_field
from sharedgrowth.friends.states import RecipientKind


class ChoiceForm(forms.Form):
    """What a member company chooses."""

    takes_bonus = forms.BooleanField(
        label=_("Count our hours in the evaluation of suppliers"),
        help_text=_("At most two points, and never whether you pass. Who leaves the box empty has no drawback."),
        required=False,
    )
    listed = forms.BooleanField(
        label=_("Name our company on the public page"),
        help_text=_("In the order of the alphabet, without hours or amounts."),
        required=False,
    )


class ThemeForm(forms.Form):
    """A theme of a year."""

    year = whole_field(_("Year"), least=2019, most=2100)
    name_ko = TextField(label=pgettext_lazy("friends", "Name (Korean)"), max_length=80)
    name_en = TextField(label=pgettext_lazy("friends", "Name (English)"), max_length=80)
    text_ko = words_field(_("Text (Korean)"), most=600, required=False)
    text_en = words_field(_("Text (English)"), most=600, required=False)


class RecipientForm(forms.Form):
    """An organisation; never a person."""

    name_ko = TextField(label=pgettext_lazy("friends", "Name (Korean)"), max_length=120)
    name_en = TextField(label=pgettext_lazy("friends", "Name (English)"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=RecipientKind.choices)
    registration = CodeField(
        label=_("Business or unique number"), help_text=_("Of the organisation, such as 123-82-00001."), max_length=20
    )
    region = RegionField()


class CertificateForm(forms.Form):
    """From when to when."""

    begins_on = day_field(pgettext_lazy("friends", "From"))
    ends_on = day_field(_("Until"))


class ReportForm(forms.Form):
    """The words around the figures of a year."""

    year = whole_field(_("Year"), least=2019, most=2100)
    foreword_ko = words_field(_("Foreword (Korean)"), most=2000, rows=5)
    foreword_en = words_field(_("Foreword (English)"), most=2000, rows=5)
