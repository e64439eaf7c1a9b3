"""IN: a new API client, and why one is revoked."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.forms import TextField
from portal.partners import rules


class ClientForm(forms.Form):
    """Name, scopes and, if wanted, the networks the program calls from."""

    name = TextField(
        label=_("Name"), max_length=80, help_text=_("So that you recognise the program, such as “ERP, plant 2”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose only what the program needs. It cannot be widened later."),
        error_messages={"required": _("Choose at least one.")},
    )
    networks = forms.CharField(
        label=_("Only from these networks"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, such as 203.0.113.0/28. Leave empty to allow every address."),
    )

    def __init__(self, *arguments, supplier: bool = True, **options):
        super().__init__(*arguments, **options)
        others = "buyer_only" if supplier else "supplier_only"
        offered = [scope for scope in rules.SCOPES.values() if not getattr(scope, others)]
        self.fields["scopes"].choices = [(scope.code, f"{scope.label} ({scope.code})") for scope in offered]  # type: ignore[attr-defined]

    def clean_networks(self) -> list[str]:
        """Each must be a network."""
        try:
            return rules.networks_in(self.cleaned_data["networks"])
        except ValueError as error:
            raise ValidationError(
                _("“%(text)s” is not a network. Write it like 203.0.113.0/28; the host part must be zero."),
                params={"text": str(error).split("'")[1] if "'" in str(error) else ""},
            ) from error


class RevokeForm(forms.Form):
    """Why; kept in the audit trail."""

    reason = TextField(label=_("Reason for revoking"), max_length=300)
