"""IN: filters of the register, and what somebody wants checked."""

from django import forms
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.forms import FilterForm, TextField
from portal.regions import region_choices
from sharedgrowth.innovilt.states import Category

STATES = [
    ("", pgettext_lazy("register", "In force")),
    ("upcoming", pgettext_lazy("register", "Not begun yet")),
    ("suspended", pgettext_lazy("register", "Suspended")),
    ("ended", pgettext_lazy("register", "Ended or withdrawn")),
    ("all", pgettext_lazy("register", "All")),
]
LARGEST = 5 * 1024 * 1024


class RegisterFilter(FilterForm):
    """What narrows the register."""

    q = TextField(label=_("Product, member or number"), max_length=80, required=False)
    category = forms.ChoiceField(
        label=pgettext_lazy("innovilt", "Category"),
        choices=[("", pgettext_lazy("register", "All")), *Category.choices],
        required=False,
    )
    region = forms.ChoiceField(label=_("Region of the plant"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["region"].choices = [
            ("", pgettext("register", "All")),
            *region_choices(get_language() or "ko"),
        ]


class NumberForm(FilterForm):
    """A certificate number."""

    number = TextField(
        label=_("Certificate number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "mono", "placeholder": "INVC-2026-000001", "autocomplete": "off"}),
    )


class FileForm(forms.Form):
    """A file that claims to be a certificate: it is read and not kept."""

    file = forms.FileField(
        label=_("Certificate as PDF or JSON"),
        help_text=_("It is read and not kept. At most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.json,application/pdf,application/json"}),
    )

    def clean_file(self):
        """Not too large."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 5 MB."))
        return file
