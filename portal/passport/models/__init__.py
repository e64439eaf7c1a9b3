"""WHAT: company data passports."""

from portal.passport.models.passports import Passport, PassportImport, TrustedIssuer

__all__ = ["Passport", "PassportImport", "TrustedIssuer"]
