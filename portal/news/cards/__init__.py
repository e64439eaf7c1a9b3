"""News on the pages of the ground floor."""

from portal.news.cards import news

__all__ = ["news"]
