"""Windows on deliveries and invoices."""

from django.contrib import admin

from portal.windows import Window
from purchasing.contracts.admin.contracts import OfTheBuyer
from purchasing.contracts.models import Delivery, DeliveryLine, DeliveryPaper, Invoice


@admin.register(Delivery)
class DeliveryWindow(Window):
    """Deliveries and their inspection."""

    list_display = ["number", "contract", "state", "base_on", "inspect_by", "invoice"]
    list_filter = ["state"]
    list_select_related = ["contract", "invoice"]
    search_fields = ["number", "note_no", "contract__number"]


@admin.register(DeliveryLine)
class DeliveryLineWindow(Window):
    """How much came."""

    list_display = ["delivery", "line", "qty", "qty_accepted"]
    list_select_related = ["delivery", "line"]


@admin.register(DeliveryPaper)
class DeliveryPaperWindow(Window):
    """Files of deliveries; what is in them is read on the delivery's page."""

    list_display = ["delivery", "kind", "file", "added_by", "added_at"]
    list_filter = ["kind"]
    list_select_related = ["delivery", "file", "added_by"]
    search_fields = ["delivery__number"]


@admin.register(Invoice)
class InvoiceWindow(OfTheBuyer):
    """Invoices of the buyer, and those whose amounts both sides show."""

    list_display = ["number", "contract", "payee", "supplier_no", "state", "issued_on", "net", "vat"]
    list_filter = ["state", "kind"]
    list_select_related = ["contract", "payee"]
    search_fields = ["number", "supplier_no", "etax_no"]
    date_hierarchy = "issued_on"
