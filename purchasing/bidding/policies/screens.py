"""WHO: an auditor looks at a case. Source: domain 2.11, 16.1 AU."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.bidding import queries
from purchasing.bidding.models import ScreenCase
from purchasing.bidding.states.screens import CaseState


def may_look_at_case(user: User, case: ScreenCase) -> Verdict:
    """An auditor who belongs to no bidder; once it is taken up, the one who did."""
    if user.is_service or not (user.is_internal and user.has_role("AU")):
        return no(_("Only an auditor may do this."))
    if queries.is_tied(user, case.tender):
        return no(_("You belong, or belonged, to a company that bids in this tender (SOD-05): ask a colleague."))
    if case.state == CaseState.TAKEN_UP and case.auditor_id != user.pk:
        return no(_("A colleague is looking at this case."))
    return YES
