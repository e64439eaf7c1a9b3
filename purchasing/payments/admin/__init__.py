"""Windows on payments: nobody writes here."""

from purchasing.payments.admin import ledger, obligations, receivables, runs, voice

__all__ = ["ledger", "obligations", "receivables", "runs", "voice"]
