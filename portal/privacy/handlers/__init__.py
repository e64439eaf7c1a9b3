"""What hears of news, who is told, what runs by itself, what the ground floor keeps; one file per area."""

from portal.privacy.handlers import holdings, telling

__all__ = ["holdings", "telling"]
