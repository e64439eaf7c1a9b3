"""IN: a new calendar address."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.exchange.registry.calendars import Calendar
from portal.forms import TextField


class CalendarForm(forms.Form):
    """Its name, and what it shows."""

    name = TextField(label=_("Name"), max_length=60, help_text=_("Your calendar program shows it, such as “Work”."))
    kinds = forms.MultipleChoiceField(
        label=_("What it shows"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *arguments, offered: Iterable[tuple[str, Calendar]], **options):
        super().__init__(*arguments, **options)
        choices = [(key, f"{calendar.label}: {calendar.said}") for key, calendar in offered]
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]
