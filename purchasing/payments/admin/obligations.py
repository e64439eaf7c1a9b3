"""Windows on obligations."""

from django.contrib import admin

from portal.windows import Window
from purchasing.payments.models import Obligation


@admin.register(Obligation)
class ObligationWindow(Window):
    """What is owed, and until when."""

    list_display = ["number", "payer", "payee", "tier", "method", "amount", "currency", "due_on", "pay_on", "state"]
    list_filter = ["state", "method", "tier"]
    list_select_related = ["payer", "payee"]
    search_fields = ["number", "contract__number", "invoice__number"]
    date_hierarchy = "due_on"
