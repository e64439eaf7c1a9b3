"""WHO: shared growth offers (two people), suppliers ask, both sign. Source: domain 8, SGS-04."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import TechLicence, TechOffer


def _staff(user: User, *roles: str) -> bool:
    return user.is_internal and not user.is_service and user.has_role(*roles)


def may_write_offer(user: User) -> Verdict:
    """Shared growth, or an expert who knows the technology."""
    if _staff(user, "SG", "CN"):
        return YES
    return no(_("Technology offers are written by shared growth and experts."))


def may_publish_offer(user: User, offer: TechOffer) -> Verdict:
    """Shared growth, another one than who wrote it."""
    if not _staff(user, "SG"):
        return no(_("Technology offers are published by shared growth."))
    if user.pk == offer.entered_by_id:
        return no(_("Who wrote the offer does not publish it."))
    return YES


def may_close_offer(user: User) -> Verdict:
    """Shared growth."""
    return YES if _staff(user, "SG") else no(_("Only shared growth takes an offer back."))


def may_ask_licence(user: User) -> Verdict:
    """The administrator of an active supplier: a licence binds the company."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not user.is_supplier or not user.has_role("SA", "SU"):
        return no(_("Technology is asked for by a supplier's administrator or user."))
    if not user.company.is_active:
        return no(_("Your company is not active at present: it cannot ask for technology."))
    return YES


def may_answer_licence(user: User, licence: TechLicence) -> Verdict:
    """Write the terms, refuse, hand over: shared growth."""
    return YES if _staff(user, "SG") else no(_("Licences are answered by shared growth."))


def may_sign_for_company(user: User, licence: TechLicence) -> Verdict:
    """Its administrator."""
    own = user.is_supplier and not user.is_service and user.company_id == licence.company_id
    return YES if own and user.has_role("SA") else no(_("Only the administrator of the company signs."))


def may_sign_for_buyer(user: User, licence: TechLicence) -> Verdict:
    """Shared growth or an approver, another one than who wrote the terms."""
    if not _staff(user, "SG", "AP"):
        return no(_("Only shared growth or an approver signs for the buyer."))
    if user.pk == licence.offered_by_id:
        return no(_("Who wrote the terms does not sign them: ask a colleague."))
    return YES


def may_withdraw_licence(user: User, licence: TechLicence) -> Verdict:
    """The company."""
    if user.is_supplier and user.company_id == licence.company_id:
        return may_ask_licence(user)
    return no(_("Only the company withdraws its request."))
