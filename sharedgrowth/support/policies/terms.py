"""WHO: the terms of support programmes. Source: domain 16.2, SOD-15."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import SupportTerms


def may_enter_terms(user: User) -> Verdict:
    """Shared-growth officers enter the terms of a day to come."""
    if user.is_service or not (user.is_internal and user.has_role("SG")):
        return no(_("Only shared-growth officers enter the terms of support programmes."))
    return YES


def may_approve_terms(user: User, terms: SupportTerms) -> Verdict:
    """An approver who did not enter them."""
    if terms.entered_by_id == user.pk:
        return no(_("You entered these terms yourself: a second person approves them."))
    if user.is_service or not (user.is_internal and user.has_role("AP")):
        return no(_("Only an approver puts terms in force."))
    return YES
