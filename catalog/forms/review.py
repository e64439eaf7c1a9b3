"""The reviewer's answers."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import TextField

REASON = 500
REMARK = 300


class RejectForm(forms.Form):
    """Refused for good, with the reason."""

    use_required_attribute = False
    reason = TextField(
        label=pgettext_lazy("review", "Reason"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name the rule and what was found: the supplier reads it."),
        error_messages={"required": _("Give the reason: the supplier reads it.")},
    )


class BlockForm(RejectForm):
    """Out of sight, with the reason."""


class ReturnForm(forms.Form):
    """Back for completion: one sentence, and remarks at the fields that are meant."""

    use_required_attribute = False
    reason = TextField(
        label=_("To the supplier"),
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is to be changed, in one or two sentences."),
    )

    def __init__(self, *args, labels: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.labels = labels
        for name, label in labels.items():
            self.fields[f"remark_{name}"] = TextField(label=label, max_length=REMARK, required=False)

    @property
    def remarks(self) -> dict[str, str]:
        """Remarks by field."""
        found = {name: self.cleaned_data.get(f"remark_{name}", "") for name in self.labels}
        return {name: text for name, text in found.items() if text}

    @property
    def remark_fields(self):
        """The fields that remarks are written in."""
        return [self[f"remark_{name}"] for name in self.labels]
