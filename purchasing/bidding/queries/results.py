"""The evaluation for those who decide, the result for those who bid: ready to show, at a fixed number of queries."""

from dataclasses import dataclass
from decimal import Decimal

from purchasing.bidding.models import AwardDecision, BasePrice, Bid, LimitCalc, OpeningSession, Ruling, Tender
from purchasing.bidding.queries.bids import has_bid
from purchasing.bidding.queries.explanations import why
from purchasing.bidding.queries.tenders import reads_opened_bids
from purchasing.bidding.states import RulingState, TenderState

RESULT_STATES = frozenset({TenderState.STANDSTILL, TenderState.AWARDED, TenderState.CONTRACTED, TenderState.FAILED})


@dataclass(frozen=True, slots=True)
class BidRow:
    """One opened bid, ready to show."""

    bid: Bid
    ruling: Ruling
    why: str
    of_base_pct: Decimal | None  # price in percent of the base price, exact: rounded once, where it is shown
    is_own: bool

    @property
    def name(self) -> str:
        """The bidder's name in the reader's language."""
        return self.bid.company.name


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """Everything that the evaluation page and the result page show of an opened tender."""

    tender: Tender
    rows: list[BidRow]  # ranking first, then the rest by price
    calc: LimitCalc | None  # None until evaluated
    base_price: BasePrice
    opening: OpeningSession | None
    decisions: list[AwardDecision]  # newest first; empty for bidders

    @property
    def first(self) -> BidRow | None:
        """The bid ranked first."""
        return next((row for row in self.rows if row.ruling.rank == 1), None)

    @property
    def excluded(self) -> list[BidRow]:
        """Bids below the floor, above the ceiling, or not responsive."""
        out = {RulingState.EXCLUDED_LOW, RulingState.EXCLUDED_HIGH, RulingState.NON_RESPONSIVE}
        return [row for row in self.rows if row.ruling.state in out]

    @property
    def open_decision(self) -> AwardDecision | None:
        """The proposal that waits for approval."""
        return next((each for each in self.decisions if not each.approved_at and not each.returned_at), None)

    @property
    def approved_decision(self) -> AwardDecision | None:
        """The decision in force."""
        return next((each for each in self.decisions if each.approved_at and not each.taken_back_at), None)


def evaluation_of(user, tender: Tender) -> EvaluationView | None:
    """The opened bids with verdicts and the calculation, for staff who may read them; None for everybody else."""
    if not reads_opened_bids(user, tender):
        return None
    decisions = tender.decisions.select_related(
        "bid__company", "proposed_by", "first_approved_by", "approved_by", "returned_by"
    )
    return _view(user, tender, list(decisions))


def result_for(user, tender: Tender) -> EvaluationView | None:
    """The published result with all names, prices, the limit and every reason: for each company that bid (BID-07).

    None while there is no result, when nothing was opened, and for companies that did not bid; these see the award
    notice alone (``award_notice``).
    """
    if tender.state not in RESULT_STATES or tender.opened_at is None or not has_bid(user, tender):
        return None
    approved = tender.decisions.filter(approved_at__isnull=False, taken_back_at=None).select_related("bid__company")
    return _view(user, tender, list(approved))


def published_result(user, tender: Tender) -> EvaluationView | None:
    """The same for everybody, signed in or not: every tender publishes its result with all its figures (100 %
    disclosure, domain 2.1, 2.4 BID-07, 16.1 PUB). None until the tender is awarded or has failed after its
    opening; while the standstill runs it is for those alone who have bid and for staff: the award is not made yet.
    """
    if not shows_result(user, tender):
        return None
    approved = tender.decisions.filter(approved_at__isnull=False, taken_back_at=None).select_related("bid__company")
    return _view(user, tender, list(approved))


def opened_base_price(user, tender: Tender) -> Decimal | None:
    """The base price after its opening: for staff who read opened bids, with the published result for everybody."""
    if not (reads_opened_bids(user, tender) or shows_result(user, tender)):
        return None
    return BasePrice.objects.get(tender=tender).amount_won


def earlier_calcs(tender: Tender) -> list[LimitCalc]:
    """The calculations of evaluations that were corrected after an upheld objection, the newest first."""
    if tender.evaluation_no == 1:
        return []
    found = LimitCalc.objects.filter(tender=tender, version__lt=tender.evaluation_no)
    return list(found.select_related("calculated_by").order_by("-version"))


def shows_result(user, tender: Tender) -> bool:
    """Whether this reader sees the result of the tender now."""
    if tender.state not in RESULT_STATES or tender.opened_at is None:
        return False
    return tender.state != TenderState.STANDSTILL or has_bid(user, tender) or reads_opened_bids(user, tender)


def award_notice(tender: Tender) -> dict | None:
    """What everybody may know of an award: winner, price, how many bid, how many were below the floor; else None."""
    if tender.state not in (TenderState.AWARDED, TenderState.CONTRACTED):
        return None
    calc = tender.limit_calc
    winner = Ruling.objects.select_related("bid__company").get(bid__won=tender)
    return {
        "winner": winner.bid.company,
        "price_won": winner.price_won,
        "awarded_at": tender.ended_at,
        "bid_count": tender.bid_count,
        "limit_won": calc.limit_won,
        "below_count": tender.rulings.filter(state=RulingState.EXCLUDED_LOW).count(),
    }


def _view(user, tender: Tender, decisions: list[AwardDecision]) -> EvaluationView:
    base_price = BasePrice.objects.select_related("set_by").get(tender=tender)
    rulings = tender.rulings.select_related("bid__company", "bid__submitted_by")
    company_id = getattr(user, "company_id", None)
    rows = [
        BidRow(
            bid=ruling.bid,
            ruling=ruling,
            why=why(ruling),
            of_base_pct=_percent(ruling.price_won, base_price.amount_won),
            is_own=ruling.bid.company_id == company_id,
        )
        for ruling in rulings
    ]
    rows.sort(key=lambda row: (row.ruling.rank is None, row.ruling.rank or 0, row.ruling.price_won or 0, row.bid.pk))
    return EvaluationView(
        tender=tender,
        rows=rows,
        calc=LimitCalc.objects.filter(tender=tender, version=tender.evaluation_no).first(),
        base_price=base_price,
        opening=OpeningSession.objects.filter(tender=tender).select_related("first_by", "second_by").first(),
        decisions=decisions,
    )


def _percent(price_won: Decimal | None, base_won: Decimal | None) -> Decimal | None:
    if price_won is None or not base_won:
        return None
    return price_won * 100 / base_won
