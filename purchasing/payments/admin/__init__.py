"""Windows on payments: nobody writes here."""

from purchasing.payments.admin import claims, late, ledger, obligations, payables, receivables, refunds, runs, voice

__all__ = ["claims", "late", "ledger", "obligations", "payables", "receivables", "refunds", "runs", "voice"]
