"""What hears of news, who is told, what runs by itself in data passport."""

from portal.passport.handlers import passports

__all__ = ["passports"]
