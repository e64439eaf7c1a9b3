"""Windows on ESG purchasing."""

from purchasing.esg.admin import actions, assessments, gate, review

__all__ = ["actions", "assessments", "gate", "review"]
