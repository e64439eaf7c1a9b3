"""Windows on transfers, the match, closes, receipts and terms."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.funds.models import DonationReceipt, FundTerms, GovMatch, LineClose, Transfer


@admin.register(Transfer)
class TransferWindow(Window):
    """What moved between lines."""

    list_display = ["number", "source", "target", "amount", "level", "state"]
    list_filter = ["state", "level"]
    list_select_related = ["source", "target"]
    search_fields = ["number"]


@admin.register(GovMatch)
class GovMatchWindow(Window):
    """The government's half."""

    list_display = ["line", "amount", "expected_on", "state", "reference"]
    list_filter = ["state"]
    list_select_related = ["line"]


@admin.register(LineClose)
class LineCloseWindow(Window):
    """Closed years."""

    list_display = ["line", "allotted", "committed", "released", "drawn", "carried", "returned"]
    list_select_related = ["line"]


@admin.register(DonationReceipt)
class DonationReceiptWindow(Window):
    """Receipts of the foundation."""

    list_display = ["number", "fund", "issuer", "donated_on", "amount", "state"]
    list_filter = ["state"]
    list_select_related = ["fund"]
    search_fields = ["number", "issuer"]


@admin.register(FundTerms)
class FundTermsWindow(Window):
    """The terms by date."""

    list_display = ["valid_from", "first_pct", "second_pct", "third_pct", "transfer_pct", "audit_pct"]
