"""IN: which part of the books is looked at, and why a posting is taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm, TextField


class BookFilter(FilterForm):
    """Whose book."""

    search = forms.CharField(label=_("Company or its number"), max_length=80, required=False)


class ReverseForm(forms.Form):
    """Why a posting is wrong."""

    reason = TextField(
        label=pgettext_lazy("ledger", "What is wrong with it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A colleague of finance decides by it, and it stays in the books."),
    )


class RefuseReversalForm(forms.Form):
    """Why a posting stays."""

    answer = TextField(
        label=pgettext_lazy("ledger", "Why it stays"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
