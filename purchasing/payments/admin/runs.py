"""Windows on payment runs and bank accounts."""

from django.contrib import admin

from portal.windows import Window
from purchasing.payments.models import (
    BankAccount,
    BankEntry,
    BankFile,
    BankMessage,
    Instruction,
    PaymentRun,
    UnmatchedEntry,
)


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


@admin.register(BankFile)
class BankFileWindow(Window):
    """Files for the bank, one a run."""

    list_display = ["number", "run", "count", "total", "sha256", "made_at"]
    list_select_related = ["run"]
    search_fields = ["number", "run__number", "sha256"]
    date_hierarchy = "made_at"


@admin.register(BankMessage)
class BankMessageWindow(Window):
    """Messages of the bank."""

    list_display = ["message_id", "kind", "read_at", "read_by", "sha256"]
    list_select_related = ["read_by"]
    list_filter = ["kind"]
    search_fields = ["message_id", "sha256"]
    date_hierarchy = "read_at"
    exclude = ["body"]


@admin.register(BankEntry)
class BankEntryWindow(Window):
    """Lines of the bank."""

    list_display = ["message", "no", "end_to_end", "currency", "amount", "outcome"]
    list_select_related = ["message"]
    list_filter = ["outcome"]
    search_fields = ["end_to_end", "bank_ref"]


@admin.register(UnmatchedEntry)
class UnmatchedEntryWindow(Window):
    """Lines that fitted nothing; decided on their page by two people."""

    list_display = ["why", "figures", "state", "found_at", "proposed_by", "decided_by"]
    list_select_related = ["proposed_by", "decided_by"]
    list_filter = ["state", "why"]
    date_hierarchy = "found_at"
