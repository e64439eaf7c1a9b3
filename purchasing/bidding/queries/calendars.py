"""FIND: the dates of tenders that concern one person: deadlines of those that are followed, answers that are owed."""

from django.db.models import Q, QuerySet

from purchasing.bidding.models import Bid, CommitteeMember, Explanation, Invitation, MendRequest, Question, Tender
from purchasing.bidding.queries.bids import READS_OWN_BIDS
from purchasing.bidding.queries.tenders import tenders_visible_to
from purchasing.bidding.states import ExplanationState, MendState

MOST = 100


def tenders_followed_by(user) -> QuerySet[Tender]:
    """A supplier's: to which it is invited, about which it asked, and for those who read its bids, in which it bid.

    Of staff: those they look after, estimate, approve or open.
    """
    tenders = tenders_visible_to(user).filter(published_at__isnull=False)
    if user.is_internal:
        opens = CommitteeMember.objects.filter(user=user).values("tender")
        mine = Q(officer=user) | Q(estimator=user) | Q(approver=user) | Q(evaluator=user) | Q(pk__in=opens)
        return tenders.filter(mine)
    own = {"company": user.company_id}
    mine = Q(pk__in=Invitation.objects.filter(**own).values("tender"))
    mine |= Q(pk__in=Question.objects.filter(**own).values("tender"))
    if user.has_role(*READS_OWN_BIDS):
        mine |= Q(pk__in=Bid.objects.filter(**own).values("tender"))
    return tenders.filter(mine)


def mends_owed_by(user) -> list[MendRequest]:
    """Formal faults that the user's company may still mend."""
    if not user.is_supplier or not user.has_role(*READS_OWN_BIDS):
        return []
    asked = MendRequest.objects.filter(bid__company=user.company_id, state=MendState.ASKED)
    return list(asked.select_related("bid__tender").order_by("due_at")[:MOST])


def explanations_owed_by(user) -> list[Explanation]:
    """Low prices that the user's company was asked to explain."""
    if not user.is_supplier or not user.has_role(*READS_OWN_BIDS):
        return []
    open_states = (ExplanationState.ASKED, ExplanationState.CLARIFYING)
    asked = Explanation.objects.filter(bid__company=user.company_id, state__in=open_states)
    return list(asked.select_related("tender").order_by("answer_by")[:MOST])
