"""The reviewer's answers, with ready-made reasons; the queue's filter; second looks and appeals."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models import ReadyReason
from catalog.queries.review import AGES, LISTINGS, SUPPLIERS, QueueFilter, ready_reasons
from catalog.states import ReasonUse
from portal.forms import DayField, FilterForm, TextField

REASON = 500
REMARK = 300
LINES = {"rows": 3}


class QueueForm(FilterForm):
    """What a reviewer looks for in the queue."""

    branch = forms.ChoiceField(label=_("Class"), required=False)
    age = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("All"))]
        + list(zip(AGES, (_("Overdue"), _("Due today"), pgettext_lazy("review", "Due later")), strict=True)),
    )
    supplier = forms.ChoiceField(
        label=_("Supplier"),
        required=False,
        choices=[("", _("All"))] + list(zip(SUPPLIERS, (_("New supplier"), _("Known supplier")), strict=True)),
    )
    listing = forms.ChoiceField(
        label=_("Listing"),
        required=False,
        choices=[("", _("All"))]
        + list(zip(LISTINGS, (_("First listing"), pgettext_lazy("review", "Revision")), strict=True)),
    )
    mine = forms.BooleanField(label=_("Taken up by me"), required=False)
    sent_on = DayField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, branches=(), **kwargs):
        super().__init__(*args, **kwargs)
        named = [(node.code[:2], f"{node.name} ({count})") for node, count in branches]
        self.fields["branch"].choices = [("", gettext("All")), *named]

    def wanted(self) -> QueueFilter:
        """As a filter."""
        given = self.given()
        return QueueFilter(**{name: value for name, value in given.items() if name in self.fields})


class ReasonForm(forms.Form):
    """A reason that the supplier reads: chosen from the ready-made ones in their language, or written, or both."""

    use = ReasonUse.REJECT
    must = True
    use_required_attribute = False
    ready = forms.ModelChoiceField(
        label=_("Ready-made reason"),
        queryset=ReadyReason.objects.none(),
        required=False,
        empty_label=pgettext_lazy("reason", "None"),
        help_text=_("The supplier reads it in their own language."),
    )
    reason = TextField(
        label=pgettext_lazy("review", "Reason"),
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("Name the rule and what was found: the supplier reads it."),
    )

    def __init__(self, *args, language: str = "ko", **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language
        known = ready_reasons(self.use)
        field = self.fields["ready"]
        field.queryset = ReadyReason.objects.filter(pk__in=[row.pk for row in known])  # type: ignore[attr-defined]
        if not known:
            del self.fields["ready"]

    def clean(self):
        """Both together are the reason."""
        data = super().clean() or {}
        ready = data.pop("ready", None)
        said = [(ready.text_en if self.language == "en" else ready.text_ko)] if ready else []
        data["reason"] = "\n".join([*said, *([data["reason"]] if data.get("reason") else [])])[:REASON]
        if self.must and not data["reason"] and "reason" not in self.errors:
            self.add_error("reason", gettext("Give the reason: the supplier reads it."))
        return data


class RejectForm(ReasonForm):
    """Refused for good, with the reason."""


class BlockForm(ReasonForm):
    """Out of sight, with the reason, until a day or until it is lifted."""

    use = ReasonUse.BLOCK
    until = DayField(
        label=_("Last day of the block"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Left empty, it holds until an officer lifts it."),
    )


class ReturnForm(ReasonForm):
    """Back for completion: one sentence, and remarks at the fields that are meant."""

    use, must = ReasonUse.RETURN, False
    reason = TextField(
        label=_("To the supplier"),
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs=LINES),
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


class LookForm(forms.Form):
    """What the second officer found."""

    use_required_attribute = False
    answer = forms.ChoiceField(
        label=_("What was found"),
        choices=[
            ("agree", _("Agree: it would be published again")),
            ("change", _("Ask the supplier for a change; it stays visible")),
            ("block", _("Block it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was found.")},
    )
    note = TextField(
        label=_("Note"),
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("With a change or a block the supplier and the first officer read it."),
    )


class AppealForm(forms.Form):
    """Why a decision is wrong."""

    use_required_attribute = False
    text = TextField(
        label=_("Why the decision is wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name the evidence. Another person than who decided reads it."),
        error_messages={"required": _("Say why the decision is wrong, and name the evidence.")},
    )


class AppealAnswerForm(forms.Form):
    """Upheld or declined, and why."""

    use_required_attribute = False
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("uphold", _("Uphold the appeal")), ("decline", _("Decline the appeal"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    answer = TextField(
        label=pgettext_lazy("appeal", "Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs=LINES),
        error_messages={"required": _("Give the reason: the supplier reads it.")},
    )
