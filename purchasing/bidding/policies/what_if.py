"""WHO: what-if runs are for staff who read opened bids, and each run carries the name of who made it."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.bidding.models import Tender
from purchasing.bidding.policies.tenders import may_see_evaluation


def may_try_what_if(user: User, tender: Tender) -> Verdict:
    """A person of the buying organisation who reads the opened bids of this tender, once they have their verdicts.

    Who still rules bids out, or judges explanations, does not first see whom that would help.
    """
    if getattr(user, "is_service", False):
        return no(_("A program may not decide: a person must."))
    if not (reader := may_see_evaluation(user, tender)):
        return reader
    if tender.evaluated_at is None:
        return no(_("Another rule is tried when every bid has its verdict: who judges first sees no other outcome."))
    return YES
