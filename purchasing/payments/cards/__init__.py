"""DOOR: what payments enter on the pages of the ground floor, one file per area."""

from purchasing.payments.cards import (
    calendars,
    changes,
    exports,
    ledger,
    money,
    obligations,
    passport,
    payables,
    receivables,
    results,
    runs,
)

__all__ = [
    "calendars",
    "changes",
    "exports",
    "ledger",
    "money",
    "obligations",
    "passport",
    "payables",
    "receivables",
    "results",
    "runs",
]
