"""WHO: joins and leaves for a company, enters themes and recipients. Source: domain 10, FRD-02, FRD-07."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.friends.models import Member
from sharedgrowth.friends.queries.members import is_member

OFFICE = ("CC", "SG")
PURCHASING = ("PO", "CE", "EV", "OC")


def is_staff(user: User, *roles: str) -> bool:
    """A person of the buyer with one of the roles."""
    return user.is_internal and not user.is_service and user.has_role(*roles)


def is_office(user: User) -> bool:
    """The corporate-citizenship office, or shared growth."""
    return is_staff(user, *OFFICE)


def may_run_office(user: User) -> Verdict:
    """What the office alone does."""
    return YES if is_office(user) else no(_("Only the corporate-citizenship office or shared growth may do this."))


def may_ask_for_gifts(user: User) -> Verdict:
    """The office, but nobody who buys: suppliers must not feel asked by who decides on their orders (FRD-07)."""
    if not (able := may_run_office(user)):
        return able
    if user.has_role(*PURCHASING):
        return no(_("People who buy have no part in donations: suppliers must not feel asked."))
    return YES


def may_join(user: User) -> Verdict:
    """The administrator of an active supplier that is no member yet."""
    if not user.is_supplier or user.is_service or not user.has_role("SA"):
        return no(_("A company joins by its administrator."))
    if not user.company.is_active:
        return no(_("Your company is not active at present."))
    if is_member(user.company_id):
        return no(_("Your company is already a member."))
    return YES


def may_change_membership(user: User, member: Member) -> Verdict:
    """Its administrator."""
    own = user.is_supplier and not user.is_service and user.company_id == member.company_id
    return YES if own and user.has_role("SA") else no(_("Only the administrator of the company may do this."))
