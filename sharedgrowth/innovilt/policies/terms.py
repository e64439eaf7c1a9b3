"""WHO: enters and approves the terms of INNOVILT. Source: domain 16.2, SOD-15."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.innovilt.models import InnoviltTerms
from sharedgrowth.innovilt.policies.applications import office


def may_read_terms(user: User) -> Verdict:
    """The buyer's staff; members read what holds for them at their application."""
    if user.is_internal:
        return YES
    return no(_("The terms are shown to the buyer's staff; each page tells the figures that hold."))


def may_enter_terms(user: User) -> Verdict:
    """The office."""
    return office(user)


def may_approve_terms(user: User, terms: InnoviltTerms) -> Verdict:
    """An approver other than who entered them."""
    if terms.entered_by_id == user.pk:
        return no(_("You entered these terms yourself: a second person approves them."))
    if user.is_internal and not user.is_service and user.has_role("AP"):
        return YES
    return no(_("Only an approver puts terms in force."))
