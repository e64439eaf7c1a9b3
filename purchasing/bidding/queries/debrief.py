"""The debrief of a company that has bid: where its bid stood, why, what would have helped. Source: issue 4 item 11."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from portal.display import money_full
from purchasing.bidding.models import LimitCalc, Standstill, Tender
from purchasing.bidding.queries.after import running_standstill
from purchasing.bidding.queries.board import board_result
from purchasing.bidding.queries.results import BidRow, result_for
from purchasing.bidding.registry import ESG, FLOOR, PAPERS, PRICE, QUALITY, supports
from purchasing.bidding.rules import Reason, Tie
from purchasing.bidding.states import RulingState, TenderState

CLOSE_PCT = Decimal(3)  # a gap up to this is called close


@dataclass(frozen=True, slots=True)
class Debrief:
    """Everything that the page of a debrief shows."""

    tender: Tender
    own: BidRow
    winner: BidRow | None  # None: no award
    is_winner: bool
    reason: str  # of the award, as approved
    rows: list[BidRow]
    valid_count: int
    calc: LimitCalc | None
    gap_won: Decimal | None  # above the winner
    gap_pct: Decimal | None
    to_floor_won: Decimal | None  # above the floor; negative: below
    standstill: Standstill | None
    scores: list[dict[str, Any]] = field(default_factory=list)  # title, own, winner: as the board agreed
    hints: list[str] = field(default_factory=list)
    supports: list[dict[str, Any]] = field(default_factory=list)


def debrief_for(user, tender: Tender) -> Debrief | None:
    """The debrief of the user's company, once the award is decided or the tender has failed; None before, for others,
    and when nothing was opened.
    """
    view = result_for(user, tender)
    own = next((row for row in view.rows if row.is_own), None) if view else None
    if view is None or own is None:
        return None
    decision = view.approved_decision
    winner = next((row for row in view.rows if decision is not None and row.bid.pk == decision.bid_id), None)
    is_winner = winner is not None and winner.bid.pk == own.bid.pk
    gap_won = gap_pct = None
    price_won = own.ruling.price_won
    if winner is not None and not is_winner and price_won is not None and winner.ruling.price_won:
        gap_won = price_won - winner.ruling.price_won
        gap_pct = gap_won * 100 / winner.ruling.price_won
    limit_won = view.calc.limit_won if view.calc else None
    standstill = running_standstill(tender) if tender.state == TenderState.STANDSTILL else None
    short_of = _short_of(own, gap_won)
    return Debrief(
        tender=tender,
        own=own,
        winner=winner,
        is_winner=is_winner,
        reason=decision.reason if decision else "",
        rows=view.rows,
        valid_count=sum(1 for row in view.rows if row.ruling.rank is not None),
        calc=view.calc,
        gap_won=gap_won,
        gap_pct=gap_pct,
        to_floor_won=price_won - limit_won if price_won is not None and limit_won is not None else None,
        standstill=standstill,
        scores=_scores(tender, own, winner),
        hints=[] if is_winner else _hints(own, gap_won, gap_pct, limit_won),
        supports=[] if is_winner else _supports(short_of),
    )


def _scores(tender: Tender, own: BidRow, winner: BidRow | None) -> list[dict[str, Any]]:
    """What the evaluation board agreed on for the own bid and, beside it, for the winner's."""
    told = board_result(tender)
    if told is None:
        return []
    titles = {str(criterion.no): criterion.title for criterion in tender.criteria.all()}
    rows = []
    for result in told["envelopes"].values():
        mine = result["agreed"].get(own.bid.receipt, {})
        best = result["agreed"].get(winner.bid.receipt, {}) if winner else {}
        rows += [
            {"title": titles.get(no, no), "own": _score(mine.get(no)), "winner": _score(best.get(no))}
            for no in sorted(set(mine) | set(best), key=int)
        ]
    return rows


def _score(agreed: dict[str, Any] | None) -> str:
    if agreed is None:
        return "—"
    value = agreed["is"]
    if value is True or value is False:
        return _("met") if value else _("not met")
    return str(value)


def _short_of(own: BidRow, gap_won: Decimal | None) -> set[str]:
    """What the bid fell short of."""
    match own.ruling.state:
        case RulingState.NON_RESPONSIVE:
            return {PAPERS, QUALITY}
        case RulingState.EXCLUDED_LOW:
            return {FLOOR}
        case RulingState.EXCLUDED_HIGH:
            return {PRICE}
    short = {PRICE} if gap_won is not None and gap_won > 0 else {QUALITY}
    return short | {ESG} if own.ruling.tie in (Tie.ESG, Tie.PREFERENCE) else short


def _hints(own: BidRow, gap_won: Decimal | None, gap_pct: Decimal | None, limit_won: Decimal | None) -> list[str]:
    """How to improve, each in a sentence with its figures."""
    ruling = own.ruling
    found = []
    if ruling.state == RulingState.EXCLUDED_LOW and limit_won is not None:
        found.append(
            _(
                "The floor lay at %(limit)s. Calculate every part of the price: material, labour, safety, overhead, "
                "transport. A price that covers them is rarely below the floor."
            )
            % {"limit": money_full(limit_won)}
        )
    elif ruling.cause in (Reason.ABOVE_CAP, Reason.ABOVE_POOL_CAP):
        found.append(
            _(
                "The notice names the ceiling as a share of the base price, which stays sealed until the opening: a "
                "price near what such a purchase usually costs stays below it."
            )
        )
    elif ruling.cause == Reason.ABOVE_BUDGET:
        found.append(_("The notice prints the budget: compare the price with it before sealing."))
    elif ruling.state == RulingState.NON_RESPONSIVE:
        found.append(
            _("Let the portal check the bid before sealing it: the check names every missing part and changes nothing.")
        )
    elif gap_won is not None and gap_pct is not None and gap_won > 0:
        close = _("The bid was close: %(gap)s (%(pct)s%%) above the winner. A small saving in one line decides.")
        by_line = _(
            "The bid was %(gap)s (%(pct)s%%) above the winner. Compare the unit prices line by line with the mean of "
            "all bids; the largest line is the first place to look."
        )
        whole = _(
            "The bid was %(gap)s (%(pct)s%%) above the winner. One total was asked for, so only totals are known: the "
            "largest part of the own calculation is the first place to look."
        )
        far = by_line if own.bid.tender.by_unit_price else whole
        figures = {"gap": money_full(gap_won), "pct": f"{gap_pct:.1f}"}
        found.append((close if gap_pct <= CLOSE_PCT else far) % figures)
    elif gap_won is not None:
        found.append(_("The price was not what decided: the reason of the award names what did."))
    if ruling.tie == Tie.PREFERENCE and not ruling.preferred:
        found.append(_("Equal prices were decided by a certificate of a socially friendly enterprise."))
    if ruling.tie == Tie.ESG:
        found.append(_("Equal prices were decided by the ESG score: an assessment that is kept up to date counts."))
    return found


def _supports(short_of: set[str]) -> list[dict[str, Any]]:
    """Programmes that help with it; those without a page of their own yet are named without a link."""
    return [
        {"name": support.name, "summary": support.summary, "url": _resolved(support.url_name)}
        for support in supports
        if support.helps_with & short_of
    ]


def _resolved(url_name: str) -> str:
    try:
        return reverse(url_name) if url_name else ""
    except NoReverseMatch:
        return ""
