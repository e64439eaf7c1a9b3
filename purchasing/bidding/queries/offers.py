"""What the rules need to know of a tender: its notice, and its opened bids as offers."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from portal.clock import today
from purchasing.bidding.models import BiddingTerms, Explanation, Ruling, Tender
from purchasing.bidding.queries.board import board_params, non_price_points
from purchasing.bidding.queries.tco import ranked_prices, tco_params
from purchasing.bidding.rules import METHODS, Notice, Offer, Way, figures_of, notice_from
from purchasing.bidding.states import Envelope, ExplanationState, Method, RulingState, TenderKind

MOST_PICKS, LONGEST_PICK = 15, 2  # a bidder's own program may write anything


def params_for(tender: Tender, terms: BiddingTerms) -> dict[str, Any]:
    """What the notice promises, as text: the tender's own choices and the terms in force, copied at publication."""
    fixed = tender.method == Method.LPL_FIXED
    figures = method_figures(tender, terms)
    return {
        "terms": str(terms.valid_from),
        "method": tender.method,
        "ratio": str(tender.fixed_ratio if fixed else figures.get("ratio", terms.lpl_ratio)),
        "figures": figures,
        "budget_won": f"{tender.budget_won:.0f}" if tender.budget_won is not None else None,
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
        "explanation": {
            "ask_days": terms.ask_days,
            "answer_days": terms.answer_days,
            "clarify_days": terms.clarify_days,
        },
    } | tco_params(tender, today())


def terms_for_method(tender: Tender, terms: BiddingTerms) -> dict[str, Any]:
    """What the house terms say about the figures of award methods, by the names that ``rules.Figure.term`` uses."""
    return {
        "lpl_ratio": terms.lpl_ratio,
        "lpl_ec_ratio": terms.lpl_ec_ratio,
        "price_weight": terms.price_weight,
        "kr_spread": terms.kr_spread,
        "kr_floor": kr_floor_for(tender, terms),
    }


def kr_floor_for(tender: Tender, terms: BiddingTerms) -> Decimal | None:
    """The award floor for the kind and size of a purchase; None while its budget is not known. Source: domain 2.7."""
    budget = tender.budget_won
    if budget is None:
        return None
    if tender.kind != TenderKind.WORKS:
        return terms.kr_floor_small if budget <= terms.kr_small_won else terms.kr_floor_goods
    for most, floor in (
        (Decimal(1_000_000_000), terms.kr_floor_1b),
        (Decimal(5_000_000_000), terms.kr_floor_5b),
        (Decimal(10_000_000_000), terms.kr_floor_10b),
    ):
        if budget < most:
            return floor
    return terms.kr_floor_30b


def method_figures(tender: Tender, terms: BiddingTerms) -> dict[str, str]:
    """The figures of the tender's award method, complete: its own, else those of the terms, else the method's."""
    method = METHODS[Way(tender.method)]
    return figures_of(method.figures, tender.method_params or {}, terms_for_method(tender, terms))


def notice_of(tender: Tender) -> Notice:
    """The published promise in the form of the rules."""
    return notice_from(tender.params)


def offers_for(tender: Tender) -> list[Offer]:
    """The opened bids as offers; those ruled out are not responsive, and those whose price stayed sealed are not here.

    Ranking looks at what preference or total cost make of a price; limits never do.
    """
    ranked = ranked_prices(tender)
    points = non_price_points(tender) if METHODS[Way(tender.method)].needs_points else {}
    explained = {each.bid_id: each for each in tender.explanations.all()}
    rulings = tender.rulings.filter(price_won__isnull=False).select_related("bid__company").order_by("bid_id")
    return [
        replace(
            offer_of(ruling),
            points=points.get(ruling.bid_id),
            ranked_won=ranked.get(ruling.bid_id),
            **_explanation(explained.get(ruling.bid_id)),
        )
        for ruling in rulings
    ]


def _explanation(explanation: Explanation | None) -> dict[str, Any]:
    if explanation is None:
        return {}
    accepted = {ExplanationState.ACCEPTED: True, ExplanationState.REJECTED: False}
    return {"explained": accepted.get(ExplanationState(explanation.state)), "doubted": bool(explanation.reason)}


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
        picks=_picks(ruling),
    )


def _picks(ruling: Ruling) -> tuple[int, ...]:
    """The numbers that the bidder chose for the reserve price; what is not a list of numbers counts as none."""
    picks = (ruling.document.get(Envelope.PRICE) or {}).get("picks")
    if not isinstance(picks, list):
        return ()
    words = [str(number) for number in picks[:MOST_PICKS]]
    return tuple(int(word) for word in words if word.isdecimal() and len(word) <= LONGEST_PICK)
