"""Windows on consents, looks and certificates of destruction: read only, like the tables."""

from django.contrib import admin

from portal.privacy.models import Consent, DestructionCertificate, Look, Withdrawal
from portal.windows import Window


@admin.register(Consent)
class ConsentWindow(Window):
    """Who agreed to what; the words stay as they were shown."""

    list_display = ["purpose", "version", "person", "guest", "about", "language", "given_at"]
    list_filter = ["purpose", "kind"]
    list_select_related = ["person"]
    search_fields = ["purpose", "about", "text_sha256"]


@admin.register(Withdrawal)
class WithdrawalWindow(Window):
    """Consents taken back."""

    list_display = ["consent", "by", "at"]
    list_select_related = ["consent", "by"]


@admin.register(Look)
class LookWindow(Window):
    """Who looked at whose data."""

    list_display = ["at", "reader", "subject", "count", "about", "why"]
    list_filter = [("at", admin.DateFieldListFilter)]
    list_select_related = ["reader", "subject"]
    search_fields = ["about", "why"]


@admin.register(DestructionCertificate)
class DestructionCertificateWindow(Window):
    """What was destroyed, without the data."""

    list_display = ["number", "holding", "total", "basis", "reason", "by", "at"]
    list_filter = ["holding"]
    list_select_related = ["by"]
    search_fields = ["number"]
