"""Windows on rates, quotes, requests, escrow and claims."""

from django.contrib import admin

from portal.windows import Window, WindowInline
from purchasing.payments.admin.veils import OfOpenAmounts
from purchasing.payments.models import BuyerRate, Claim, ClaimLine, DrawQuote, EscrowEntry, ReceivableRequest


@admin.register(BuyerRate)
class BuyerRateWindow(Window):
    """The buyer's rates."""

    list_display = ["kind", "rate", "valid_from", "state", "proposed_by", "decided_by"]
    list_filter = ["kind", "state"]
    list_select_related = ["proposed_by", "decided_by"]
    date_hierarchy = "valid_from"


@admin.register(DrawQuote)
class DrawQuoteWindow(OfOpenAmounts):
    """Quotes for early draws."""

    path = "receivable__obligation__contract"
    list_display = ["receivable", "amount", "drawn_on", "days", "rate", "charge", "net", "valid_until"]
    list_select_related = ["receivable"]


@admin.register(ReceivableRequest)
class ReceivableRequestWindow(Window):
    """What two sides agree on."""

    list_display = ["receivable", "kind", "state", "asked_for", "asked_by", "decided_by"]
    list_filter = ["kind", "state"]
    list_select_related = ["receivable", "asked_for", "asked_by", "decided_by"]


@admin.register(EscrowEntry)
class EscrowEntryWindow(Window):
    """Money into and out of escrow; what each was paid stands on the page of its receivable."""

    list_display = ["receivable", "kind", "booked_on", "key"]
    exclude = ["amount"]
    list_filter = ["kind"]
    list_select_related = ["receivable"]
    search_fields = ["key", "receivable__number"]
    date_hierarchy = "booked_on"


class ClaimLines(WindowInline):
    """The parts of a claim."""

    model = ClaimLine
    fields = ["payee", "contract", "obligation", "state"]


@admin.register(Claim)
class ClaimWindow(Window):
    """Progress claims."""

    list_display = ["number", "contract", "receivable", "amount", "answer_by", "state"]
    list_filter = ["state"]
    list_select_related = ["contract", "receivable"]
    search_fields = ["number"]
    inlines = [ClaimLines]


@admin.register(ClaimLine)
class ClaimLineWindow(OfOpenAmounts):
    """Parts of claims."""

    list_display = ["claim", "payee", "amount", "wage", "state"]
    list_filter = ["state"]
    list_select_related = ["claim", "payee"]
