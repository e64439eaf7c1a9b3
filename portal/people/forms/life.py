"""What a company says when it appeals or wants to be woken, and what is answered."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.files.forms import UploadField
from portal.forms import DayField, TextField
from portal.people.forms.company import PAPERS, certificate_age_text, say_refusal, several_lines
from portal.people.services import MOST_PAPERS, check_certificate_day


class AppealForm(forms.Form):
    """Why a rejection is wrong, with what proves it."""

    use_required_attribute = False
    text = TextField(
        label=_("Why the decision is wrong"),
        max_length=2000,
        widget=several_lines(6),
        help_text=_("Name the evidence. Another person than who decided reads it."),
        error_messages={"required": _("Say why the decision is wrong, and name the evidence.")},
    )
    papers = UploadField(label=_("Documents"), required=False, multiple=True, max_files=MOST_PAPERS)


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
        widget=several_lines(4),
        error_messages={"required": _("Give the reason: the company reads it.")},
    )


class ReverifyForm(forms.Form):
    """The recent certificate with which a dormant company asks to be active again."""

    use_required_attribute = False
    document = UploadField(label=_("Business registration certificate"), kinds=PAPERS)
    registration_issued_on = DayField(label=_("Certificate issued on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["registration_issued_on"].help_text = certificate_age_text()

    def clean(self):
        """Not too old, beside everything else."""
        data = super().clean()
        say_refusal(self, check_certificate_day, data.get("registration_issued_on"))
        return data
