"""Windows on ESG purchasing."""

from purchasing.esg.admin import actions, assessments, gate

__all__ = ["actions", "assessments", "gate"]
