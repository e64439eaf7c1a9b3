"""The demonstration's ESG purchasing, made through the services that the screens use."""

from purchasing.esg.demo import gate

__all__ = ["gate"]
