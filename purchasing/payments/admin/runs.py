"""Windows on payment runs and bank accounts."""

from django.contrib import admin
from django.http import HttpRequest

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
from purchasing.payments.states import PayRole


@admin.register(PaymentRun)
class PaymentRunWindow(Window):
    """Payment runs; what they come to stands on their pages."""

    list_display = ["number", "kind", "value_on", "currency", "count", "state"]
    exclude = ["total"]
    list_filter = ["state", "kind"]
    search_fields = ["number"]
    date_hierarchy = "value_on"


@admin.register(Instruction)
class InstructionWindow(Window):
    """Single payments of what the buyer owes; what escrow pays to holders stands on the page of its run."""

    list_display = ["end_to_end", "run", "payee", "amount", "currency", "state", "result_code"]
    list_filter = ["state"]
    list_select_related = ["run", "payee"]
    search_fields = ["end_to_end"]

    def get_queryset(self, request: HttpRequest):
        """None that tells what a lower tier holds. Source: ADR 0033."""
        return super().get_queryset(request).filter(role__in=[PayRole.CASH, PayRole.FUND, PayRole.DIRECT])


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

    list_display = ["number", "run", "count", "sha256", "made_at"]
    exclude = ["total"]
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

    list_display = ["message", "no", "end_to_end", "currency", "outcome"]
    exclude = ["amount"]
    list_select_related = ["message"]
    list_filter = ["outcome"]
    search_fields = ["end_to_end", "bank_ref"]


@admin.register(UnmatchedEntry)
class UnmatchedEntryWindow(Window):
    """Lines that fitted nothing; decided on their page by two people."""

    list_display = ["why", "state", "found_at", "proposed_by", "decided_by"]
    list_select_related = ["proposed_by", "decided_by"]
    list_filter = ["state", "why"]
    date_hierarchy = "found_at"
