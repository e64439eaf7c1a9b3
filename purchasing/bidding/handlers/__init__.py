"""What people are told of a tender: in the portal and by e-mail, each in the own language, never with an amount."""

from purchasing.bidding.handlers import after, board, feeds, open_data, questions, screens, telling, wording

__all__ = ["after", "board", "feeds", "open_data", "questions", "screens", "telling", "wording"]
