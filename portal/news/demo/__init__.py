"""What the demonstration shows of news and meetings."""

from portal.news.demo import news

__all__ = ["news"]
