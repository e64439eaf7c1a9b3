"""IN: the finder, the filter of the calendar, an alert."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import FilterForm, TickField
from portal.people.states import SizeClass
from sharedgrowth.support.registry import NEEDS, programmes

SIZES = [(value, label) for value, label in SizeClass.choices if value]


def programme_choices(empty: object = "") -> list[tuple[str, Any]]:
    """(slug, title) of every programme."""
    first: list[tuple[str, Any]] = [("", empty)] if empty else []
    return [*first, *((each.slug, each.title) for each in programmes)]


class FinderForm(forms.Form):
    """Which programme fits? Five questions; the answers stand in the address."""

    says_required = False
    use_required_attribute = False

    needs = forms.MultipleChoiceField(
        label=_("What should get better?"),
        required=False,
        choices=list(NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose one or more."),
    )
    size = forms.ChoiceField(
        label=_("How large is the company?"), required=False, choices=SIZES, widget=forms.RadioSelect
    )
    employees = forms.IntegerField(
        label=_("How many people work there?"),
        required=False,
        min_value=1,
        max_value=999_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": pgettext_lazy("count", "people")}),
    )
    certificate = forms.ChoiceField(
        label=_("Is there a valid SME certificate?"),
        required=False,
        choices=[("yes", _("yes")), ("no", _("no"))],
        widget=forms.RadioSelect,
    )
    recent = forms.MultipleChoiceField(
        label=_("In which programmes was the company selected within the last 24 months?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: leave all empty."),
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["recent"].choices = programme_choices()

    def clean(self):
        """Without a need and a size nothing can be said."""
        given = super().clean()
        if not given.get("needs") and "needs" not in self.errors:
            self.add_error("needs", _("Choose what should get better."))
        if not given.get("size") and "size" not in self.errors:
            self.add_error("size", _("Choose the size that the SME certificate states, or the one that fits best."))
        return given


class ProgrammeFilter(FilterForm):
    """Of one programme."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["programme"].choices = programme_choices(_("All programmes"))


class CallFilter(FilterForm):
    """Calls of one programme, open ones or all."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("open", pgettext_lazy("call", "Takes applications")),
            ("coming", pgettext_lazy("call", "Opens later")),
            ("closed", pgettext_lazy("programme call", "Closed")),
        ],
        widget=forms.Select(attrs={"data-span": "narrow"}),
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["programme"].choices = programme_choices(_("All programmes"))


class CallAlertForm(forms.Form):
    """An address that is told of new calls."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    consent = TickField(label=_("The address is kept for these e-mails alone, until they are ended."), required=True)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["programme"].choices = programme_choices(_("All programmes"))
