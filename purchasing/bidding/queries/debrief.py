"""The debrief of a company that has bid: where its bid stood, why, what would have helped. Source: issue 4 item 11."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from purchasing.bidding.models import LimitCalc, Standstill, Tender
from purchasing.bidding.queries.after import running_standstill
from purchasing.bidding.queries.board import board_result
from purchasing.bidding.queries.debrief_hints import hints, short_of
from purchasing.bidding.queries.results import BidRow, result_for
from purchasing.bidding.registry import supports
from purchasing.bidding.states import TenderState


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
        hints=[]
        if is_winner
        else hints(
            own.ruling, gap_won=gap_won, gap_pct=gap_pct, limit_won=limit_won, by_line=own.bid.tender.by_unit_price
        ),
        supports=[] if is_winner else _supports(short_of(own.ruling, gap_won)),
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


def _supports(missed: set[str]) -> list[dict[str, Any]]:
    """Programmes that help with it; those without a page of their own yet are named without a link."""
    return [
        {"name": support.name, "summary": support.summary, "url": _resolved(support.url_name)}
        for support in supports
        if support.helps_with & missed
    ]


def _resolved(url_name: str) -> str:
    try:
        return reverse(url_name) if url_name else ""
    except NoReverseMatch:
        return ""
