"""Windows on data passport."""

from portal.passport.admin import passports

__all__ = ["passports"]
