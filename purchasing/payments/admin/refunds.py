"""Window on advances that are owed back."""

from django.contrib import admin

from purchasing.payments.admin.veils import OfOpenAmounts
from purchasing.payments.models import AdvanceRefund


@admin.register(AdvanceRefund)
class AdvanceRefundWindow(OfOpenAmounts):
    """Reported, confirmed and written off on their own pages, by two people."""

    path = "contract"
    list_display = ["number", "contract", "amount", "currency", "due_on", "paid_on", "state"]
    list_filter = ["state", "currency"]
    list_select_related = ["contract"]
    search_fields = ["number", "contract__number", "reference"]
    date_hierarchy = "due_on"
