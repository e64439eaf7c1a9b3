"""IN: which sections, the file, what of it is taken, whom we trust."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import TextField
from portal.passport.registry import Section


class PassportForm(forms.Form):
    """What goes in."""

    sections = forms.MultipleChoiceField(
        label=_("What goes in"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Left out is what you do not tick. Data of people asks for a reason."),
    )
    with_files = forms.BooleanField(
        label=_("With documents (pictures, certificates, evidence)"), required=False, initial=True
    )
    reason = TextField(
        label=_("What it is needed for"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where data of people goes in. It stays on record."),
    )

    def __init__(self, *arguments, offered: Sequence[tuple[str, Section]], **options):
        super().__init__(*arguments, **options)
        field = self.fields["sections"]
        field.choices = [(code, section.label) for code, section in offered]  # type: ignore[attr-defined]
        field.initial = [code for code, section in offered if not section.personal]


class UploadForm(forms.Form):
    """The passport from elsewhere."""

    upload = forms.FileField(
        label=_("Passport file (ZIP, at most 100 MB)"), widget=forms.ClearableFileInput(attrs={"accept": ".zip"})
    )


class TakeForm(forms.Form):
    """What of it is taken."""

    chosen = forms.MultipleChoiceField(label=_("What is taken in"), required=False, widget=forms.CheckboxSelectMultiple)
    vouched = forms.BooleanField(
        label=_("The file comes from a portal that our company uses, and I have it from there myself"), required=False
    )

    def __init__(self, *arguments, offered: Sequence[tuple[str, str]], ask_origin: bool, **options):
        super().__init__(*arguments, **options)
        field = self.fields["chosen"]
        field.choices = list(offered)  # type: ignore[attr-defined]
        field.initial = [code for code, _label in offered]
        if not ask_origin:
            del self.fields["vouched"]


class IssuerForm(forms.Form):
    """A key that is trusted from now on."""

    name = TextField(label=_("Name of the other portal"), max_length=120)
    url = forms.URLField(label=_("Its address"), max_length=200, assume_scheme="https")
    x = forms.CharField(
        label=_("Its public key (“x”)"),
        max_length=60,
        help_text=_("As it stands at its address under /passport/keys.json."),
    )
    note = TextField(
        label=_("How it was compared"),
        min_length=10,
        max_length=300,
        help_text=_("With whom and by which way, such as by telephone with the other portal's administrator."),
    )


class ReasonForm(forms.Form):
    """Why trust ends, or begins again."""

    reason = TextField(label=_("Reason"), min_length=5, max_length=300)
