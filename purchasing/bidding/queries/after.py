"""What follows a decision to award: the decision in force, standstill, objections, the contract that is due."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Min, QuerySet

from portal.calendar import next_business_day
from portal.clock import SEOUL
from portal.people.models import User
from purchasing.bidding.models import AwardDecision, BoardSeat, Contracting, Objection, Ruling, Standstill, Tender
from purchasing.bidding.queries.bids import READS_OWN_BIDS
from purchasing.bidding.queries.tenders import reads_opened_bids
from purchasing.bidding.states import ObjectionState, RulingState, TenderState


def decision_in_force(tender: Tender) -> AwardDecision | None:
    """The approved decision that was not taken back."""
    approved = tender.decisions.filter(approved_at__isnull=False, taken_back_at=None)
    return approved.select_related("bid__company", "tender", "approved_by", "proposed_by").first()


def has_judged(user, tender: Tender) -> bool:
    """Whether the person sat, or sits, on the tender's evaluation board."""
    return BoardSeat.objects.filter(board__tender=tender, user=user).exists()


def bidders_judged(tender: Tender) -> QuerySet[User]:
    """Administrators and bidders of the companies whose bids were opened: those who get a debrief."""
    return User.objects.filter(
        is_active=True,
        memberships__state="active",
        memberships__roles__code__in=READS_OWN_BIDS,
        memberships__company__in=tender.rulings.values("bid__company"),
    ).distinct()


def running_standstill(tender: Tender) -> Standstill | None:
    """The standstill that has not ended; it may be past its last day while an objection is open."""
    return tender.standstills.filter(ended_at=None).select_related("decision__bid__company").first()


def due_standstills(now: datetime) -> QuerySet[Standstill]:
    """Past their last day, with no open objection."""
    waiting = Objection.objects.filter(state=ObjectionState.LODGED)
    return (
        Standstill.objects.filter(ended_at=None, ends_at__lte=now, tender__state=TenderState.STANDSTILL)
        .exclude(tender__in=waiting.values("tender"))
        .select_related("tender")
        .order_by("ends_at", "pk")
    )


def objections_visible_to(user, tender: Tender) -> QuerySet[Objection]:
    """The own company's for its administrators and bidders; all for staff who read opened bids; none for others."""
    objections = tender.objections.select_related("company", "decided_by", "lodged_by", "tender", "decision")
    if getattr(user, "is_authenticated", False) and user.is_supplier and user.has_role(*READS_OWN_BIDS):
        return objections.filter(company=user.company)
    return objections if reads_opened_bids(user, tender) else objections.none()


def objections_told(tender: Tender) -> list[Objection]:
    """What everybody may know of decided objections, oldest first: ground, outcome and answer; not who lodged them."""
    decided = tender.objections.filter(state__in=[ObjectionState.UPHELD, ObjectionState.REJECTED])
    return list(decided.defer("text").order_by("decided_at"))


def has_open_objection(tender: Tender) -> bool:
    """Whether one waits for its decision: nothing is awarded until then."""
    return tender.objections.filter(state=ObjectionState.LODGED).exists()


def standstills_of_bidder(user) -> list[Standstill]:
    """Running standstills of tenders in which the user's company has an opened bid, the soonest end first."""
    if not getattr(user, "is_supplier", False) or not user.has_role(*READS_OWN_BIDS):
        return []
    bid_in = Ruling.objects.filter(bid__company=user.company).values("tender")
    found = Standstill.objects.filter(ended_at=None, tender__in=bid_in)
    return list(found.select_related("tender", "decision__bid").order_by("ends_at")[:20])


def objections_waiting_for(user) -> list[Objection]:
    """Open objections that this person may decide on, the most pressing first."""
    if not getattr(user, "is_internal", False) or not user.has_role("CP", "AP"):
        return []
    involved = ("officer", "estimator", "evaluator")
    decided_by = ("proposed_by", "first_approved_by", "approved_by")
    found = Objection.objects.filter(state=ObjectionState.LODGED).select_related("tender", "decision", "company")
    for name in involved:
        found = found.exclude(**{f"tender__{name}": user})
    for name in decided_by:
        found = found.exclude(**{f"decision__{name}": user})
    return list(found.order_by("answer_by", "pk")[:20])


def contract_of(decision: AwardDecision | None) -> Contracting | None:
    """The contract that the decision became; number, day and amount are for everybody (``ocds`` publishes them)."""
    return Contracting.objects.filter(decision=decision).first() if decision is not None else None


def sign_by(tender: Tender) -> date | None:
    """The last day on which the contract of an awarded tender is to be signed; then the next in line may be proposed.

    Source: domain 2.3, CNV-06 (a procedural deadline moves to the next business day).
    """
    if tender.state != TenderState.AWARDED or tender.ended_at is None:
        return None
    days = tender.params.get("contract_days", 15)
    return next_business_day(tender.ended_at.astimezone(SEOUL).date() + timedelta(days=days))


def contracts_due(user) -> list[Tender]:
    """The officer's own awarded tenders whose contract is not recorded yet, the oldest award first."""
    if not getattr(user, "is_internal", False) or not user.has_role("PO"):
        return []
    mine = Tender.objects.filter(officer=user, state=TenderState.AWARDED)
    return list(mine.select_related("winner__company").order_by("ended_at")[:20])


def awarded_without_contract() -> QuerySet[Tender]:
    """All awarded tenders whose contract is not recorded yet."""
    return Tender.objects.filter(state=TenderState.AWARDED).select_related("officer").order_by("pk")


def lowest_responsive_won(tender: Tender) -> Decimal:
    """The lowest price among the bids that were responsive, in range or not: no contract is made below it (BID-L1)."""
    responsive = tender.rulings.exclude(state=RulingState.NON_RESPONSIVE).filter(price_won__isnull=False)
    return responsive.aggregate(lowest=Min("price_won"))["lowest"] or Decimal(0)
