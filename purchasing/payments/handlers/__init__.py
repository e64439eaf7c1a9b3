"""DOOR: what payments hear, and whom they tell; one file per area."""

from purchasing.payments.handlers import debts, ledger, obligations, receivables, refunds, runs, voice

__all__ = ["debts", "ledger", "obligations", "voice", "receivables", "refunds", "runs"]
