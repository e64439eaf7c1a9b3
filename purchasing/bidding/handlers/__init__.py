"""What people are told of a tender: in the portal and by e-mail, each in the own language, never with an amount."""

from purchasing.bidding.handlers import telling, wording

__all__ = ["telling", "wording"]
