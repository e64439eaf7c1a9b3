"""DOOR: what payments hear, and whom they tell; one file per area."""

from purchasing.payments.handlers import (
    debts,
    ledger,
    obligations,
    payables,
    receivables,
    refunds,
    runs,
    voice,
    webhooks,
)

__all__ = ["debts", "ledger", "obligations", "voice", "payables", "receivables", "refunds", "runs", "webhooks"]
