"""IN: endpoints, secrets and filters of webhooks."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from portal.forms import FilterForm, MomentField, TextField
from portal.webhooks import rules
from portal.webhooks.registry import EventKind
from portal.webhooks.states import DeliveryState


def _grouped(kinds: Iterable[EventKind]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds:
        groups.setdefault(str(kind.group), []).append((kind.code, f"{kind.label} ({kind.code})"))
    return list(groups.items())


class ClientChoice(FilterForm):
    """For which of the company's programs, before the rest is asked."""

    client = forms.ChoiceField(label=_("API client"), required=False)

    def __init__(self, *arguments, clients, **options):
        super().__init__(*arguments, **options)
        self.fields["client"].choices = [(str(client.uid), client.name) for client in clients]  # type: ignore[attr-defined]


class EndpointForm(forms.Form):
    """Where to send what."""

    receiver_url = TextField(
        label=pgettext_lazy("webhook", "Address"),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "data-span": "full"}),
        help_text=_("https:// and the name of a host on the public internet. No redirect is followed."),
    )
    kinds = forms.MultipleChoiceField(
        label=pgettext_lazy("webhook", "Kinds of event"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only those that the scopes of the API client open."),
        error_messages={"required": _("Choose at least one.")},
    )
    note = TextField(
        label=_("Note"), max_length=120, required=False, help_text=_("For yourselves, such as “ERP, plant 2”.")
    )

    def __init__(self, *arguments, kinds: Iterable[EventKind], **options):
        super().__init__(*arguments, **options)
        self.fields["kinds"].choices = _grouped(kinds)  # type: ignore[attr-defined]


def _hours(hours: int) -> str:
    if not hours:
        return str(_("End it now"))
    if hours % 24:
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    return ngettext("%(number)d day", "%(number)d days", hours // 24) % {"number": hours // 24}


class RotateForm(forms.Form):
    """How long the old secret goes on."""

    overlap_hours = forms.TypedChoiceField(
        label=_("The old secret signs beside the new one for"), coerce=int, initial=24
    )

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["overlap_hours"].choices = [(hours, _hours(hours)) for hours in rules.OVERLAP_HOURS]  # type: ignore[attr-defined]


class ReplayForm(forms.Form):
    """Since when."""

    since = MomentField(
        label=_("Messages made since"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("Leave empty for all of the last 30 days."),
    )


class DeliveryFilter(FilterForm):
    """Above the deliveries of an endpoint."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *DeliveryState.choices])
    kind = forms.ChoiceField(label=pgettext_lazy("webhook", "Kind of event"), required=False)

    def __init__(self, *arguments, kinds: Iterable[tuple[str, str]], **options):
        super().__init__(*arguments, **options)
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]
