"""What hears of news, who is told, what runs by itself, what is kept of people; one file per area."""

from portal.news.handlers import announcements, meetings, privacy

__all__ = ["announcements", "meetings", "privacy"]
