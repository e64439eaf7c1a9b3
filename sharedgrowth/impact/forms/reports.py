"""IN: the year of a report, its words, a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import TextField


def words_field(label: object, hint: object = "", *, rows: int = 3, most: int = 4000, required: bool = True):
    """Several lines of text."""
    return TextField(
        label=label, help_text=hint, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


class YearForm(forms.Form):
    """Of which year."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, years: list[int], **options: Any):
        super().__init__(*args, **options)
        self.fields["year"].choices = [(year, str(year)) for year in reversed(years)]


class WordsForm(forms.Form):
    """What is said before the numbers."""

    foreword_ko = words_field(_("Foreword (Korean)"), rows=6, required=False)
    foreword_en = words_field(_("Foreword (English)"), rows=6, required=False)
    correction_ko = words_field(
        _("What this version corrects (Korean)"), _("For every version after the first."), most=500, required=False
    )
    correction_en = words_field(_("What this version corrects (English)"), most=500, required=False)


class ReturnForm(forms.Form):
    """Why it goes back."""

    reason = words_field(_("Reason"), _("Who wrote the report reads it."), most=500)
