"""Windows on ESG purchasing."""

from purchasing.esg.admin import actions, assessments, courses, eco, gate, minerals, review, support

__all__ = ["actions", "assessments", "courses", "eco", "gate", "minerals", "review", "support"]
