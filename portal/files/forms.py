"""IN: the form field for uploads. Kinds and size are said before choosing; each refused file has its own message."""

from collections.abc import Collection

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.errors import RuleBroken
from portal.files import rules
from portal.files.services import inspect_upload, most_mb
from portal.files.states import ANY_KIND


def _limits_text(kinds: Collection[str], max_files: int, words: str) -> str:
    """What may be sent, in one line under the label."""
    values = {"kinds": rules.kinds_text(kinds), "most": most_mb(), "count": max_files}
    if max_files > 1:
        limits = _("%(kinds)s; at most %(count)s files of up to %(most)s MB each.") % values
    else:
        limits = _("%(kinds)s; up to %(most)s MB.") % values
    return f"{words} {limits}".strip()


def with_most(text) -> str:
    """A lazy text that says “%(most)s MB”, with as much as a file may have here."""
    return lazy(lambda: str(text) % {"most": most_mb()}, str)()


class UploadInput(forms.FileInput):
    """``<input type=file>``, for one file or several."""

    allow_multiple_selected = True


class UploadField(forms.FileField):
    """Uploads that passed all checks: a list with ``multiple``, else one upload or None.

    Give each to ``files.services.store_upload``: what was checked here is not checked twice.
    """

    default_error_messages = {
        "required": gettext_lazy("Choose a file."),
        "invalid": gettext_lazy("The file did not arrive. Choose it again."),
    }

    def __init__(self, *, kinds: Collection[str] = ANY_KIND, multiple: bool = False, max_files: int = 10, **options):
        self.kinds, self.multiple, self.max_files = frozenset(kinds), multiple, max_files if multiple else 1
        accept = ",".join(f".{extension}" for extension in rules.extensions_of(kinds))
        options.setdefault("widget", UploadInput(attrs={"accept": accept, "multiple": multiple}))
        words = options.pop("help_text", "")
        limits = lazy(_limits_text, str)(self.kinds, self.max_files, words)
        super().__init__(help_text=limits, allow_empty_file=True, **options)

    def clean(self, data, initial=None):
        """Every file is looked at, so that all that is wrong is said at once."""
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if not uploads:
            super().clean(None, initial)
            return [] if self.multiple else initial
        if len(uploads) > self.max_files:
            raise ValidationError(
                ngettext("Choose only one file.", "Choose at most %(most)s files.", self.max_files),
                code="too_many",
                params={"most": self.max_files},
            )
        refusals = []
        for upload in uploads:
            self.to_python(upload)
            try:
                inspect_upload(upload, self.kinds)
            except RuleBroken as refusal:
                refusals.append(ValidationError(refusal.message, code="unfit"))
        if refusals:
            raise ValidationError(refusals)
        return uploads if self.multiple else uploads[0]
