"""One 3R claim with its evidence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.states import EcoKind
from portal.clock import today
from portal.files.forms import with_most
from portal.forms import CodeField, DayField, TextField

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ClaimForm(forms.Form):
    """What the product does for resources, and the document that shows it."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=_("Kind"), choices=EcoKind.choices)
    statement = TextField(
        label=_("What exactly"),
        max_length=200,
        widget=forms.TextInput(attrs={"data-span": "full"}),
        help_text=_("In figures: 40% recycled polyethylene; one refill saves 9 drums of 10."),
    )
    issuer = TextField(label=_("Issuer of the document"), max_length=80)
    number = CodeField(label=_("Certificate or report number"), max_length=60)
    valid_from = DayField(label=_("Valid from"), widget=DAY)
    valid_to = DayField(
        label=_("Valid until"), required=False, widget=DAY, help_text=_("Empty if the document has no end.")
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"data-span": "full"}),
        help_text=with_most(
            _("PDF, JPG, PNG, DOCX, XLSX or HWP, up to %(most)s MB. Reviewers read it; buyers see number and validity.")
        ),
    )

    def clean(self):
        """The days of the document in order, and not over."""
        data = self.cleaned_data
        begins, ends = data.get("valid_from"), data.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("A document ends after it begins."))
        elif ends and ends < today():
            self.add_error("valid_to", _("This document has ended. Attach the one that holds today."))
        return data


class ClaimRemoveForm(forms.Form):
    """Which claim goes."""

    claim = forms.UUIDField()
