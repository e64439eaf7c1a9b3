"""WHO: a company's administrator issues and takes in; whom the portal trusts is decided by its administrators."""

from django.utils.translation import gettext as _

from portal.passport.models import Passport, PassportImport, TrustedIssuer
from portal.people.models import Company
from portal.policy import YES, Verdict, no


def may_use_passports(user, company: Company | None) -> Verdict:
    """The administrator of a supplier in good standing, in person."""
    if company is None or company.is_buyer or user.is_service or user.company_id != company.pk:
        return no(_("Passports are for suppliers: they hold a company's own data."))
    if not user.has_role("SA"):
        return no(_("Only your company's administrator issues passports and takes them in."))
    if not company.is_active:
        return no(_("Passports can be issued and taken in once your company's registration has been approved."))
    return YES


def may_take_file(user, passport: Passport) -> Verdict:
    """An administrator of the company itself; nobody of the portal."""
    if user.company_id != passport.company_id:
        return no(_("The file is for the company's own administrators."))
    return may_use_passports(user, passport.company)


def may_take_in(user, taken: PassportImport) -> Verdict:
    """The company it is for."""
    if user.company_id != taken.company_id:
        return no(_("Only the company itself takes its passport in."))
    return may_use_passports(user, taken.company)


def may_trust(user, issuer: TrustedIssuer | None = None) -> Verdict:
    """The portal's administrators."""
    if user.is_internal and user.has_role("AD") and not user.is_service:
        return YES
    return no(_("Whose passports are trusted is decided by the administrators of the portal."))
