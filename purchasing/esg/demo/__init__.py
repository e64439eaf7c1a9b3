"""The demonstration's ESG purchasing, made through the services that the screens use."""

from purchasing.esg.demo import actions, answers, courses, eco, gate, minerals, review, sandbox, support

__all__ = ["actions", "answers", "courses", "eco", "gate", "minerals", "review", "sandbox", "support"]
