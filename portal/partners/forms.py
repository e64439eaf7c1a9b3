"""IN: a new API client, its end, its secrets, why one is revoked; what to look for in the log."""

from datetime import date
from http import HTTPStatus

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.forms import DayField, FilterForm, TextField
from portal.partners import rules


def _words_of(scope: rules.Scope) -> str:
    """What a scope opens, its code, and what it opens besides."""
    words = f"{scope.label} ({scope.code})"
    if scope.includes:
        words += f" · {gettext('includes %(codes)s') % {'codes': ', '.join(scope.includes)}}"
    return words


def _bound_day(field: forms.Field, today: date) -> None:
    """The picker offers the days that will be taken, and the usual one."""
    first, usual, last = rules.last_days(today)
    field.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
    field.initial = usual


class NetworksForm(forms.Form):
    """From where the program calls."""

    networks = forms.CharField(
        label=_("Only from these networks"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, such as 203.0.113.0/28. Leave empty to allow every address."),
    )

    def clean_networks(self) -> list[str]:
        """Each must be a network."""
        try:
            return rules.networks_in(self.cleaned_data["networks"])
        except ValueError as error:
            raise ValidationError(
                _("“%(text)s” is not a network. Write it like 203.0.113.0/28; the host part must be zero."),
                params={"text": str(error).split("'")[1] if "'" in str(error) else ""},
            ) from error


class ClientForm(NetworksForm):
    """Name, scopes and, if wanted, the networks the program calls from."""

    field_order = ("name", "scopes", "last_day", "networks")
    name = TextField(
        label=_("Name"), max_length=80, help_text=_("So that you recognise the program, such as “ERP, plant 2”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose only what the program needs: a stolen secret can do no more. It cannot be widened later."),
        error_messages={"required": _("Choose at least one.")},
    )
    last_day = DayField(
        label=_("Works until"), help_text=_("Its last day, at most two years ahead. You are told before it ends.")
    )

    def __init__(self, *arguments, supplier: bool = True, today: date, **options):
        super().__init__(*arguments, **options)
        _bound_day(self.fields["last_day"], today)
        others = "buyer_only" if supplier else "supplier_only"
        offered = [scope for scope in rules.SCOPES.values() if not getattr(scope, others)]
        groups: dict[str, list[tuple[str, str]]] = {}
        for scope in offered:
            groups.setdefault(str(rules.area_of(scope.code)), []).append((scope.code, _words_of(scope)))
        self.fields["scopes"].choices = list(groups.items())  # type: ignore[attr-defined]


class RevokeForm(forms.Form):
    """Why; kept in the audit trail."""

    reason = TextField(label=_("Reason for revoking"), max_length=300)


class RenewForm(forms.Form):
    """Until which day it works from now on."""

    last_day = DayField(label=_("Works until"))

    def __init__(self, *arguments, today: date, **options):
        super().__init__(*arguments, **options)
        _bound_day(self.fields["last_day"], today)


class RotateForm(forms.Form):
    """How long the present secret goes on beside the new one."""

    hours = forms.TypedChoiceField(
        label=_("The present secret goes on for"), coerce=int, initial=rules.USUAL_OVERLAP, widget=forms.RadioSelect
    )

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["hours"].choices = [(hours, _period(hours)) for hours in rules.OVERLAP_HOURS]  # type: ignore[attr-defined]


def _period(hours: int) -> str:
    if hours == 0:
        return gettext("not at all: it may be known to others")
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}


ANSWERS = (
    ("", _("All")),
    ("ok", pgettext_lazy("API request", "Answered")),
    ("refused", _("Refused (4xx)")),
    ("failed", _("Failed (5xx)")),
    *((str(status), f"{status} {HTTPStatus(status).phrase}") for status in (401, 403, 404, 409, 412, 422, 429)),
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class LogFilter(FilterForm):
    """Above the log."""

    client = forms.ChoiceField(label=_("API client"), required=False)
    answer = forms.ChoiceField(label=pgettext_lazy("API request", "Answer"), required=False, choices=ANSWERS)
    method = forms.ChoiceField(
        label=pgettext_lazy("API request", "Method"),
        required=False,
        choices=[("", _("All")), *((name, name) for name in METHODS)],
    )
    path = TextField(label=_("Address contains"), required=False, max_length=100)
    day = DayField(label=_("Day"), required=False)
    number = TextField(label=_("Request number"), required=False, max_length=64)

    def __init__(self, *arguments, clients, **options):
        super().__init__(*arguments, **options)
        offered = [(str(client.uid), client.name) for client in clients[:200]]
        self.fields["client"].choices = [("", _("All")), *offered]  # type: ignore[attr-defined]
