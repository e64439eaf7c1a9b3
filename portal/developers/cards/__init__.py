"""On the pages of the ground floor: developer documentation."""

from portal.developers.cards import changes, front, guides

__all__ = ["changes", "front", "guides"]
