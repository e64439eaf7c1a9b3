"""DOOR: what payments hear, and whom they tell; one file per area."""

from purchasing.payments.handlers import ledger, receivables, runs, voice

__all__ = ["ledger", "voice", "receivables", "runs"]
