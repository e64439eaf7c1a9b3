"""Windows on payment runs and bank accounts."""

from django.contrib import admin

from portal.windows import Window
from purchasing.payments.models import BankAccount, Instruction, PaymentRun


@admin.register(PaymentRun)
class PaymentRunWindow(Window):
    """Payment runs."""

    list_display = ["number", "kind", "value_on", "currency", "count", "total", "state"]
    list_filter = ["state", "kind"]
    search_fields = ["number"]
    date_hierarchy = "value_on"


@admin.register(Instruction)
class InstructionWindow(Window):
    """Single payments."""

    list_display = ["end_to_end", "run", "payee", "amount", "currency", "state", "result_code"]
    list_filter = ["state"]
    list_select_related = ["run", "payee"]
    search_fields = ["end_to_end"]


@admin.register(BankAccount)
class BankAccountWindow(Window):
    """Accounts of companies, with the last four digits only."""

    list_display = ["company", "purpose", "currency", "bank_code", "state", "active_from"]
    list_filter = ["state", "purpose"]
    list_select_related = ["company"]
    exclude = ["number"]
