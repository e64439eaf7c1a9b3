"""IN: files of a delivery."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files.forms import UploadField
from portal.files.states import DOCUMENTS, PICTURES
from purchasing.contracts.states.papers import PaperKind

PAPER_KINDS = DOCUMENTS | PICTURES


class PaperForm(forms.Form):
    """What they are, and the files."""

    kind = forms.ChoiceField(label=_("What the files are"), choices=PaperKind.choices)
    files = UploadField(label=_("Files"), kinds=PAPER_KINDS, multiple=True)
