"""The demonstration's ESG purchasing, made through the services that the screens use."""

from purchasing.esg.demo import actions, answers, gate, minerals, review, support

__all__ = ["actions", "answers", "gate", "minerals", "review", "support"]
