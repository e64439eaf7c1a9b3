"""Windows on passports: who issued or took in what, and whose keys are trusted. The data itself is the companies'."""

from django.contrib import admin

from portal.passport.models import Passport, PassportImport, TrustedIssuer
from portal.windows import Window


@admin.register(Passport)
class PassportWindow(Window):
    """Issued here."""

    list_display = ["number", "company", "state", "size", "kid", "asked_by", "asked_at", "issued_at", "expires_at"]
    list_filter = ["state", ("asked_at", admin.DateFieldListFilter)]
    list_select_related = ["company", "asked_by"]
    search_fields = ["number", "company__legal_name_ko", "company__legal_name_en"]
    exclude = ["content"]


@admin.register(PassportImport)
class PassportImportWindow(Window):
    """Sent in from elsewhere."""

    list_display = ["number", "company", "state", "kid", "issued_at", "sent_by", "sent_at", "taken_at"]
    list_filter = ["state", "vouched", ("sent_at", admin.DateFieldListFilter)]
    list_select_related = ["company", "sent_by"]
    search_fields = ["number", "kid", "company__legal_name_ko", "company__legal_name_en"]
    exclude = ["content", "manifest", "plan", "results"]


@admin.register(TrustedIssuer)
class TrustedIssuerWindow(Window):
    """Keys of other installations."""

    list_display = ["name", "url", "kid", "state", "added_by", "added_at"]
    list_filter = ["state"]
    list_select_related = ["added_by"]
    search_fields = ["name", "url", "kid"]
