"""Bids, statistics and the award of a published result, as OCDS writes them."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portal.people.states import SizeClass
from purchasing.bidding.models import Tender
from purchasing.bidding.queries.ocds_words import moment, money
from purchasing.bidding.queries.results import BidRow, EvaluationView
from purchasing.bidding.states import RulingState

if TYPE_CHECKING:
    from purchasing.bidding.queries.ocds import Process

SMALL = frozenset({SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM})


@dataclass(slots=True)
class Result:
    """What a published result tells; empty as long as there is none."""

    base_won: Decimal | None = None
    bids: list[dict[str, Any]] = field(default_factory=list)
    statistics: list[dict[str, Any]] = field(default_factory=list)
    awards: list[dict[str, Any]] = field(default_factory=list)
    tenderers: list[dict[str, Any]] = field(default_factory=list)


def result_of(process: "Process", tender: Tender, view: EvaluationView | None) -> Result:
    """The published result of one tender, with its bidders entered among the parties of the process."""
    if view is None:
        return Result()
    tenderers = [process.party(row.bid.company, "tenderer") for row in view.rows]
    return Result(
        base_won=view.base_price.amount_won,
        bids=[_bid(tender, row, reference) for row, reference in zip(view.rows, tenderers, strict=True)],
        statistics=_statistics(tender, view.rows),
        awards=_awards(process, tender, view),
        tenderers=tenderers,
    )


def _lot(tender: Tender) -> dict[str, Any]:
    return {} if tender.lot_no is None else {"relatedLots": [str(tender.lot_no)]}


def _bid(tender: Tender, row: BidRow, reference: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": row.bid.receipt,
        "date": moment(row.bid.received_at),
        "status": _status(row),
        "tenderers": [reference],
        **_lot(tender),
    }
    if row.ruling.price_won is not None:
        found["value"] = money(row.ruling.price_won)
    return found


def _status(row: BidRow) -> str:
    """Ranked bids are valid; where a tender failed before its bids were compared they stay as they came."""
    if row.ruling.rank is not None:
        return "valid"
    return "pending" if row.ruling.state == RulingState.OPENED else "disqualified"


def _statistics(tender: Tender, rows: list[BidRow]) -> list[dict[str, Any]]:
    valid = [row for row in rows if row.ruling.rank is not None]
    counts = {
        "bids": len(rows),
        "bidders": len({row.bid.company_id for row in rows}),
        "validBids": len(valid),
        "smeBids": sum(row.bid.company.size_class in SMALL for row in rows),
        "tendersAbnormallyLow": sum(row.ruling.state == RulingState.EXCLUDED_LOW for row in rows),
    }
    lot = {} if tender.lot_no is None else {"relatedLot": str(tender.lot_no)}
    key = tender.lot_no or 1
    found = [{"id": f"{key}-{name}", "measure": name, "value": value, **lot} for name, value in counts.items()]
    prices = [int(row.ruling.price_won) for row in valid if row.ruling.price_won is not None]
    if prices:
        for name, amount in (("lowestValidBidValue", min(prices)), ("highestValidBidValue", max(prices))):
            found.append({"id": f"{key}-{name}", "measure": name, "value": amount, "currency": "KRW", **lot})
    return found


def _awards(process: "Process", tender: Tender, view: EvaluationView) -> list[dict[str, Any]]:
    decision = view.approved_decision
    if decision is None:
        return []
    return [
        {
            "id": decision.uid.hex,
            "title": tender.number,
            "description": decision.reason,
            "status": "active",
            "date": moment(tender.ended_at),
            "value": money(decision.price_won),
            "suppliers": [process.party(decision.bid.company, "supplier")],
            "relatedBid": decision.bid.receipt,
            **_lot(tender),
        }
    ]
