"""DOOR: what payments hear, and whom they tell; one file per area."""

from purchasing.payments.handlers import ledger, receivables, voice

__all__ = ["ledger", "voice", "receivables"]
