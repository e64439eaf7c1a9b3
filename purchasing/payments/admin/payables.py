"""Window on what is owed without an invoice."""

from django.contrib import admin

from portal.windows import Window
from purchasing.payments.models import Payable


@admin.register(Payable)
class PayableWindow(Window):
    """Handed over by the programmes, paid by runs; taken back there as well."""

    list_display = ["number", "payer", "payee", "amount", "currency", "due_on", "paid_on", "state"]
    list_filter = ["state", "currency"]
    list_select_related = ["payer", "payee"]
    search_fields = ["number", "payee__legal_name_ko", "reference", "text"]
    date_hierarchy = "due_on"
