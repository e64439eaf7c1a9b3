"""IN: overviews: their parts, who owns a module, words of a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.forms import TextField
from portal.people.models import User
from portal.people.queries import staff_of_buyer
from sharedgrowth.ccms.models import Overview
from sharedgrowth.ccms.queries import overviews as queries
from sharedgrowth.ccms.rules.overviews import TEXTS
from sharedgrowth.ccms.states import Lang

ONE_A_LINE = gettext_lazy("One entry a line.")


def _text(label: Any, rows: int, help_text: Any = ONE_A_LINE, most: int = 3000) -> TextField:
    return TextField(
        label=label,
        required=False,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class OverviewForm(forms.Form):
    """The parts of an overview. A draft may be half done: what is missing is said when it is handed on."""

    purpose = _text(
        pgettext_lazy("overview", "Purpose"), 5, gettext_lazy("What the module is there for, in a few sentences.")
    )
    principles = _text(pgettext_lazy("overview", "Principles"), 5)
    dos = _text(pgettext_lazy("overview", "What we do"), 6)
    donts = _text(pgettext_lazy("overview", "What we do not do"), 5)
    activities = _text(pgettext_lazy("overview", "Key activities"), 5)
    references = _text(pgettext_lazy("overview", "References"), 3, most=2000)
    programmes = forms.MultipleChoiceField(
        label=gettext_lazy("Programmes of the portal"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kpis = forms.MultipleChoiceField(
        label=gettext_lazy("Live figures"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Read from the impact pages each time the overview is shown."),
    )
    change_note = TextField(
        label=gettext_lazy("What changed since the version before"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Stands in the change log. Not needed for a first version."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["programmes"].choices = queries.programme_choices()
        self.fields["kpis"].choices = queries.figure_choices()

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def overview_initial(overview: Overview) -> dict[str, Any]:
    """What the form shows of a stored overview."""
    names = (*TEXTS, "programmes", "kpis", "change_note")
    return {name: getattr(overview, name) for name in names} | {"seen": overview.edition}


class LangForm(forms.Form):
    """In which language a version is begun."""

    lang = forms.ChoiceField(label=gettext_lazy("Language"), choices=Lang.choices)


class SendBackForm(forms.Form):
    """What has to change."""

    reason = TextField(
        label=gettext_lazy("What has to change"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class WithdrawForm(forms.Form):
    """Why it is withdrawn."""

    reason = TextField(
        label=gettext_lazy("Why it is withdrawn"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class OwnerChoice(forms.ModelChoiceField):
    """People by name and department."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, and the address that tells namesakes apart."""
        return f"{obj.name} · {obj.email}"


class OwnerForm(forms.Form):
    """Who writes the overviews of a module."""

    owner = OwnerChoice(label=gettext_lazy("Module owner"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["owner"].queryset = staff_of_buyer()
        self.fields["owner"].empty_label = str(gettext_lazy("nobody: the office writes"))
