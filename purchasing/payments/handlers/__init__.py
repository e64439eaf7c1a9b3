"""DOOR: what payments hear, and whom they tell; one file per area."""

from purchasing.payments.handlers import ledger, obligations, receivables, runs, voice

__all__ = ["ledger", "obligations", "voice", "receivables", "runs"]
