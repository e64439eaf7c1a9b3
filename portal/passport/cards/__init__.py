"""On the pages of the ground floor: data passport."""

from portal.passport.cards import passports

__all__ = ["passports"]
