"""IN: the decision about each application of the ranking, and the waiver of the balance."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from portal.forms import FilterForm
from sharedgrowth.support.forms.fields import words_field
from sharedgrowth.support.queries.selection import Row
from sharedgrowth.support.registry import programmes

SELECT, WAITLIST, DECLINE, LATER = "select", "waitlist", "decline", "later"


class SelectionForm(forms.Form):
    """One choice for each application, as proposed; a reason for those declined."""

    waiver = words_field(
        _("Why the balance cannot be kept"),
        _("Only where the share of non-trading companies lies outside of the band. It is kept with the selection."),
        rows=3,
        required=False,
    )
    reason = words_field(
        _("Reason for the declined"),
        _("Those applicants read it, together with their points and the reasons of the reviewers."),
        rows=3,
        most=2000,
        required=False,
    )

    def __init__(self, *args: Any, rows: Sequence[Row], rolling: bool = False, **options: Any):
        super().__init__(*args, **options)
        self.rows = rows
        choices = [
            (SELECT, pgettext("selection", "Select")),
            (WAITLIST, pgettext("selection", "Waitlist")),
            (DECLINE, pgettext("selection", "Decline")),
            (LATER, pgettext("selection", "Later")),
        ]
        for row in rows:
            self.fields[self.key(row)] = forms.ChoiceField(
                label=gettext("Decision on %(number)s") % {"number": row.application.number},
                choices=choices,
                initial=row.choice,
                widget=forms.Select(attrs={"data-span": "narrow"}),
            )

    @staticmethod
    def key(row: Row) -> str:
        """The name of its field."""
        return f"d{row.application.pk}"

    def parts(self) -> list[dict[str, Any]]:
        """Each row with its field."""
        return [{"row": row, "field": self[self.key(row)]} for row in self.rows]

    def chosen(self, choice: str) -> list[Any]:
        """The applications with this choice, by ranking."""
        return [row.application for row in self.rows if self.cleaned_data[self.key(row)] == choice]


class FairnessFilter(FilterForm):
    """Above the fairness figures."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, *args: Any, years: Sequence[int], **options: Any):
        super().__init__(*args, **options)
        known = [(each.slug, each.title) for each in programmes]
        self.fields["programme"].choices = [("", _("All")), *known]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", _("All")), *((str(year), str(year)) for year in years)]  # type: ignore[attr-defined]
