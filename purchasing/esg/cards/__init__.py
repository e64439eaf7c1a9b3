"""ESG purchasing on the pages of the ground floor, one file per area."""

from purchasing.esg.cards import gate

__all__ = ["gate"]
