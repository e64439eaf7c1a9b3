"""What ESG purchasing hears, who is told of what, what runs by itself; one file per area."""

from purchasing.esg.handlers import (
    actions,
    answers,
    courses,
    eco,
    gate,
    limitations,
    minerals,
    payments,
    periodic,
    privacy,
    review,
    support,
    webhooks,
)

__all__ = [
    "actions", "answers", "courses", "eco", "gate", "limitations", "minerals", "payments", "periodic", "privacy",
    "review", "support", "webhooks",
]  # fmt: skip
