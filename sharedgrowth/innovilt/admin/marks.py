"""Windows on signed certificates, acts of two people, uses and misuses of the mark."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.windows import Window, deed
from sharedgrowth.innovilt.models import Badge, CertificateAct, Credential, MarkMisuse, MarkUse, StatusPlace
from sharedgrowth.innovilt.services import certificate_acts, mark_uses


@admin.register(Credential)
class CredentialWindow(Window):
    """What was signed; a certificate is signed again when it covers another version."""

    list_display = ["certificate", "no", "sha256", "signed_at"]
    list_select_related = ["certificate"]
    search_fields = ["certificate__number", "sha256"]


@admin.register(Badge)
class BadgeWindow(Window):
    """The same certificates as Open Badges."""

    list_display = ["credential", "sha256", "signed_at"]
    list_select_related = ["credential"]
    search_fields = ["credential__certificate__number", "sha256"]


@admin.register(StatusPlace)
class StatusPlaceWindow(Window):
    """Where a certificate stands in the status lists."""

    list_display = ["certificate", "list_no", "place"]
    list_select_related = ["certificate"]
    search_fields = ["certificate__number"]


@admin.register(CertificateAct)
class CertificateActWindow(Window):
    """Suspensions, reinstatements, withdrawals; a second person carries them out here too."""

    list_display = ["certificate", "kind", "state", "proposed_by", "proposed_at", "decided_by", "decided_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["certificate", "proposed_by", "decided_by"]
    search_fields = ["certificate__number"]
    actions = ["carry_out"]

    @deed(_("Carry out what is proposed"))
    def carry_out(self, request, act):
        """Another person than the one who proposed it."""
        certificate_acts.carry_out_act(act, by=request.user)


@admin.register(MarkUse)
class MarkUseWindow(Window):
    """Uses of the mark."""

    list_display = ["number", "company", "certificate", "medium", "state", "begins_on", "ends_on"]
    list_filter = ["state", "medium"]
    list_select_related = ["company", "certificate"]
    search_fields = ["number", "certificate__number", "company__legal_name_ko"]
    actions = ["approve"]

    @deed(pgettext_lazy("mark", "Approve"))
    def approve(self, request, use):
        """After a look at the artwork."""
        mark_uses.approve_use(use, by=request.user)


@admin.register(MarkMisuse)
class MarkMisuseWindow(Window):
    """Misuses of the mark and stop letters."""

    list_display = ["number", "kind", "company", "certificate", "state", "seen_on", "stop_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["company", "certificate"]
    search_fields = ["number", "certificate__number", "addressee"]
