"""Windows on consents, looks and certificates of destruction: read only, like the tables."""

from django.contrib import admin
from django.db.models import QuerySet

from portal.privacy.models import Consent, DestructionCertificate, Look, Withdrawal
from portal.veils import veil
from portal.windows import Window


@veil("notices.Notice", "privacy")
def leave_out_requests(rows: QuerySet) -> QuerySet:
    """Who was told of an own request: the window on requests does not say whose they are."""
    return rows.exclude(kind__in=["privacy.asked", "privacy.extended", "privacy.answered"])


@admin.register(Consent)
class ConsentWindow(Window):
    """What was agreed to; the words stay as they were shown. By whom, the privacy officer reads, not this window."""

    list_display = ["purpose", "version", "about", "language", "given_at"]
    list_filter = ["purpose", "kind"]
    exclude = ["person", "guest"]
    search_fields = ["purpose", "about", "text_sha256"]


@admin.register(Withdrawal)
class WithdrawalWindow(Window):
    """Consents taken back."""

    list_display = ["consent", "at"]
    list_select_related = ["consent"]
    exclude = ["by"]


@admin.register(Look)
class LookWindow(Window):
    """Who looked at data of people, when and why. At whose, the person reads, not this window."""

    list_display = ["at", "reader", "count", "about", "why"]
    list_filter = [("at", admin.DateFieldListFilter)]
    list_select_related = ["reader"]
    exclude = ["subject"]
    search_fields = ["about", "why"]


@admin.register(DestructionCertificate)
class DestructionCertificateWindow(Window):
    """What was destroyed, without the data."""

    list_display = ["number", "holding", "total", "basis", "reason", "by", "at"]
    list_filter = ["holding"]
    list_select_related = ["by"]
    search_fields = ["number"]
