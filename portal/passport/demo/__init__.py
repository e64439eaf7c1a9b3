"""What the demonstration shows of data passport."""

from portal.passport.demo import passports

__all__ = ["passports"]
