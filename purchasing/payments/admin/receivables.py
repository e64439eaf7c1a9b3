"""Windows on receivables."""

from django.contrib import admin

from portal.windows import Window
from purchasing.payments.models import Draw, Receivable


@admin.register(Receivable)
class ReceivableWindow(Window):
    """Receivables of all tiers."""

    list_display = ["number", "issuer", "holder", "tier", "face", "assigned", "drawn", "matures_on", "state"]
    list_filter = ["state", "tier"]
    list_select_related = ["issuer", "holder"]
    search_fields = ["number"]
    date_hierarchy = "matures_on"


@admin.register(Draw)
class DrawWindow(Window):
    """Early draws."""

    list_display = ["receivable", "seq", "amount", "drawn_on", "days", "rate", "charge", "net"]
    list_select_related = ["receivable"]
