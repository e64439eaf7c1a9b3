"""WHO: enters and approves the terms of the Friends. Source: domain 16.2, SOD-15."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.friends.models import FriendsTerms
from sharedgrowth.friends.policies.members import is_office, is_staff


def may_read_friends_terms(user: User) -> Verdict:
    """The buyer's staff."""
    if user.is_internal:
        return YES
    return no(_("The terms are shown to the buyer's staff; each page tells the figures that hold."))


def may_enter_friends_terms(user: User) -> Verdict:
    """The office."""
    return YES if is_office(user) else no(_("Only the corporate-citizenship office or shared growth may do this."))


def may_approve_friends_terms(user: User, terms: FriendsTerms) -> Verdict:
    """An approver other than who entered them."""
    if terms.entered_by_id == user.pk:
        return no(_("You entered these terms yourself: a second person approves them."))
    return YES if is_staff(user, "AP") else no(_("Only an approver puts terms in force."))
