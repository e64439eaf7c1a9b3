"""FIND: explanations of low prices; only the bidder and those who judge read what was said. Source: domain BID-L2."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from portal.people.models import User
from purchasing.bidding.models import CostLine, Explanation, ExplanationAnswer, ExplanationVote, Tender
from purchasing.bidding.queries.bids import READS_OWN_BIDS
from purchasing.bidding.queries.conflicts import tenders_tied_to
from purchasing.bidding.states import EXPLANATION_DECIDED, EXPLANATION_WAITS, ExplanationState

READS_EXPLANATIONS = ("EV", "AU", "CP")
VOTES_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Poll:
    """The votes of the assessors, and what they come to."""

    accepts: int
    rejects: int

    @property
    def is_open(self) -> bool:
        """Fewer votes than needed."""
        return self.accepts + self.rejects < VOTES_NEEDED

    @property
    def is_tied(self) -> bool:
        """As many for as against: the chair decides."""
        return not self.is_open and self.accepts == self.rejects

    @property
    def accepted(self) -> bool:
        """What the majority says; of no meaning while open or tied."""
        return self.accepts > self.rejects


def explanations_visible_to(user, tender: Tender) -> QuerySet[Explanation]:
    """All for those who judge them, belong to no bidder and did not estimate; the own one, once asked for, for the
    bidder; none for everybody else.
    """
    explanations = Explanation.objects.filter(tender=tender).select_related(
        "tender", "bid__company", "made_by", "asked_by", "decided_by"
    )
    if not getattr(user, "is_authenticated", False):
        return explanations.none()
    if user.is_internal and user.has_role(*READS_EXPLANATIONS):
        apart = user.pk != tender.estimator_id and not tenders_tied_to(user).filter(pk=tender.pk).exists()
        return explanations if apart else explanations.none()
    if user.is_supplier and user.has_role(*READS_OWN_BIDS):
        asked = ~Q(state=ExplanationState.DRAFTED)
        return explanations.filter(asked, bid__company=user.company)
    return explanations.none()


def open_explanations(tender: Tender) -> QuerySet[Explanation]:
    """Those that nobody has decided on."""
    return tender.explanations.exclude(state__in=EXPLANATION_DECIDED)


def answers_of(explanation: Explanation) -> list[ExplanationAnswer]:
    """What the bidder said, the first answer first, with cost sheets and evidence."""
    return list(explanation.answers.select_related("by").prefetch_related("costs", "files__file").order_by("pk"))


def votes_of(explanation: Explanation) -> list[ExplanationVote]:
    """The assessors' votes in the order in which they came."""
    return list(explanation.votes.select_related("assessor").order_by("pk"))


def poll_of(votes: list[ExplanationVote]) -> Poll:
    """The ordinary votes counted; the chair's casting vote is not among them."""
    ordinary = [vote for vote in votes if not vote.casting]
    accepts = sum(1 for vote in ordinary if vote.accepts)
    return Poll(accepts, len(ordinary) - accepts)


def cost_sheet(costs: list[CostLine], price_won: Decimal) -> dict[str, Any]:
    """A cost sheet with its sum, and what it leaves of the price."""
    total = sum((line.amount_won for line in costs), Decimal(0))
    return {"lines": costs, "total_won": total, "left_won": price_won - total, "covers": total <= price_won}


def silent_explanations(on: date) -> QuerySet[Explanation]:
    """Those whose last day to answer has passed without an answer."""
    return Explanation.objects.filter(state__in=EXPLANATION_WAITS, answer_by__lt=on).order_by("pk")


def explanations_waiting_for(user: User) -> QuerySet[Explanation]:
    """What waits for this person: for a bidder its answer; for an evaluator asking, voting or closing."""
    open_ones = Explanation.objects.select_related("tender", "bid__company").order_by("answer_by", "pk")
    if user.is_supplier:
        if not user.has_role(*READS_OWN_BIDS):
            return open_ones.none()
        return open_ones.filter(state__in=EXPLANATION_WAITS, bid__company=user.company)
    if not (user.is_internal and user.has_role("EV")):
        return open_ones.none()
    tied = tenders_tied_to(user).values("pk")
    mine = ~Q(tender__estimator=user) & ~Q(tender__approver=user) & ~Q(tender__officer=user)
    to_ask = Q(state=ExplanationState.DRAFTED)
    voted = ExplanationVote.objects.filter(assessor=user).values("explanation")
    to_vote = Q(state=ExplanationState.ANSWERED) & (~Q(pk__in=voted) | Q(asked_by=user))
    return open_ones.filter(mine & (to_ask | to_vote)).exclude(tender__in=tied)
