"""Windows on news and meetings."""

from portal.news.admin import news

__all__ = ["news"]
