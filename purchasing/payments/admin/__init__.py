"""Windows on payments: nobody writes here."""

from purchasing.payments.admin import claims, ledger, obligations, receivables, runs, voice

__all__ = ["claims", "ledger", "obligations", "receivables", "runs", "voice"]
