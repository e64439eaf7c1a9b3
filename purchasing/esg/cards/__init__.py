"""ESG purchasing on the pages of the ground floor, one file per area."""

from purchasing.esg.cards import actions, gate, review

__all__ = ["actions", "gate", "review"]
