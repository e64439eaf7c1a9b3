"""A table of classes, attributes or the cross-walk, sent to the administration."""

from collections.abc import Iterator
from io import BytesIO

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.rules.sheets import Line, checked_table, csv_lines, csv_shape
from catalog.rules.workbooks import xlsx_lines
from portal.errors import RuleBroken
from portal.files.services import inspect_upload
from portal.files.states import Kind

KINDS = frozenset({Kind.CSV, Kind.XLSX})


class TableForm(forms.Form):
    """The file, and whether it is only tried out."""

    table = forms.FileField(
        label=_("Table (CSV or XLSX)"),
        help_text=_("Take what you export as a pattern. What the table does not name stays as it is."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_table(self) -> list[Line]:
        """All of its lines, headings first; a fault of the file itself is said here."""
        try:
            content = inspect_upload(self.cleaned_data["table"], KINDS)
            lines = list(_lines(content.content, content.kind))
            checked_table(lines)
        except RuleBroken as broken:
            raise forms.ValidationError(broken.message) from None
        return lines


def _lines(data: bytes, kind: str) -> Iterator[Line]:
    file = BytesIO(data)
    if kind == Kind.CSV:
        yield from csv_lines(file, csv_shape(file))
        return
    for line in xlsx_lines(file):
        if line.traps:
            raise RuleBroken(_("Line %(line)d holds merged cells or formulas.") % {"line": line.number})
        yield line
