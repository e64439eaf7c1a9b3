"""Windows on ESG purchasing."""

from purchasing.esg.admin import actions, assessments, gate, minerals, review

__all__ = ["actions", "assessments", "gate", "minerals", "review"]
