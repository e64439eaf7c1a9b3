"""What people are told of a tender: in the portal and by e-mail, each in the own language, never with an amount."""

from purchasing.bidding.handlers import after, feeds, open_data, questions, telling, wording

__all__ = ["feeds", "after", "open_data", "questions", "telling", "wording"]
