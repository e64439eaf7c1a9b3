"""Windows on ESG purchasing."""

from purchasing.esg.admin import actions, assessments, eco, gate, minerals, review, support

__all__ = ["actions", "assessments", "eco", "gate", "minerals", "review", "support"]
