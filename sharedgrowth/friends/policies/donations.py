"""WHO: pledges, checks, approves, hands over, keeps the receipt. Source: domain 10, FRD-06, FRD-07."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.friends.models import Donation
from sharedgrowth.friends.policies.members import is_staff, may_ask_for_gifts
from sharedgrowth.friends.queries.members import is_member


def may_pledge_donation(user: User) -> Verdict:
    """A company by its administrator, for itself; the buyer by its office. Nobody asks for it."""
    if user.is_internal:
        return may_ask_for_gifts(user)
    if user.is_supplier and not user.is_service and user.has_role("SA") and is_member(user.company_id):
        return YES
    return no(_("A member company donates by its administrator."))


def is_donor(user: User, donation: Donation) -> bool:
    """Whether the person acts for the company that gives."""
    if user.is_service or user.company_id != donation.donor_id:
        return False
    return bool(may_ask_for_gifts(user)) if user.is_internal else user.has_role("SA")


def may_check_graft(user: User) -> Verdict:
    """Compliance."""
    return YES if is_staff(user, "CP") else no(_("Gifts to officials are judged by compliance."))


def may_approve_donation(user: User, donation: Donation) -> Verdict:
    """The office, another person than who pledged it."""
    if not (able := may_ask_for_gifts(user)):
        return able
    if user.pk == donation.pledged_by_id:
        return no(_("Who pledged the donation does not approve it."))
    return YES


def may_withdraw_donation(user: User, donation: Donation) -> Verdict:
    """The donor, without a reason."""
    return YES if is_donor(user, donation) else no(_("Only the donor takes it back."))


def may_hand_over(user: User, donation: Donation) -> Verdict:
    """The donor, or the office."""
    if is_donor(user, donation) or may_ask_for_gifts(user):
        return YES
    return no(_("Only the donor and the office may do this."))
