"""What the rules need to know of a tender: its notice, and its opened bids as offers."""

from decimal import Decimal
from typing import Any

from purchasing.bidding.models import BiddingTerms, Ruling, Tender
from purchasing.bidding.queries.board import board_params
from purchasing.bidding.rules import Notice, Offer, Way
from purchasing.bidding.states import FixedOn, Method, RulingState


def params_for(tender: Tender, terms: BiddingTerms) -> dict[str, Any]:
    """What the notice promises, as text: the tender's own choices and the terms in force, copied at publication."""
    fixed = tender.method == Method.LPL_FIXED
    return {
        "terms": str(terms.valid_from),
        "method": tender.method,
        "ratio": str(tender.fixed_ratio if fixed else terms.lpl_ratio),
        "fixed_on": tender.fixed_on,
        "min_n": terms.lpl_min_n,
        "pool_cap": str(terms.lpl_pool_cap) if tender.pool_cap_on else None,
        "cap_ratio": str(tender.cap_ratio) if tender.cap_ratio is not None else None,
        "min_bids": tender.min_bids,
        "single_bid_allowed": tender.single_bid_allowed,
        "notice_days": terms.notice_days(tender.kind),
        "question_days": terms.question_days,
        "standstill_days": terms.standstill_days,
        "objection_days": terms.objection_days,
        "contract_days": terms.contract_days,
        "board": board_params(terms),
    }


def notice_of(tender: Tender) -> Notice:
    """The published promise in the form of the rules."""
    params = tender.params
    return Notice(
        way=Way(params["method"]),
        ratio=Decimal(params["ratio"]),
        on_mean=params["fixed_on"] == FixedOn.MEAN,
        min_n=params["min_n"],
        pool_cap=Decimal(params["pool_cap"]) if params["pool_cap"] else None,
        cap_ratio=Decimal(params["cap_ratio"]) if params["cap_ratio"] else None,
        min_bids=params["min_bids"],
    )


def offers_for(tender: Tender) -> list[Offer]:
    """The opened bids as offers; those ruled out are not responsive."""
    return [offer_of(ruling) for ruling in tender.rulings.select_related("bid__company").order_by("bid_id")]


def offer_of(ruling: Ruling) -> Offer:
    """An opened bid in the form of the rules."""
    bid = ruling.bid
    return Offer(
        bid_id=bid.pk,
        price_won=ruling.opened_price_won,
        bidder=bid.company.number,
        responsive=ruling.state != RulingState.NON_RESPONSIVE,
        preferred=ruling.preferred,
        esg_score=ruling.esg_score,
    )
